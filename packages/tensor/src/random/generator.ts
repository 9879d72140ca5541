import type { FloatDType, TypedArray } from '../dtype.ts'
import type { Mutable, Shape } from '../shape-types/index.ts'
import type { Tensor } from '../tensor.ts'

/** A stream of random numbers. It has a state: every call takes the next numbers of the stream. */
export interface Generator {
  /** The next double, uniform in [0, 1): a multiple of 2^-53. */
  next(): number

  /** The next double of the standard normal distribution. */
  nextNormal(): number

  /**
   * Uniform numbers, `low + (high - low) u`.
   *
   * @param shape any shape
   * @param options.low 0 by default
   * @param options.high 1 by default; not reached, but a float32 may be rounded up to it (once in 30 million)
   * @param options.dtype 'float32' by default, which is the float64 draw rounded
   * @returns that shape and dtype
   * @throws DomainError when a bound is not finite or `high` is below `low`; DTypeError when the dtype is not a float
   * @example random(1).uniform([2, 3], { low: -1 }) // six numbers in [-1, 1)
   */
  uniform<const S extends Shape>(shape: S, options?: UniformOptions): Tensor<Mutable<S>>

  /**
   * Normal numbers, `mean + std z`.
   *
   * @param shape any shape
   * @param options.mean 0 by default
   * @param options.std 1 by default
   * @param options.dtype 'float32' by default, which is the float64 draw rounded
   * @returns that shape and dtype
   * @throws DomainError when `mean` or `std` is not finite or `std` below 0; DTypeError when the dtype is not a float
   * @example random(1).normal([25, 2], { std: 0.1 }) // Tensor<[25, 2]>, float32
   */
  normal<const S extends Shape>(shape: S, options?: NormalOptions): Tensor<Mutable<S>>

  /**
   * Uniform integers of [low, high).
   *
   * @param low an integer, at least -2^31
   * @param high an integer above `low`, at most 2^31
   * @param shape any shape
   * @returns that shape, int32
   * @throws DomainError when the bounds are no such integers
   * @example random(1).randint(1, 7, [5]) // five throws of a die
   */
  randint<const S extends Shape>(low: number, high: number, shape: S): Tensor<Mutable<S>>

  /**
   * The integers 0 to n - 1 in random order.
   *
   * @returns shape [n], int32
   * @throws DomainError when n is no integer in [0, 2^31]
   * @example random(1).permutation(1000) // the order in which an epoch visits 1,000 samples
   */
  permutation<const N extends number>(n: N): Tensor<[N]>

  /**
   * Puts a plain or typed array into random order, in place (Fisher and Yates).
   *
   * @throws DTypeError when it is no array; a tensor never changes: take its rows by a permutation
   * @example
   *   const names = ['Ada', 'Alan', 'Grace']
   *   random(1).shuffle(names)
   */
  shuffle(items: unknown[] | TypedArray): void

  /**
   * All that decides the numbers to come, as plain numbers. Set, it makes the stream go on from where it was taken, so that
   * a run can be saved and resumed.
   *
   * @throws DomainError, when set, unless it is a state of a generator of the same kind
   * @example
   *   const saved = rng.state
   *   const first = rng.next()
   *   rng.state = saved
   *   rng.next() === first // true
   */
  state: readonly number[]
}

export interface UniformOptions {
  readonly low?: number
  readonly high?: number
  readonly dtype?: FloatDType
}

export interface NormalOptions {
  readonly mean?: number
  readonly std?: number
  readonly dtype?: FloatDType
}
