import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { abs, max, norm, sum } from '../../src/index.ts'
import { dtypes, filled, shapes, tensors } from '../arbitraries.ts'
import { expectSame } from '../bits.ts'
import { describeReference } from '../reference.ts'

describeReference('norm')

describe('norms', () => {
  const cases = shapes(3, 1).chain((shape) =>
    fc.record({
      x: fc.constantFrom(...dtypes).chain((dtype) => tensors(shape, dtype)),
      axis: fc.subarray(shape.map((_, axis) => axis)),
      keepDims: fc.boolean(),
    }),
  )

  test.prop([cases])('of order 1 is the sum of sizes, of order Infinity the largest size', ({ x, axis, keepDims }) => {
    const size = abs(x.dtype === 'float64' ? x : x.astype('float32'))
    expectSame(norm(x, { ord: 1, axis, keepDims }), sum(size, { axis, keepDims }))
    expectSame(norm(x, { ord: Number.POSITIVE_INFINITY, axis, keepDims }), max(size, { axis, keepDims }))
  })

  // a power of 2 changes no digit, unless it makes a denormal number, which has fewer
  const normal = (value: number): number => (Math.abs(value) < 2 ** -100 ? 0 : value)
  const scales = fc.integer({ min: -900, max: 900 }).map((exponent) => 2 ** exponent)
  const vectors = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 1, maxLength: 9 })
  test.prop([vectors, scales])('the Euclidean norm scales with its vector, however large or small', (values, scale) => {
    const length = (numbers: readonly number[]): number => norm(filled('float64', [numbers.length], numbers)).item()
    const x = length(values.map(normal))
    expect(Math.abs(length(values.map((value) => normal(value) * scale)) / scale - x)).toBeLessThanOrEqual(
      4 * 2 ** -52 * x,
    )
  })
})
