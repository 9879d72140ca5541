import { type NDArray, ndarray } from '@adjoint/gradcheck'
import { type Generator, numpyRandom } from '@adjoint/tensor'

/** x + t dx, rounded to the dtype of x. */
export function moved(x: readonly NDArray[], dx: readonly NDArray[], t: number): NDArray[] {
  return x.map((array, k) => filled(array, (place) => (array.data[place] ?? 0) + t * (dx[k]?.data[place] ?? 0)))
}

/** A direction through one element: 1 there, 0 elsewhere. */
export function along(x: readonly NDArray[], input: number, place: number): NDArray[] {
  return x.map((array, k) => filled(array, (at) => (k === input && at === place ? 1 : 0)))
}

/** An array of that shape and dtype. */
export function filled(like: NDArray, value: (place: number) => number): NDArray {
  return ndarray(
    like.data.map((_, place) => value(place)),
    like.shape,
    like.dtype,
  )
}

/** Independent normal numbers in that shape and dtype. */
export function normal(like: NDArray, stream: Generator): NDArray {
  return filled(like, () => stream.nextNormal())
}

/** Σ aᵢ bᵢ over all numbers of all arrays. */
export function inner(a: readonly NDArray[], b: readonly NDArray[]): number {
  return a.reduce(
    (sum, { data }, k) => data.reduce((part, value, place) => part + value * (b[k]?.data[place] ?? 0), sum),
    0,
  )
}

/**
 * Random numbers that belong to a point: the checkers that draw new ones at each call would never say the same twice, and a run
 * could not be repeated.
 */
export function streamOf(x: readonly NDArray[]): Generator {
  let seed = 17
  for (const { data } of x) {
    for (const value of data) seed = (Math.imul(seed, 31) + Math.trunc((value % 1024) * 1000 || 1)) >>> 0
  }
  return numpyRandom(seed)
}
