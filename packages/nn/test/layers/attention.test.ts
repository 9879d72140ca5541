import { grad } from '@adjoint/autograd'
import { checkGradient } from '@adjoint/gradcheck'
import { adjoint } from '@adjoint/gradcheck/adjoint'
import { DomainError, DTypeError, ones, random, ShapeError, type Tensor, tensor, zeros } from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'
import { attention, dropout, MultiHeadAttention, multiHeadAttention, TrainingContext } from '../../src/index.ts'
import { denseOf, expectClose, reference, tensorOf } from './reference.ts'

describe('attention', () => {
  test('is the mean of the values where all keys are alike, and the value of a key that outweighs the others', () => {
    const v = tensor([[1], [2], [6]])
    expect(attention(ones([1, 2]), ones([3, 2]), v).toArray()).toEqual([[3]])
    const k = tensor([[0, 0], [1000, 0], [0, 0]]) // biome-ignore format: a table
    expect(attention(tensor([[1000, 0]]), k, v).toArray()).toEqual([[2]])
  })

  test('a masked key has no influence, and gets no derivative', () => {
    const mask = tensor([[true, false, true]])
    const [q, k] = [tensor([[0.3, -1]]), tensor([[1, 2], [3, 4], [-1, 0.5]])] // biome-ignore format: a table
    const y = (v: Tensor, keys: Tensor = k): Tensor => attention(q, keys, v, { mask })
    const v = tensor([[1], [2], [3]])
    expect(y(v).toArray()).toEqual(y(tensor([[1], [1e9], [3]])).toArray())
    const [dv, dk] = grad((values: Tensor, keys: Tensor) => y(values, keys).sum(), { argnums: [0, 1] })(v, k)
    expect(dv.slice(1).toArray()).toEqual([0])
    expect(dk.slice(1).toArray()).toEqual([0, 0])
    expect(dk.slice(0).toArray()).not.toEqual([0, 0])
  })

  test('says what does not fit', () => {
    expect(() => attention(ones([1, 2]), ones([3, 4]), ones([3, 1]))).toThrow(ShapeError)
    expect(() => Reflect.apply(attention, undefined, [ones([1, 2]), ones([3, 2]), ones([3, 1]), { msk: 1 }])).toThrow(
      DomainError,
    )
    // a PyTorch mask of 0 and -Infinity is added there, and would hide here what it shows
    const mask = tensor([[0, Number.NEGATIVE_INFINITY, 0]])
    expect(() => attention(ones([1, 2]), ones([3, 2]), ones([3, 1]), { mask })).toThrow(DTypeError)
  })
})

describe.each(reference.multiHeadAttention)('multiHeadAttention, causal: $causal', (one) => {
  const parts = {
    query: denseOf(one.query),
    key: denseOf(one.key),
    value: denseOf(one.value),
    output: denseOf(one.output),
    dropout: dropout(0),
  }

  test('gives what NumPy gives', () => {
    expectClose(new MultiHeadAttention(parts, 2, one.causal).forward(tensorOf(one.x)), one.y)
  })

  test('has the right gradient', () => {
    const layer = multiHeadAttention(4, 2, random(3), { causal: one.causal, dtype: 'float64' })
    const f = (x: Tensor): Tensor => layer.forward(x).square().sum()
    expect(checkGradient(f, [random(4).normal([3, 4], { dtype: 'float64' })], { adapter: adjoint }).verdict).toBe(
      'pass',
    )
  })
})

test('multiHeadAttention drops weights while it trains, and says what it takes', () => {
  const layer = multiHeadAttention(4, 2, random(3), { dropout: 0.5 })
  const x: Tensor = ones([3, 4])
  const trained = layer.forward(x, new TrainingContext(tensor([1, 1], { dtype: 'int32' })))
  expect(trained.toArray()).not.toEqual(layer.forward(x).toArray())
  expect(() => multiHeadAttention(5, 2, random(0))).toThrow(/2 heads do not divide 5 features/)
  expect(() => layer.forward(zeros([4]) as Tensor)).toThrow(
    'multiHeadAttention(4, 2) takes [..., time, 4], but gets [4].',
  )
  expect(() => layer.forward(zeros([2, 3, 5]) as Tensor)).toThrow('takes [..., time, 4], but gets [2, 3, 5].')
})
