import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { type Network, network } from '../../src/arbitraries/network.ts'
import { smallest } from '../smallest.ts'

type Activation = 'relu' | 'tanh' | 'sigmoid'
const options = { hidden: ['relu', 'tanh'], last: 'sigmoid' } as const
const bounded = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.nat(3))
  .map(([minLayers, more]) => ({ minLayers, maxLayers: minLayers + more }))
const drawn = bounded.chain((bounds) => fc.tuple(fc.constant(bounds), network({ ...options, ...bounds })))

/** [samples, in, hidden..., out] as the first layers' shapes say. */
const sizesOf = ({ x, layers }: Network<Activation>): (number | undefined)[] => [
  ...x.shape,
  ...layers.map(({ weight }) => weight.shape[1]),
]

describe('network', () => {
  test.prop([drawn])('has shapes that chain, from the samples to the labels', ([, { x, y, layers }]) => {
    const [samples, inputs] = x.shape
    expect(x.shape).toHaveLength(2)
    let width = inputs
    for (const { weight, bias } of layers) {
      expect(weight.shape).toHaveLength(2)
      expect(weight.shape[0]).toBe(width)
      expect(bias.shape).toEqual([weight.shape[1]])
      width = weight.shape[1]
    }
    expect(y.shape).toEqual([samples, width])
  })

  test.prop([drawn])('has as many layers as wanted, and the wanted activations', ([bounds, { layers }]) => {
    expect(layers.length).toBeGreaterThanOrEqual(bounds.minLayers)
    expect(layers.length).toBeLessThanOrEqual(bounds.maxLayers)
    expect(layers.at(-1)?.activation).toBe('sigmoid')
    for (const { activation } of layers.slice(0, -1)) expect(['relu', 'tanh']).toContain(activation)
  })

  test.prop([network(options)])('has 1 to 4 layers of 1 to 6 units, and 1 to 7 samples', (given) => {
    const [samples = 0, ...sizes] = sizesOf(given)
    expect(given.layers.length).toBeGreaterThanOrEqual(1)
    expect(given.layers.length).toBeLessThanOrEqual(4)
    expect([1, 2, 3, 4, 5, 6, 7]).toContain(samples)
    for (const size of sizes) expect([1, 2, 3, 4, 5, 6]).toContain(size)
  })

  it('has every number of layers, and each hidden activation', () => {
    const sample = fc.sample(network(options), { numRuns: 300, seed: 1 })
    expect(new Set(sample.map(({ layers }) => layers.length))).toEqual(new Set([1, 2, 3, 4]))
    const hidden = sample.flatMap(({ layers }) => layers.slice(0, -1).map(({ activation }) => activation))
    expect(hidden.filter((activation) => activation === 'tanh').length / hidden.length).toBeCloseTo(0.5, 1)
  })
})

describe('labels', () => {
  test.prop([network(options)])('are probabilities', ({ y }) => {
    expect(y.data.every((label) => label >= 0 && label <= 1)).toBe(true)
  })

  test.prop([network({ ...options, hardLabels: true })])('are 0 and 1 where they must be hard', ({ y }) => {
    expect(y.data.every((label) => label === 0 || label === 1)).toBe(true)
  })

  it('are hard in half of all networks, soft in the others', () => {
    const sample = fc.sample(network(options), { numRuns: 300, seed: 1 })
    const soft = sample.filter(({ y }) => y.data.some((label) => label > 0 && label < 1))
    expect(soft.length / sample.length).toBeCloseTo(0.5, 1)
  })
})

it('shrinks to one unit, one sample, and numbers that are generic and different', () => {
  const given = smallest(network(options), () => false)
  expect(sizesOf(given)).toEqual([1, 1, 1])
  const numbers = [given.x, ...given.layers.flatMap(({ weight, bias }) => [weight, bias])].flatMap(({ data }) => data)
  expect(new Set(numbers).size).toBe(numbers.length)
  expect(numbers.every((value) => Math.abs(value) > 0.01)).toBe(true)
})
