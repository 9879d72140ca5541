import { checkDifferentiable, type GradientCheck } from './check.ts'
import { type Adapter, differentiable, plain, readBy, type TensorFunction } from './differentiable.ts'
import { GradientError } from './errors.ts'
import { checkList, checkOptions, numbersOf } from './given.ts'
import { flawOf, type NDArray, ndarray } from './ndarray.ts'
import { report } from './report.ts'

/** How derivatives are checked. */
export interface CheckOptions {
  /** 2 checks the gradient's own derivatives, too, where the framework nests; 1 by default */
  readonly order?: 1 | 2
}

/** With the framework that differentiates. */
export interface AdapterOptions<T> extends CheckOptions {
  readonly adapter: Adapter<T>
}

/** With a gradient written by hand. */
export interface GradientOptions {
  /** the partial derivatives at x, as many as x has numbers */
  readonly gradient: (x: number[]) => ArrayLike<number>
}

/** A function of a list of numbers. */
export type PlainFunction = (x: number[]) => number

/**
 * Checks the derivatives of a function at one point: a verdict with its numbers.
 *
 *   pass: |analytic - numeric| <= 4 bars + floor      kink: left <= analytic <= right
 *
 * The floor is for the rounding of the derivative itself: 1e-8 (1 + |numeric|) in float64, 8e-6 (1 + |numeric|) in
 * float32.
 *
 * @param f a function of a list of numbers with its `gradient`, or of tensors with the `adapter` of their framework
 * @param at the list, or the tensors (or plain arrays, `ndarray([1, 2])`)
 * @returns the verdict, and every finding behind it
 * @throws TypeError when f gives no float, or an argument is none of these
 * @example checkGradient(([x = 0]) => x * x, [3], { gradient: ([x = 0]) => [2 * x] }).verdict === 'pass' // true
 */
export function checkGradient(f: PlainFunction, at: readonly number[], options: GradientOptions): GradientCheck
export function checkGradient<T>(
  f: TensorFunction<T>,
  at: readonly (T | NDArray)[],
  options: AdapterOptions<T>,
): GradientCheck
export function checkGradient<T>(
  f: PlainFunction & TensorFunction<T>,
  at: readonly (number | T | NDArray)[],
  options: GradientOptions | AdapterOptions<T>,
): GradientCheck {
  return checkAny(f, at, options)
}

/**
 * Like checkGradient, but throws where the derivatives are wrong.
 *
 * @throws GradientError with the report
 * @example assertGradient(([x = 0]) => x * x, [3], { gradient: ([x = 0]) => [2 * x] })
 */
export function assertGradient(f: PlainFunction, at: readonly number[], options: GradientOptions): void
export function assertGradient<T>(f: TensorFunction<T>, at: readonly (T | NDArray)[], options: AdapterOptions<T>): void
export function assertGradient<T>(
  f: PlainFunction & TensorFunction<T>,
  at: readonly (number | T | NDArray)[],
  options: GradientOptions | AdapterOptions<T>,
): void {
  const check = checkAny(f, at, options)
  if (check.verdict === 'fail') throw new GradientError(report(check), check)
}

/** Both forms of checkGradient. */
export function checkAny<T>(
  f: PlainFunction & TensorFunction<T>,
  at: readonly (number | T | NDArray)[],
  options: GradientOptions | AdapterOptions<T>,
): GradientCheck {
  const { gradient, adapter, order }: Partial<GradientOptions & AdapterOptions<T>> = options ?? {}
  if (options) checkOptions('checkGradient', options, ['adapter', 'gradient', 'order'])
  if (gradient) {
    checkOptions('checkGradient with a gradient', options, ['gradient'])
    return checkDifferentiable(plain(f, gradient), [ndarray(numbersOf(at, 'checkGradient: the point'))])
  }
  if (!adapter) {
    throw new TypeError(
      'checkGradient: the options have no adapter and no gradient; give the adapter of your framework, or your gradient.',
    )
  }
  checkList('checkGradient: the point', at, 'of tensors, one for each argument')
  const arrays = at.map((x) => (isArray(x) ? x : readBy(adapter, x as T))) // what is no plain array is the framework's
  return checkDifferentiable(differentiable(adapter, f), arrays, order)
}

const isArray = (x: unknown): x is NDArray => flawOf(x) === null
