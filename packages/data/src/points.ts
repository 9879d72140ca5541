import {
  DomainError,
  DTypeError,
  type FloatDType,
  fromTypedArray,
  type Generator,
  isFloat,
  type Tensor,
} from '@adjoint/tensor'
import { checkSeed } from '@adjoint/tensor/backend'

/** Points of the plane, one a row, and the class of each, 0 or 1, as a number that losses take. */
export interface LabelledPoints<N extends number = number> {
  readonly x: Tensor<[N, 2]>
  readonly y: Tensor<[N, 1]>
}

/** Each point is an object at first, and more of them do not fit into memory. */
export const mostPoints: number = 2 ** 24

export interface PointsOptions<N extends number = number> {
  /** how many points, of all classes together; at most 2^24 */
  readonly samples: N
  /** the standard deviation of the normal noise on each coordinate; 0 by default */
  readonly noise?: number
  /** an integer in [0, 2^32) */
  readonly seed: number
  /** of x and y; 'float32' by default */
  readonly dtype?: FloatDType
}

export interface Point {
  readonly x: number
  readonly y: number
  readonly label: number
}

/** The points that `at` gives for the numbers in `parameters`. */
export function curve(parameters: ArrayLike<number>, label: number, at: (t: number) => [number, number]): Point[] {
  return Array.from(parameters, (t) => {
    const [x, y] = at(t)
    return { x, y, label }
  })
}

/** `count` angles from 0 up to, but not including, a full turn. */
export function fullTurn(count: number): number[] {
  const step = (2 * Math.PI) / count
  return Array.from({ length: count }, (_, i) => i * step)
}

/** The points, each moved by noise, as tensors. */
export function labelled<N extends number>(
  points: readonly Point[],
  { samples, noise = 0, dtype = 'float32' }: PointsOptions<N>,
  rng: Generator,
): LabelledPoints<N> {
  const coordinates = points.flatMap(({ x, y }) => [x, y]).map((value) => value + noise * rng.nextNormal())
  const labels = points.map(({ label }) => label)
  return {
    x: fromTypedArray(floats(coordinates, dtype), [samples, 2]),
    y: fromTypedArray(floats(labels, dtype), [samples, 1]),
  }
}

export function floats(values: readonly number[], dtype: FloatDType): Float32Array | Float64Array {
  return dtype === 'float64' ? Float64Array.from(values) : Float32Array.from(values)
}

export function checkPoints(owner: string, { samples, noise = 0, seed, dtype = 'float32' }: PointsOptions): void {
  if (!Number.isInteger(samples) || samples < 0 || samples > mostPoints) {
    throw new DomainError(
      `${owner}: samples is ${samples}; give the number of points, an integer from 0 to ${mostPoints}.`,
    )
  }
  checkDeviation(owner, 'noise', noise)
  checkSeed(owner, seed)
  if (!isFloat(dtype)) throw new DTypeError(`${owner}: dtype is ${dtype}; give 'float32' or 'float64'.`)
}

export function checkDeviation(owner: string, name: string, value: number): void {
  if (Number.isFinite(value) && value >= 0) return
  throw new DomainError(`${owner}: ${name} is ${value}; a standard deviation is a finite number of 0 or more.`)
}
