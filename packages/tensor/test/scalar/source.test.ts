import { describe, expect, it } from 'vitest'
import { tensor, unary } from '../../src/index.ts'
import { expectSame } from '../bits.ts'

describe('sourceAlgebra', () => {
  it('writes any constant so that any step can follow', () => {
    for (const value of [0, -0, 1, -1, 1e-300, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const negated = unary('negated', (m, x) => m.select(m.equal(x, x), m.neg(m.constant(value)), x))
      expectSame(negated(tensor([1], { dtype: 'float64' })), tensor([-value], { dtype: 'float64' }))
      const product = unary('product', (m, x) => m.sub(m.mul(m.constant(value), x), m.constant(value)))
      expect(product(tensor([3], { dtype: 'float64' })).item()).toBe(value * 3 - value)
    }
  })
})
