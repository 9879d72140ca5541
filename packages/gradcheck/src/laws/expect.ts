import { type NDArray, sameShape, signature } from '../ndarray.ts'

/**
 * Two ways of computing a number agree up to rounding: within 64 eps S, where S is the sum of the magnitudes of the terms
 * that both add up. Never within a share of the result, which cancellation can make as small as it likes.
 *
 * @throws Error with both numbers
 */
export function expectClose(actual: number, expected: number, magnitude: number, eps: number, what: string): void {
  const bound = 64 * eps * magnitude
  const difference = Math.abs(actual - expected)
  if (actual === expected || difference <= bound) return
  throw new Error(`${what}: ${actual} is not ${expected}; they differ by ${difference}, more than ${bound}.`)
}

/**
 * The same numbers to the bit (but for the sign of zero), of the same shape and dtype.
 *
 * @throws Error with the first difference
 */
export function expectSame(actual: NDArray, expected: NDArray, what: string): void {
  if (!sameShape(actual.shape, expected.shape) || actual.dtype !== expected.dtype) {
    throw new Error(`${what}: ${signature(actual)} is not ${signature(expected)}.`)
  }
  const at = actual.data.findIndex((value, i) => value !== expected.data[i] && !Object.is(value, expected.data[i]))
  if (at >= 0) throw new Error(`${what}: element ${at} is ${actual.data[at]}, not ${expected.data[at]}.`)
}

/**
 * Of that shape.
 *
 * @throws Error with both
 */
export function expectShape({ shape }: NDArray, expected: readonly number[], what: string): void {
  if (!sameShape(shape, expected)) throw new Error(`${what} is [${shape.join(', ')}], not [${expected.join(', ')}].`)
}

/** The same for lists of arrays. */
export function expectAllSame(actual: readonly NDArray[], expected: readonly NDArray[], what: string): void {
  expected.forEach((array, k) => {
    const other = actual[k]
    if (other === undefined) throw new Error(`${what}: there are ${actual.length}, not ${expected.length}.`)
    expectSame(other, array, `${what} ${k}`)
  })
}
