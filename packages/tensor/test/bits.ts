import { expect } from 'vitest'
import type { DType, Shape, Tensor } from '../src/index.ts'

/** All that can be read off a tensor. NaN is one number here, and -0 is not 0. */
export interface Bits {
  readonly dtype: DType
  readonly shape: Shape
  readonly data: readonly number[]
}

export function bitsOf(x: Tensor): Bits {
  return { dtype: x.dtype, shape: [...x.shape], data: Array.from(x.toTypedArray()) }
}

/** Fails unless both are the same to the bit: toEqual tells 0 from -0, and takes NaN for equal to itself. */
export function expectSame(actual: Tensor, expected: Tensor): void {
  expect(bitsOf(actual)).toEqual(bitsOf(expected))
}

/** How many numbers of two large tensors of one shape and dtype are not the same to the bit. */
export function differing(actual: Tensor, expected: Tensor): number {
  expect({ ...bitsOf(actual), data: [] }).toEqual({ ...bitsOf(expected), data: [] })
  const [found, wanted] = [actual.toTypedArray(), expected.toTypedArray()]
  let count = 0
  for (let i = 0; i < wanted.length; i++) if (!Object.is(found[i], wanted[i])) count++
  return count
}

/** The distance of two neighbouring numbers, relative to them: 1 ulp. */
const step: Record<DType, number> = { float64: 2 ** -52, float32: 2 ** -23, int32: 0, bool: 0 }

/** Below these, numbers are denormal: they have fewer digits, and only their absolute error means something. */
const smallest: Record<DType, number> = { float64: 2 ** -1022, float32: 2 ** -126, int32: 0, bool: 0 }

/** True when `actual` is at most `ulps` representable numbers away from `expected`. */
export function near(actual: number, expected: number, ulps: number, dtype: DType): boolean {
  if (Object.is(actual, expected)) return true
  if (expected === 0 || !Number.isFinite(actual) || !Number.isFinite(expected)) return false
  return Math.abs(actual - expected) <= Math.max(ulps * step[dtype] * Math.abs(expected), smallest[dtype])
}
