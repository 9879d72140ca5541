import {
  checkOptions,
  DomainError,
  DTypeError,
  type FloatDType,
  type Generator,
  matmul,
  ones,
  reshape,
  type Shape,
  ShapeError,
  scope,
  softmax,
  swapAxes,
  type Tensor,
  tril,
  where,
} from '@adjoint/tensor'
import type { TrainingContext } from '../context.ts'
import { checkDrawing, checkFlag, checkTensor } from '../given.ts'
import { type Dense, dense } from './dense.ts'
import { type Dropout, dropout } from './dropout.ts'
import { checkLayer } from './sizes.ts'

/** What may be looked at. */
export interface AttentionOptions {
  /** bool, broadcasts to [..., queries, keys]: false where a query may not see a key */
  readonly mask?: Tensor
}

/**
 * Scaled dot-product attention: for each query the mean of the values, weighted by how well their keys fit it.
 *
 *   y = softmax(q kᵀ / √d) v
 *
 * @param q shape [..., queries, d]
 * @param k shape [..., keys, d]
 * @param v shape [..., keys, features]
 * @param options.mask false hides a key from a query; a query that sees none gives NaN
 * @returns shape [..., queries, features]
 * @throws ShapeError when the shapes do not fit; DTypeError when the mask is not bool
 * @example attention(ones([1, 2]), ones([3, 2]), tensor([[1], [2], [3]])) // Tensor f32[1,1] [[2]]
 * @see Vaswani et al. (2017), Attention is all you need
 */
export function attention(q: Tensor, k: Tensor, v: Tensor, options: AttentionOptions = {}): Tensor {
  checkOptions('attention', options, ['mask'])
  const { mask } = options
  for (const [name, value] of Object.entries({ q, k, v, ...options })) {
    if (value !== undefined || name !== 'mask') checkTensor('attention', name, value)
  }
  if (mask !== undefined && mask.dtype !== 'bool') {
    // an additive mask, 0 and -Infinity, would hide what it shows
    throw new DTypeError(
      `attention: the mask is ${mask.dtype}, not bool, true where a query may see a key. Write mask.greater(0) for one of ` +
        '1 and 0, mask.equal(0) for one of 0 and -Infinity.',
    )
  }
  return matmul(attentionWeights(q, k, mask), v)
}

/** Which part of each key a query takes: rows that sum to 1. */
function attentionWeights(q: Tensor, k: Tensor, mask: Tensor | undefined): Tensor {
  const size = q.shape.at(-1) ?? 1
  if (q.rank < 2 || k.rank < 2 || k.shape.at(-1) !== size) {
    throw new ShapeError(
      `attention: the queries are ${q.describe()} and the keys ${k.describe()}; give [..., queries, d] and [..., keys, d].`,
    )
  }
  const scores = matmul(q, k.swapAxes(-1, -2)).div(Math.sqrt(size))
  return softmax(mask === undefined ? scores : where(mask, scores, Number.NEGATIVE_INFINITY), { axis: -1 })
}

/** How a multi-head attention is made. */
export interface MultiHeadAttentionOptions {
  /** true where a sample may not see those after it; false by default */
  readonly causal?: boolean
  /** the part of the attention weights that is dropped while training; 0 by default */
  readonly dropout?: number
  /** 'float32' by default */
  readonly dtype?: FloatDType
}

/** A self-attention of several heads, as multiHeadAttention() makes it. */
export class MultiHeadAttention {
  readonly kind = 'multiHeadAttention'
  readonly heads: number
  readonly causal: boolean
  readonly query: Dense
  readonly key: Dense
  readonly value: Dense
  readonly output: Dense
  readonly dropout: Dropout

  constructor(
    parts: Pick<MultiHeadAttention, 'query' | 'key' | 'value' | 'output' | 'dropout'>,
    heads: number,
    causal: boolean,
  ) {
    this.query = parts.query
    this.key = parts.key
    this.value = parts.value
    this.output = parts.output
    this.dropout = parts.dropout
    this.heads = heads
    this.causal = causal
  }

  /**
   * @param x shape [..., time, features]
   * @param context what training gives
   * @throws ShapeError when x has another number of features, or fewer than two axes
   */
  forward<S extends Shape>(x: Tensor<S>, context?: TrainingContext): Tensor<S> {
    const input: Tensor = x
    checkTensor('multiHeadAttention', 'x', input)
    const features = this.query.inputDim
    if (input.rank < 2 || input.shape.at(-1) !== features) {
      throw new ShapeError(
        `multiHeadAttention(${features}, ${this.heads}) takes [..., time, ${features}], but gets ${x.describe()}.`,
      )
    }
    const lead = input.shape.slice(0, -2)
    const [time = 1] = input.shape.slice(-2)
    /** [..., heads, time, features of a head] */
    const headsOf = (part: 'query' | 'key' | 'value'): Tensor => {
      const y = scope(part, () => this[part].forward(input))
      return swapAxes(reshape(y, [...lead, time, this.heads, features / this.heads]), -2, -3)
    }
    const [q, k, v] = [headsOf('query'), headsOf('key'), headsOf('value')]
    const mask = this.causal ? tril(ones([time, time], { dtype: 'bool' })) : undefined
    const weights = this.dropout.forward(attentionWeights(q, k, mask), context)
    const joined = reshape(swapAxes(matmul(weights, v), -2, -3), input.shape)
    return scope('output', () => this.output.forward(joined)) as Tensor as Tensor<S> // from features to features
  }
}

/**
 * Self-attention of several heads, each of which looks at its own part of the features.
 *
 *   y = [head₁, ..., headₕ] Wₒ + bₒ      headᵢ = attention(x Wq, x Wk, x Wv) of its features
 *
 * @param features how many numbers a sample has; the heads share them
 * @param heads how many; must divide the features
 * @param rng draws the weights of query, key, value and output
 * @throws DomainError when the heads do not divide the features
 * @example multiHeadAttention(8, 2, random(0), { causal: true }).forward(ones([4, 5, 8])).shape // [4, 5, 8]
 * @see Vaswani et al. (2017), Attention is all you need
 */
export function multiHeadAttention(
  features: number,
  heads: number,
  rng: Generator,
  options: MultiHeadAttentionOptions = {},
): MultiHeadAttention {
  checkLayer('multiHeadAttention', [features, heads], options, ['causal', 'dropout', 'dtype'])
  checkDrawing('multiHeadAttention', rng)
  checkFlag('multiHeadAttention', 'causal', options.causal)
  if (features % heads !== 0) {
    throw new DomainError(
      `multiHeadAttention(${features}, ${heads}): ${heads} heads do not divide ${features} features.`,
    )
  }
  const { causal = false, dropout: rate = 0, dtype = 'float32' } = options
  const part = (): Dense => dense(features, features, rng, { dtype })
  const parts = { query: part(), key: part(), value: part(), output: part(), dropout: dropout(rate) }
  return new MultiHeadAttention(parts, heads, causal)
}
