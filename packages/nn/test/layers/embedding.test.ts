import { grad } from '@adjoint/autograd'
import { DTypeError, random, type Tensor, tensor } from '@adjoint/tensor'
import { expect, test } from 'vitest'
import { Embedding, embedding } from '../../src/index.ts'

const table = tensor([[1, 2], [3, 4], [5, 6]]) // biome-ignore format: a table

test('an embedding gives each index its row', () => {
  const indices = tensor([[2, 0], [0, 0]], { dtype: 'int32' }) // biome-ignore format: a table
  expect(new Embedding(table).forward(indices).toArray()).toEqual([[[5, 6], [1, 2]], [[1, 2], [1, 2]]]) // biome-ignore format: a table
})

test('a row that is read often gets the sum of its derivatives', () => {
  const f = (weight: Tensor): Tensor => new Embedding(weight).forward(tensor([2, 0, 2], { dtype: 'int32' })).sum()
  expect(grad(f)(table).toArray()).toEqual([[1, 1], [0, 0], [2, 2]]) // biome-ignore format: a table
})

test('embedding draws a table and says what it takes', () => {
  expect(embedding(5, 3, random(0)).weight.shape).toEqual([5, 3])
  expect(() => embedding(5, 0, random(0))).toThrow(/0 is no layer size/)
  expect(() => embedding(5, 3, random(0)).forward(tensor([1]))).toThrow(DTypeError)
  expect(() => embedding(5, 3, random(0)).forward(tensor([5], { dtype: 'int32' }))).toThrow(/5/)
})
