// Matrices as linear algebra sees them: float64 whatever the dtype, row after row, so that all inner loops run along rows.
import type { NDArray } from '../../array.ts'
import { rowMajor } from '../../shape.ts'
import { assign } from '../copy.ts'

/** A fresh copy of the numbers, in float64 and row-major order. */
export function doublesOf(x: NDArray): Float64Array<ArrayBuffer> {
  const data = new Float64Array(x.size)
  assign({ data, shape: x.shape, strides: rowMajor(x.shape), offset: 0 }, x)
  return data
}

/** The matrices of `size` numbers in an array, one by one: parts of it, not copies. */
export function matricesIn(data: Float64Array, size: number, count: number): Float64Array[] {
  return Array.from({ length: count }, (_, i) => data.subarray(i * size, (i + 1) * size))
}

/** y += factor x, for `count` numbers from `at` in y and from `from` in x. */
export function addScaled(
  y: Float64Array,
  at: number,
  x: Float64Array,
  from: number,
  count: number,
  factor: number,
): void {
  for (let j = 0; j < count; j++) y[at + j] = (y[at + j] ?? 0) + factor * (x[from + j] ?? 0)
}

/** Exchanges two rows of `count` numbers. */
export function swapRows(a: Float64Array, i: number, j: number, count: number): void {
  if (i === j) return
  for (let k = 0; k < count; k++) {
    const kept = a[i * count + k] ?? 0
    a[i * count + k] = a[j * count + k] ?? 0
    a[j * count + k] = kept
  }
}

/** The identity. */
export function identity(n: number): Float64Array {
  const data = new Float64Array(n * n)
  for (let i = 0; i < n; i++) data[i * (n + 1)] = 1
  return data
}
