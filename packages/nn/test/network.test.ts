import { DomainError, numpyRandom, random, type Tensor } from '@adjoint/tensor'
import { test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { type Activation, type Architecture, forward, initLayers } from '../src/by-hand/index.ts'
import { network, ReLU, Sigmoid, Tanh } from '../src/index.ts'
import { batchOf, cases, columnsOf, denseLayers, numbersOf } from './networks.ts'

describe('network', () => {
  test.prop([cases()])("draws the article's parameters, and computes the article's predictions", (given) => {
    const model = network(given.architecture, numpyRandom(3), { dtype: 'float64' })
    const parameters = initLayers(given.architecture, numpyRandom(3))
    expect(denseLayers(model).map(({ weight, bias }) => ({ W: columnsOf(weight), b: numbersOf(bias) }))).toEqual(
      parameters,
    )
    const { YHat } = forward(given.X, parameters, given.architecture)
    columnsOf(model.forward(batchOf(given).x)).forEach((row, i) => {
      row.forEach((p, j) => {
        expect(p).toBeCloseTo(YHat[i]?.[j] ?? Number.NaN, 13)
      })
    })
  })

  it('has a layer for each activation, and none for linear', () => {
    const activations = ['relu', 'tanh', 'linear', 'sigmoid'] as const
    const model = network(
      activations.map((activation) => ({ inputDim: 2, outputDim: 2, activation })),
      random(0),
    )
    expect(model.layers.map((layer) => layer.constructor.name)).toEqual([
      'Dense',
      'ReLU',
      'Dense',
      'Tanh',
      'Dense',
      'Dense',
      'Sigmoid',
    ])
    expect([model.layers[1], model.layers[3], model.layers[6]]).toEqual([new ReLU(), new Tanh(), new Sigmoid()])
    expect(denseLayers(model).every(({ weight }) => weight.dtype === 'float32')).toBe(true)
  })
})

describe('what network refuses', () => {
  const layer = (inputDim: number, outputDim: number, activation = 'relu') => ({
    inputDim,
    outputDim,
    activation: activation as Activation,
  })
  const build =
    (...layers: Architecture) =>
    (): unknown =>
      network(layers, random(0))

  it('layers that do not fit together', () => {
    expect(build(layer(2, 25), layer(24, 1))).toThrow(DomainError)
    expect(build(layer(2, 25), layer(24, 1))).toThrow(
      'network: layer 1 takes 24 numbers, but layer 0 gives 25. Give it inputDim: 25.',
    )
  })

  it('an activation that there is not', () => {
    expect(build(layer(2, 1, 'softplus'))).toThrow(
      'network: layer 0 has the unknown activation "softplus"; use relu, sigmoid, tanh or linear.',
    )
    expect(build(layer(2, 1, 'constructor'))).toThrow('unknown activation "constructor"')
  })

  it('a size that is none', () => {
    expect(build(layer(2, 0))).toThrow('dense(2, 0): 0 is no layer size')
    expect(build(layer(Number.NaN, 3))).toThrow('dense(NaN, 3): NaN is no layer size')
  })

  it('an option that it does not know', () => {
    expect(() => network([layer(2, 1)], random(0), { seed: 1 } as object)).toThrow(
      'network: unknown option "seed"; it takes dtype.',
    )
  })

  it('a list without layers', () => {
    expect(build()).toThrow('network: the list of layers is empty; give at least one.')
    expect(() => network(JSON.parse('{}'), random(0))).toThrow(
      'network: the list of layers is an object; give an array',
    )
  })
})

it('a network of a float32 batch is float32', () => {
  const model = network([{ inputDim: 1, outputDim: 1, activation: 'sigmoid' }], random(0))
  expect((model.forward(random(0).normal([2, 1])) as Tensor).dtype).toBe('float32')
})
