import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { arange, scope, tensor, zeros } from '../src/index.ts'

describe('a tensor as text', () => {
  it('is its dtype, shape and numbers', () => {
    expect(String(tensor([[1, 2], [3, 4]]))).toBe('Tensor f32[2,2] [[1, 2], [3, 4]]') // biome-ignore format: a matrix
    expect(String(tensor(3, { dtype: 'float64' }))).toBe('Tensor f64[] 3')
    expect(String(arange(3))).toBe('Tensor i32[3] [0, 1, 2]')
    expect(String(tensor([true, false]))).toBe('Tensor bool[2] [true, false]')
    expect(String(zeros([0]))).toBe('Tensor f32[0] []')
    expect(String(zeros([2, 0]))).toBe('Tensor f32[2,0] [[], []]')
    expect(String(zeros([0, 2]))).toBe('Tensor f32[0,2] []')
  })

  it('has at most 6 digits a number', () => {
    const x = tensor([1 / 3, 123456789, 1e-10, -0, Number.NaN, Number.NEGATIVE_INFINITY, 0.1], { dtype: 'float64' })
    expect(String(x)).toBe('Tensor f64[7] [0.333333, 123457000, 1e-10, -0, NaN, -Infinity, 0.1]')
  })

  it('shows the two ends of a long axis', () => {
    expect(String(arange(8))).toBe('Tensor i32[8] [0, 1, 2, 3, 4, 5, 6, 7]')
    expect(String(arange(9))).toBe('Tensor i32[9] [0, 1, 2, ..., 6, 7, 8]')
    expect(String(arange(18).reshape([9, 2]))).toBe(
      'Tensor i32[9,2] [[0, 1], [2, 3], [4, 5], ..., [12, 13], [14, 15], [16, 17]]',
    )
  })

  it('is what console.log prints', () => {
    expect(inspect(tensor([1]))).toBe('Tensor f32[1] [1]')
    expect(scope('fc1', () => inspect({ x: tensor([1]) }))).toBe('{ x: Tensor f32[1] [1] }')
  })
})
