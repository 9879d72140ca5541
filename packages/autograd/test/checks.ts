import { jvp, vjp } from '@adjoint/autograd'
import type { Tensor } from '@adjoint/tensor'
import { expect } from 'vitest'
import { numbersOf } from './values.ts'

/** A function of float tensors, as the laws take it. */
export type Fn = (...x: Tensor[]) => Tensor

/** The rounding unit of the coarsest dtype among them. */
export function epsOf(...x: readonly Tensor[]): number {
  return x.some(({ dtype }) => dtype === 'float32') ? 2 ** -23 : 2 ** -52
}

/** The same numbers to the bit (but for the sign of zero and of NaN), of the same shape and dtype. */
export function expectSame(actual: Tensor, expected: Tensor): void {
  expect([actual.shape, actual.dtype]).toEqual([expected.shape, expected.dtype])
  expect(numbersOf(actual).map((value) => value + 0)).toEqual(numbersOf(expected).map((value) => value + 0))
}

/**
 * The same shape and dtype, and numbers that differ by rounding at most, as where a sum is made in another order: of a few dozen
 * numbers it may lose some 100 units of float64, or 1e-13 of its terms' size.
 */
export function expectClose(actual: Tensor, expected: Tensor): void {
  expect([actual.shape, actual.dtype]).toEqual([expected.shape, expected.dtype])
  const wanted = numbersOf(expected)
  const wrong = numbersOf(actual).filter((value, i) => {
    const other = wanted[i] ?? Number.NaN
    return !(Math.abs(value - other) <= 1e-13 * Math.max(1, Math.abs(other)))
  })
  expect(wrong).toEqual([])
}

/** The derivative of f along dx. */
export function tangent(f: Fn, x: readonly Tensor[], dx: readonly Tensor[]): Tensor {
  return jvp(f, [...x], [...dx])[1]
}

/** The cotangents of f's arguments for the cotangent g. */
export function cotangents(f: Fn, x: readonly Tensor[], g: Tensor): Tensor[] {
  return vjp(f, ...x)[1](g)
}
