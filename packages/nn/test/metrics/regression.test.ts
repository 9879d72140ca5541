import { ShapeError, type Tensor, tensor, zeros } from '@adjoint/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { meanAbsoluteError, r2 } from '../../src/index.ts'

describe('r2', () => {
  const numbers = fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 2, maxLength: 9 })

  test.prop([numbers])('is 1 for the targets, and 0 for their mean', (values) => {
    const y = tensor(values, { dtype: 'float64' }) as Tensor
    expect(r2(y, y)).toBe(1)
    const mean = y.mul(0).add(y.mean())
    const constant = new Set(values).size === 1
    expect(r2(mean, y)).toBeCloseTo(constant ? 1 : 0, 12)
  })

  it('is NaN for one sample, and the mean over the outputs of many', () => {
    expect(r2(tensor([1]), tensor([1]))).toBeNaN()
    // 0.1 three times has a mean that is rounded
    expect(r2(tensor([0.1, 0.1, 0.2], { dtype: 'float64' }), tensor([0.1, 0.1, 0.1], { dtype: 'float64' }))).toBe(0)
    expect(
      r2(
        tensor([
          [0, 1],
          [2, 1],
        ]),
        tensor([
          [0, 0],
          [2, 2],
        ]),
      ),
    ).toBe(0.5)
    expect(r2(zeros([2, 1, 2]), tensor([[[0, 1]], [[2, 1]]]))).toBe((-1 + 0) / 2)
  })
})

it('meanAbsoluteError is exact where float32 is not', () => {
  expect(meanAbsoluteError(tensor([2 ** 24, 0]), tensor([0, 1]))).toBe((2 ** 24 + 1) / 2)
})

it('both refuse shapes that do not fit', () => {
  expect(() => meanAbsoluteError(zeros([3, 1]), zeros([3]))).toThrow(ShapeError)
  expect(() => r2(zeros([3, 1]), zeros([3]))).toThrow(ShapeError)
  expect(() => r2(tensor(1), tensor(1))).toThrow('r2: the prediction is one number; give a row for each sample.')
})
