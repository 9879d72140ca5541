import { checkGradient } from '@adjoint/gradcheck'
import { adjoint } from '@adjoint/gradcheck/adjoint'
import { DomainError, ones, random, ShapeError, type Tensor, tensor } from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'
import {
  allZeros,
  avgPool1d,
  avgPool2d,
  Conv1d,
  Conv2d,
  conv1d,
  conv2d,
  flatten,
  maxPool1d,
  maxPool2d,
  sequential,
  summary,
} from '../../src/index.ts'
import { numbersOf } from '../networks.ts'

describe('conv2d and conv1d', () => {
  test('add a bias to each channel of the convolution', () => {
    const image = tensor([[[[1, 2, 3]]]])
    const layer = new Conv2d(tensor([[[[1, 10]]], [[[0, 1]]]]), tensor([100, -1])) // biome-ignore format: a table
    expect(layer.forward(image).toArray()).toEqual([[[[121, 132]], [[1, 2]]]])
    const row = new Conv1d(tensor([[[1, -1]]]), tensor([5]), { stride: 2 })
    expect(row.forward(tensor([[[1, 2, 3, 5]]])).toArray()).toEqual([[[4, 3]]])
  })

  test('are drawn with the variance 2 / (what a unit reads)', () => {
    const { weight, bias } = conv2d(8, 64, [3, 5], random(1), { groups: 2 })
    expect([weight.shape, bias.shape]).toEqual([[64, 4, 3, 5], [64]]) // biome-ignore format: shapes
    const n = weight.size
    expect(weight.square().mean().item()).toBeCloseTo(2 / 60, 2) // within five deviations of 2/60 · √(2/n)
    expect(5 * (2 / 60) * Math.sqrt(2 / n)).toBeLessThan(0.005)
    expect(numbersOf(conv1d(2, 3, 4, random(1), { weight: allZeros }).weight)).toEqual(new Array(24).fill(0))
  })

  test('have the right gradient, of their parameters too', () => {
    const options = { stride: 2, padding: 1, groups: 2 }
    const { weight, bias } = conv2d(2, 4, 3, random(2), { ...options, dtype: 'float64' })
    const x: Tensor = random(3).normal([2, 2, 5, 4], { dtype: 'float64' })
    const f = (input: Tensor, w: Tensor, b: Tensor): Tensor => new Conv2d(w, b, options).forward(input).square().sum()
    expect(checkGradient(f, [x, weight, bias], { adapter: adjoint }).verdict).toBe('pass')
  })

  test('say what they take', () => {
    expect(() => conv2d(3, 4, 3, random(0), { groups: 2 })).toThrow(DomainError)
    expect(() => conv2d(3, 0, 3, random(0))).toThrow(/0 is no layer size/)
    expect(() => conv2d(3, 4, 3, random(0)).forward(ones([1, 2, 8, 8]) as Tensor)).toThrow(ShapeError)
    expect(() => Reflect.apply(conv1d, undefined, [1, 1, 1, random(0), { strides: 2 }])).toThrow(DomainError)
  })
})

test('pools make images smaller and rows shorter, and flatten makes rows of images', () => {
  const x: Tensor = tensor([[[[1, 2, 0, 1], [3, 4, 0, 3]]]]) // biome-ignore format: a table
  expect(maxPool2d(2).forward(x).toArray()).toEqual([[[[4, 3]]]])
  expect(avgPool2d(2).forward(x).toArray()).toEqual([[[[2.5, 1]]]])
  expect(maxPool2d(2, { stride: 1 }).forward(x).toArray()).toEqual([[[[4, 4, 3]]]])
  const rows: Tensor = tensor([[[1, 3, 2, 5]]])
  expect(maxPool1d(2).forward(rows).toArray()).toEqual([[[3, 5]]])
  expect(avgPool1d(2, { stride: 1 }).forward(rows).toArray()).toEqual([[[2, 2.5, 3.5]]])
  expect(
    avgPool1d(2, { padding: [1, 1] })
      .forward(rows)
      .toArray(),
  ).toEqual([[[0.5, 2.5, 2.5]]])
  expect(flatten().forward(x).shape).toEqual([1, 8])
  expect(() => flatten().forward(tensor(1))).toThrow('flatten: x is []; give a batch [n, ...].')
})

test('a convolutional network is a sequence, with a summary', () => {
  const rng = random(5)
  const net = sequential(conv2d(1, 4, 3, rng, { padding: 'same' }), maxPool2d(2), flatten())
  expect(net.forward(ones([2, 1, 6, 6]) as Tensor).shape).toEqual([2, 36])
  expect(summary(net, [2, 1, 6, 6])).toContain('[2, 4, 6, 6]')
})
