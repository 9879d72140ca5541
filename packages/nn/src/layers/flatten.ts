import { type Out, reshape, type Shape, ShapeError, type Tensor } from '@adjoint/tensor'
import { checkTensor } from '../given.ts'
import type { FlatShape } from '../layer-types.ts'

/** All axes but the first made one, as flatten() makes it. */
export class Flatten {
  readonly kind = 'flatten'

  /**
   * @param x shape [n, ...]
   * @returns shape [n, size of a sample]
   * @throws ShapeError when x has no axis
   */
  forward<S extends Shape>(x: Tensor<S>): Out<FlatShape<S>> {
    checkTensor('flatten', 'x', x)
    const [n, ...sample]: Shape = x.shape
    if (n === undefined) throw new ShapeError(`flatten: x is ${x.describe()}; give a batch [n, ...].`)
    const size = sample.reduce((product, length) => product * length, 1)
    return reshape(x as Tensor, [n, size]) as Tensor as Out<FlatShape<S>> // widened: S is generic here
  }
}

/**
 * A layer that makes a row of each sample: between convolutions and dense layers.
 *
 *   [n, a, b, ...] ↦ [n, a b ...]
 *
 * @example flatten().forward(ones([4, 8, 7, 7])).shape // [4, 392]
 */
export function flatten(): Flatten {
  return new Flatten()
}
