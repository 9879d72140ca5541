import { type Arg, DomainError, type Out, type Shape, scope, type Tensor } from '@adjoint/tensor'
import type { TrainingContext } from '../context.ts'
import { checkTensor, inWords, isClass } from '../given.ts'
import type { Chain, ForwardShape, LayerLike } from '../layer-types.ts'

/** Layers one after the other, as sequential() makes it. */
export class Sequential<L extends readonly LayerLike[] = readonly LayerLike[]> {
  readonly kind = 'sequential'
  readonly layers: L

  constructor(layers: L) {
    for (const [i, layer] of layers.entries()) checkForward(i, layer)
    this.layers = layers
  }

  /**
   * Runs x through the layers; on a tape, the nodes of layer i are named `layers.i/...`.
   *
   * @param context what training gives each layer
   */
  forward<S extends Shape>(x: Arg<Tensor<S>, ForwardShape<L, S>>, context?: TrainingContext): Out<ForwardShape<L, S>> {
    let y = x as Tensor // the message, where it is one, has already failed to compile
    checkTensor('sequential', 'x', y)
    for (const [i, layer] of this.layers.entries()) {
      y = scope(`layers.${i}`, () => {
        const result = layer.forward(y, context)
        checkTensor('sequential', 'what forward(x) returned', result)
        return result
      })
    }
    return y as Out<ForwardShape<L, S>> // what the layers' own types say, one after the other
  }
}

/**
 * A model of layers, one after the other. Layers whose sizes do not fit are a type error at the one that does not.
 *
 *   y = fₙ(... f₂(f₁(x)))
 *
 * @param layers anything with `forward(x)`
 * @throws DomainError when something has no `forward`, such as a class in place of its instance
 * @example sequential(dense(2, 25, rng), relu(), dense(25, 1, rng), sigmoid())
 */
export function sequential<const L extends readonly LayerLike[]>(...layers: Chain<L>): Sequential<L> {
  return new Sequential<L>(layers as L) // Chain<L> is L where the layers fit
}

function checkForward(i: number, layer: unknown): void {
  if (typeof Object(layer).forward === 'function') return
  let advice = 'Give an object with forward(x).'
  if (Array.isArray(layer)) advice = 'Write sequential(...layers).'
  else if (typeof Object(layer).step === 'function') advice = 'Write recurrent(...) around a cell.'
  else if (isClass(layer)) advice = 'Make an instance with new.'
  else if (typeof layer === 'function') advice = 'Write relu(), not relu; of a function f, { forward: f }.'
  throw new DomainError(`sequential: layer ${i} is ${inWords(layer)}, which has no forward(x). ${advice}`)
}
