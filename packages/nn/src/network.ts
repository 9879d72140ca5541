import { checkOptions, DomainError, type FloatDType, type Generator } from '@adjoint/tensor'
import type { Activation, Architecture } from './by-hand/index.ts'
import { inWords } from './given.ts'
import { smallNormal } from './initializers.ts'
import type { LayerLike } from './layer-types.ts'
import { relu, sigmoid, tanh } from './layers/activations.ts'
import { dense } from './layers/dense.ts'
import { Sequential } from './layers/sequential.ts'

const makers: Record<Exclude<Activation, 'linear'>, () => LayerLike> = { relu, sigmoid, tanh }

/**
 * A network from the article's list of layers, initialised as there: 0.1 x normal, weights then biases, layer by layer.
 *
 * @param architecture the size and the activation of each layer ('linear' for none)
 * @param rng numpyRandom(seed) repeats the article's weights to the bit
 * @param options.dtype 'float32' by default
 * @throws DomainError when there is no layer, a layer does not take what the one before gives, or an activation is unknown
 * @example network([{ inputDim: 2, outputDim: 25, activation: 'relu' }, { inputDim: 25, outputDim: 1, activation: 'sigmoid' }], rng)
 */
export function network(
  architecture: Architecture,
  rng: Generator,
  options: { readonly dtype?: FloatDType } = {},
): Sequential {
  checkOptions('network', options, ['dtype'])
  checkList(architecture)
  if (architecture.length === 0) throw new DomainError('network: the list of layers is empty; give at least one.')
  const init = { weight: smallNormal, bias: smallNormal, dtype: options.dtype ?? 'float32' }
  const layers = architecture.flatMap(({ inputDim, outputDim, activation }, i): LayerLike[] => {
    const before = architecture[i - 1]?.outputDim ?? inputDim
    if (i > 0 && inputDim !== before) {
      throw new DomainError(
        `network: layer ${i} takes ${inputDim} numbers, but layer ${i - 1} gives ${before}. Give it inputDim: ${before}.`,
      )
    }
    const layer = dense(inputDim, outputDim, rng, init)
    if (activation === 'linear') return [layer]
    if (!Object.hasOwn(makers, activation)) {
      throw new DomainError(
        `network: layer ${i} has the unknown activation "${activation}"; use relu, sigmoid, tanh or linear.`,
      )
    }
    return [layer, makers[activation]()]
  })
  return new Sequential(layers)
}

function checkList(architecture: unknown): void {
  if (Array.isArray(architecture)) return
  throw new DomainError(`network: the list of layers is ${inWords(architecture)}; give an array, [{ inputDim, ... }].`)
}
