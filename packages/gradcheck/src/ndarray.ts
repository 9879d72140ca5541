import { inWords, numbersOf } from './given.ts'

/** How the numbers of an array are held by the framework under test. */
export type DType = 'float32' | 'float64' | 'int32' | 'bool'

/** An n-dimensional array as plain data: what the checker moves between a framework and itself. */
export interface NDArray {
  readonly shape: readonly number[]
  readonly dtype: DType
  /** the numbers in row-major order; bool as 0 and 1 */
  readonly data: readonly number[]
}

/**
 * Makes a plain array.
 *
 * @param data the numbers in row-major order
 * @param shape their number by default
 * @param dtype float64 by default; float32 rounds the numbers
 * @throws RangeError when the shape does not hold as many numbers; TypeError when `data` is no flat list of numbers
 * @example ndarray([1, 2, 3, 4], [2, 2]).shape // [2, 2]
 */
export function ndarray(
  data: readonly number[],
  shape: readonly number[] = [data?.length],
  dtype: DType = 'float64',
): NDArray {
  const numbers = numbersOf(data, 'ndarray: the data')
  const flaw = flawOf({ shape, dtype, data: numbers })
  if (flaw !== null) throw new RangeError(`ndarray: ${flaw}.`)
  return { shape, dtype, data: dtype === 'float32' ? numbers.map(Math.fround) : numbers }
}

/** What keeps something from being a plain array, in words; null where nothing does. */
export function flawOf(x: unknown): string | null {
  if (typeof x !== 'object' || x === null) return 'that is no object'
  const { shape, dtype, data }: { readonly [part in keyof NDArray]?: unknown } = x
  const itsShape = `the shape ${Array.isArray(shape) ? `[${shape.join(', ')}]` : inWords(shape)}`
  if (!Array.isArray(shape) || !shape.every((size) => Number.isInteger(size) && size >= 0)) {
    return `${itsShape} is no list of sizes such as [2, 3]`
  }
  if (typeof dtype !== 'string' || !Object.hasOwn(shortNames, dtype)) {
    return `the dtype ${inWords(dtype)} is none of ${Object.keys(shortNames).join(', ')}`
  }
  if (!Array.isArray(data)) return `the data is ${inWords(data)}, not a list`
  return sizeOf(shape) === data.length ? null : `${itsShape} holds ${sizeOf(shape)} numbers, not ${data.length}`
}

const shortNames: Readonly<Record<DType, string>> = { float32: 'f32', float64: 'f64', int32: 'i32', bool: 'bool' }

/** The array with other numbers, rounded to its dtype. */
export function like(x: NDArray, data: readonly number[]): NDArray {
  return { ...x, data: x.dtype === 'float32' ? data.map(Math.fround) : data }
}

/** An array of that shape whose numbers are all `value`. */
export function filled(x: NDArray, value: number): NDArray {
  return like(x, new Array<number>(x.data.length).fill(value))
}

/** Does the dtype have derivatives? */
export function isFloat(dtype: DType): boolean {
  return dtype === 'float32' || dtype === 'float64'
}

/** The rounding unit of the coarsest array among them. */
export function coarsestEpsilon(...arrays: readonly NDArray[]): number {
  return arrays.some(({ dtype }) => dtype === 'float32') ? 2 ** -23 : 2 ** -52
}

/** How many numbers a shape holds. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

/** The index along each axis of the number at a place of row-major order. */
export function indexAt(shape: readonly number[], place: number): number[] {
  let rest = place
  const reversed = shape.toReversed().map((size) => {
    const index = rest % size
    rest = Math.floor(rest / size)
    return index
  })
  return reversed.toReversed()
}

/** `f64[2,3]` */
export function signature({ shape, dtype }: NDArray): string {
  return `${shortNames[dtype]}[${shape.join(',')}]`
}

/** A sum, and the sum of its terms' magnitudes, by which its rounding error is judged. */
export interface Sum {
  readonly value: number
  readonly magnitude: number
}

/** Σ aᵢ bᵢ over all numbers of all arrays. Zero absorbs: what a direction does not touch may be infinite. */
export function dot(a: readonly NDArray[], b: readonly NDArray[]): Sum {
  let value = 0
  let magnitude = 0
  for (const [k, { data }] of a.entries()) {
    const other = b[k]?.data ?? []
    for (let i = 0; i < data.length; i++) {
      const [p = Number.NaN, q = Number.NaN] = [data[i], other[i]]
      const term = p === 0 || q === 0 ? 0 : p * q
      value += term
      magnitude += Math.abs(term)
    }
  }
  return { value, magnitude }
}

/**
 * The cotangent of the checks: 1, 1.375, 1.5, 1.4375, ..., sixteenths in [1, 2) without a pattern. No two rows, columns or
 * slices of a small array are equal, so that it hides no normalisation, no permutation and no transposition. 0 where the
 * value is not finite: there is no derivative.
 */
export function cotangentOf(y: NDArray): NDArray {
  return like(y, y.data.map((value, i) => (Number.isFinite(value) ? weightAt(i) : 0))) // biome-ignore format: one line
}

/** From the fractional part of i² times a number: of i itself, all rows of a matrix would differ by a constant. */
const weightAt = (i: number): number => 1 + (Math.imul(Math.imul(i, i), 0x630c1727) >>> 28) / 16

/**
 * Is one of the numbers not finite, so large that between it and the next there is no fraction, or so near 0 that its
 * reciprocal is not finite?
 */
export function overflows(x: readonly NDArray[]): boolean {
  return x.some(({ data, dtype }) => {
    const [least, limit] = dtype === 'float32' ? [2 ** -128, 2 ** 24] : [2 ** -1024, 2 ** 53]
    return data.some((value) => value !== 0 && !(Math.abs(value) >= least && Math.abs(value) < limit))
  })
}

/** Is one of the numbers below the normal ones of its dtype, and so of fewer digits, down to a single bit? */
export function underflows(x: readonly NDArray[]): boolean {
  return x.some(({ data, dtype }) => {
    const least = dtype === 'float32' ? 2 ** -126 : 2 ** -1022
    return data.some((value) => value !== 0 && Math.abs(value) < least)
  })
}

/** x + t dx. */
export function moved(x: readonly NDArray[], dx: readonly NDArray[], t: number): NDArray[] {
  return x.map((array, k) => {
    const direction = dx[k]?.data
    if (direction === undefined || !isFloat(array.dtype)) return array
    return like(array, array.data.map((value, i) => value + t * (direction[i] ?? 0))) // biome-ignore format: one line
  })
}

/** The largest magnitude of the finite numbers; 0 where there are none. */
export function largest(x: readonly NDArray[]): number {
  let most = 0
  for (const { data } of x) for (const value of data) if (Number.isFinite(value)) most = Math.max(most, Math.abs(value))
  return most
}

/** Zero everywhere but at one place of one array, where it is `value`. */
export function unit(x: readonly NDArray[], input: number, place: number, value: number = 1): NDArray[] {
  return x.map((array, k) => ({
    ...filled(array, 0),
    data: array.data.map((_, i) => (k === input && i === place ? value : 0)),
  }))
}

/** The same shape, size by size. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis])
}
