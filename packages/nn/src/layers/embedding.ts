import { type FloatDType, type Generator, type Shape, type Tensor, take } from '@adjoint/tensor'
import { checkDrawing, checkTensor } from '../given.ts'
import { drawnBy, type Initializer, unitNormal } from '../initializers.ts'
import { checkLayer } from './sizes.ts'

/** How an embedding is initialised. */
export interface EmbeddingOptions {
  /** draws the table; unitNormal by default */
  readonly weight?: Initializer
  /** 'float32' by default */
  readonly dtype?: FloatDType
}

/** A table of vectors, as embedding() makes it. */
export class Embedding {
  readonly kind = 'embedding'
  /** shape [count, features] */
  readonly weight: Tensor

  constructor(weight: Tensor) {
    this.weight = weight
  }

  /**
   * @param indices int32, any shape [...]; negative ones count from the end, as in take
   * @returns shape [..., features]
   * @throws DTypeError when the indices are no integers; ShapeError when one is out of range
   */
  forward(indices: Tensor): Tensor {
    checkTensor('embedding', 'the indices', indices)
    return take(this.weight, indices, { axis: 0 })
  }
}

/**
 * A table that gives each index a vector, which is learnt: for words, characters, categories.
 *
 *   y = W[i]
 *
 * @param count how many indices there are
 * @param features how many numbers each has
 * @param rng draws the table
 * @throws DomainError when a size is no positive integer
 * @example embedding(27, 16, random(0)).forward(tensor([3, 1], { dtype: 'int32' })).shape // [2, 16]
 */
export function embedding(count: number, features: number, rng: Generator, options: EmbeddingOptions = {}): Embedding {
  checkLayer('embedding', [count, features], options, ['weight', 'dtype'])
  const { weight = unitNormal, dtype = 'float32' } = options
  checkDrawing('embedding', rng, { weight })
  const shape: Shape = [count, features]
  return new Embedding(drawnBy('embedding', weight, rng, shape, dtype))
}
