import { full, type Tensor, tensor, zeros } from '@adjoint/tensor'
import { describe, expect, it } from 'vitest'
import { GraphBuilder } from '../../src/graph.ts'
import { uniform, uniformValue } from '../../src/passes/constants.ts'

const numberOf = (x: Tensor): number | null => uniformValue(new GraphBuilder().constant(x.read()))

describe('the number that all elements of a constant are', () => {
  it('is found however they are stored', () => {
    expect(numberOf(tensor(3))).toBe(3)
    expect(numberOf(full([1000], 3))).toBe(3)
    expect(numberOf(tensor([[3, 3], [3, 3]]).transpose())).toBe(3) // biome-ignore format: one line
    expect(numberOf(tensor([1, 3, 2, 3]).slice([1, null, 2]))).toBe(3)
    expect(numberOf(tensor([Number.NaN, Number.NaN]))).toBeNaN()
    expect(numberOf(tensor([-0, -0]))).toBe(-0)
  })

  it('is none where they differ, in the sign of zero too, and where there are none', () => {
    expect([numberOf(tensor([3, 4])), numberOf(tensor([0, -0])), numberOf(zeros([0]))]).toEqual([null, null, null])
  })

  it('is none of an argument', () => {
    expect(uniformValue(new GraphBuilder().input({ shape: [], dtype: 'float32', name: 'x' }))).toBeNull()
  })
})

it('an array of one number throughout holds it once', () => {
  const array = uniform(7, { shape: [3, 4], dtype: 'int32' })
  expect([array.data.length, array.toArray()]).toEqual([1, new Array(3).fill([7, 7, 7, 7])])
  expect(uniform(7, { shape: [0, 2], dtype: 'float64' }).toArray()).toEqual([])
})
