import { grad } from '@adjoint/autograd'
import { checkGradient } from '@adjoint/gradcheck'
import { adjoint } from '@adjoint/gradcheck/adjoint'
import { DomainError, ones, random, ShapeError, type Tensor, tensor, zeros } from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'
import { BatchNorm, batchNorm, LayerNorm, layerNorm, TrainingContext, withStatistics } from '../../src/index.ts'
import { expectClose, reference, tensorOf } from './reference.ts'

const context = (): TrainingContext => new TrainingContext(tensor([0, 0], { dtype: 'int32' }))

describe('layerNorm', () => {
  test('gives what NumPy gives', () => {
    const { x, scale, shift, y } = reference.layerNorm
    expectClose(new LayerNorm(tensorOf(scale), tensorOf(shift), 1e-5).forward(tensorOf(x)), y)
  })

  test('brings each row to mean 0 and variance 1, whatever its scale', () => {
    const x = random(1).normal([5, 40], { mean: 300, std: 20, dtype: 'float64' })
    const y = layerNorm(40, { dtype: 'float64', epsilon: 0 }).forward(x)
    for (const mean of Array.from(y.mean({ axis: 1 }).toTypedArray())) expect(mean).toBeCloseTo(0, 12)
    for (const square of Array.from(y.square().mean({ axis: 1 }).toTypedArray())) expect(square).toBeCloseTo(1, 12)
  })

  test('has the right gradient, of its parameters too', () => {
    const { x, scale, shift } = reference.layerNorm
    const f = (input: Tensor, s: Tensor, b: Tensor): Tensor => new LayerNorm(s, b, 1e-5).forward(input).square().sum()
    expect(checkGradient(f, [x, scale, shift].map(tensorOf), { adapter: adjoint }).verdict).toBe('pass')
  })

  test('says what it takes', () => {
    expect(() => layerNorm(3).forward(zeros([2, 4]) as Tensor)).toThrow(ShapeError)
    expect(() => layerNorm(3).forward(zeros([2, 4]) as Tensor)).toThrow(/layerNorm\(3\) takes \[\.\.\., 3\]/)
    expect(() => layerNorm(0)).toThrow(/0 is no layer size/)
  })
})

describe.each(reference.batchNorm)('batchNorm of $x.shape', (one) => {
  const layer = new BatchNorm(
    {
      scale: tensorOf(one.scale),
      shift: tensorOf(one.shift),
      runningMean: tensorOf(one.runningMean),
      runningVariance: tensorOf(one.runningVariance),
    },
    0.1,
    1e-5,
  )

  test('trains on the statistics of the batch, and puts down the running ones', () => {
    const training = context()
    expectClose(layer.forward(tensorOf(one.x), training), one.training)
    const model = { net: [layer] }
    const statistics = training.statisticsOf(model)
    expect(Object.keys(statistics)).toEqual(['net.0.runningMean', 'net.0.runningVariance'])
    const [next] = withStatistics(model, statistics).net
    if (next === undefined) throw new Error('the layer is gone')
    expectClose(next.runningMean, one.nextMean)
    expectClose(next.runningVariance, one.nextVariance)
    expect(next).toBeInstanceOf(BatchNorm)
    expect(next.scale).toBe(layer.scale)
  })

  test('infers by the running statistics', () => {
    expectClose(layer.forward(tensorOf(one.x)), one.inference)
  })

  test('has the right gradient while it trains', () => {
    const f = (x: Tensor, scale: Tensor, shift: Tensor): Tensor =>
      new BatchNorm({ ...layer, scale, shift }, 0.1, 1e-5).forward(x, context()).square().sum()
    expect(checkGradient(f, [one.x, one.scale, one.shift].map(tensorOf), { adapter: adjoint }).verdict).toBe('pass')
  })
})

test('new statistics take the dtype of the old ones, and must have their shape', () => {
  const layer = batchNorm(2)
  const given = (runningMean: Tensor) => withStatistics({ layer }, { 'layer.runningMean': runningMean })
  const { runningMean } = given(tensor([1, 2], { dtype: 'float64' })).layer
  expect([runningMean.dtype, runningMean.toArray()]).toEqual(['float32', [1, 2]])
  expect(() => given(zeros([3]))).toThrow(ShapeError)
  expect(() => given(zeros([3]))).toThrow('the new statistics at layer.runningMean are [3], but were [2].')
})

test('without a context no derivative reaches the statistics of batchNorm', () => {
  const layer = batchNorm(2)
  const gradient = grad((m: BatchNorm) => m.forward(tensor([[1, 2], [3, 5]])).square().sum())(layer) // biome-ignore format: a table
  expect([gradient.runningMean.toArray(), gradient.runningVariance.toArray()]).toEqual([[0, 0], [0, 0]]) // biome-ignore format: pairs
  expect(gradient.shift.toArray()).not.toEqual([0, 0])
})

test('the momentum of batchNorm is a share', () => {
  for (const momentum of [-0.1, 1.1, Number.NaN]) {
    expect(() => batchNorm(2, { momentum })).toThrow(DomainError)
    expect(() => batchNorm(2, { momentum })).toThrow(`momentum is ${momentum}; give the share of a batch, in [0, 1]`)
  }
})

test('epsilon is not below 0', () => {
  for (const make of [layerNorm, batchNorm]) {
    expect(() => make(2, { epsilon: -1 })).toThrow(DomainError)
    expect(() => make(2, { epsilon: Number.NaN })).toThrow('epsilon is NaN; give a number of 0 or more.')
  }
})

test('batchNorm says what it takes', () => {
  expect(() => batchNorm(3).forward(zeros([2, 4]) as Tensor)).toThrow(/batchNorm\(3\) takes \[n, 3, \.\.\.\]/)
  expect(() => batchNorm(3).forward(ones([1, 3]) as Tensor, context())).toThrow(
    /give a larger batch\. The last one of an epoch may be/,
  )
  const [layer, training] = [batchNorm(3), context()]
  layer.forward(ones([2, 3]), training)
  expect(() => layer.forward(ones([2, 3]), training)).toThrow(/used twice .* give it no context, which freezes it/)
  expect(() => training.statisticsOf({ other: batchNorm(3) })).toThrow(
    /no part of the model .* give it no context, which freezes it/,
  )
})

test('the statistics of many layers take one walk through the model', () => {
  const layers = Array.from({ length: 20 }, () => batchNorm(3))
  let walks = 0
  const model = {
    layers,
    get walk() {
      walks++
      return null
    },
  }
  const training = new TrainingContext(tensor([1, 2], { dtype: 'int32' }))
  for (const layer of layers) layer.forward(ones([4, 3]), training)
  expect(Object.keys(training.statisticsOf(model))).toHaveLength(40)
  expect(walks).toBe(1)
})
