import { mapLeaves, mapTensors } from '@adjoint/autograd'
import { DomainError, log1p, neg, type Shape, ShapeError, sameShape, Tensor } from '@adjoint/tensor'
import { noise } from './noise.ts'

/** New statistics by the path of the tensor that they replace. */
export type Statistics = Readonly<Record<string, Tensor>>

/**
 * What a layer may use besides its input and its parameters while it is trained: randomness, and a place to put new
 * statistics. Layers that behave in another way then (dropout, batchNorm) take it as the second argument of `forward`;
 * without it they infer. Nothing is hidden: the same model, input and key give the same numbers.
 *
 * @example
 * const context = new TrainingContext(tensor([7, 0], { dtype: 'int32' }))
 * dropout(0.5).forward(ones([4]), context) // Tensor f32[4] [2, 2, 0, 0]
 */
export class TrainingContext {
  readonly #key: Tensor
  #streams = 0
  readonly #statistics = new Map<object, Readonly<Record<string, Tensor>>>()

  /** @param key int32[2]: a seed and the number of the step, so that each step draws other numbers */
  constructor(key: Tensor) {
    this.#key = key
  }

  /** Numbers of [0, 1), float32, other ones at each call. */
  uniform(shape: Shape): Tensor {
    return noise(this.#key, { shape, stream: this.#streams++ })
  }

  /**
   * Numbers of the standard normal distribution, float32, other ones at each call: of two uniform numbers each.
   *
   *   z = √(-2 ln(1 - u)) cos(2π v)
   *
   * @example new TrainingContext(tensor([7, 0], { dtype: 'int32' })).normal([2]).shape // [2]
   * @see Box & Muller (1958), A note on the generation of random normal deviates
   */
  normal(shape: Shape): Tensor {
    const [u, v] = [this.uniform(shape), this.uniform(shape)]
    const radius = log1p(neg(u)).mul(-2).sqrt() // u < 1, so that it is finite
    return radius.mul(v.mul(2 * Math.PI).cos())
  }

  /**
   * Puts down new values of fields of a layer. They do not take part in the derivative.
   *
   * @param layer as it is in the model that is run; its own `statistics` lists the names of those fields, as batchNorm's
   *   does, so that no optimizer moves them
   * @throws DomainError when the layer has put some down already: it was used twice, and they would be lost. fit does, too,
   *   for a name that no tensor of the layer has
   */
  update(layer: object, statistics: Readonly<Record<string, Tensor>>): void {
    if (this.#statistics.has(layer)) {
      throw new DomainError(
        'a layer with running statistics was used twice in one step; make one for each place, or give it no context, ' +
          'which freezes it.',
      )
    }
    this.#statistics.set(layer, statistics)
  }

  /** All new statistics, by their paths in the model that was run. */
  statisticsOf(model: unknown): Statistics {
    const paths = pathsOf(model)
    return Object.fromEntries(
      [...this.#statistics].flatMap(([layer, values]) =>
        Object.entries(values).map(([field, value]) => {
          const path = paths.get(layer)
          const at = path === '' ? field : `${path}.${field}`
          if (paths.has(at)) return [at, value]
          throw new DomainError(
            `a layer put down statistics, but its ${field} is no part of the model that is trained; give it no context, ` +
              'which freezes it.',
          )
        }),
      ),
    )
  }
}

/** The model with new statistics in place of those that it has. */
export function withStatistics<M>(model: M, statistics: Statistics): M {
  return mapTensors(model, (tensor, path) => {
    const value = statistics[path]
    if (value === undefined) return tensor
    if (sameShape(value.shape, tensor.shape)) return value.astype(tensor.dtype)
    throw new ShapeError(`the new statistics at ${path} are ${value.describe()}, but were ${tensor.describe()}.`)
  })
}

/** The paths of the tensors that layers call statistics, as batchNorm does. */
export function statisticPaths(model: unknown): ReadonlySet<string> {
  const paths = new Set<string>()
  mapLeaves(model, (leaf, path, part) => {
    const { statistics = [] } = Object(part) as { readonly statistics?: readonly string[] }
    if (leaf instanceof Tensor && statistics.includes(path.slice(path.lastIndexOf('.') + 1))) paths.add(path)
    return leaf
  })
  return paths
}

/** Where the layers of a model stand, as parameters are named; and the paths of those, to themselves. */
function pathsOf(model: unknown): ReadonlyMap<unknown, string> {
  const paths = new Map<unknown, string>()
  mapLeaves(model, (leaf, path, part) => {
    paths.set(part, path.slice(0, Math.max(0, path.lastIndexOf('.'))))
    if (leaf instanceof Tensor) paths.set(path, path)
    return leaf
  })
  return paths
}
