import { type FloatDType, numpyRandom, random, type Shape, type Tensor } from '@adjoint/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { allZeros, glorotUniform, heNormal, type Initializer, smallNormal } from '../src/index.ts'
import { columnsOf, numbersOf } from './networks.ts'

const seeds = fc.nat(2 ** 31)
const dtypes = fc.constantFrom<FloatDType>('float32', 'float64')

function draw(initializer: Initializer, seed: number, shape: Shape, dtype: FloatDType = 'float64'): Tensor {
  return initializer(random(seed), shape, dtype) as Tensor
}

/**
 * Where n s² / σ² lies, but for one case in 10⁹: chi-square's quantiles by Wilson and Hilferty (1931), 6.1 standard deviations
 * out. A uniform sample's variance varies less than a normal one's, so the bounds hold for it too.
 */
function chiSquareBounds(n: number): [number, number] {
  const quantile = (z: number): number => n * (1 - 2 / (9 * n) + z * Math.sqrt(2 / (9 * n))) ** 3
  return [quantile(-6.1), quantile(6.1)]
}

function expectVariance(x: Tensor, variance: number): void {
  const numbers = numbersOf(x)
  const n = numbers.length
  const chiSquare = numbers.reduce((sum, value) => sum + value * value, 0) / variance // the mean is known to be 0
  const [low, high] = chiSquareBounds(n)
  expect(chiSquare).toBeGreaterThan(low)
  expect(chiSquare).toBeLessThan(high)
  const mean = numbers.reduce((sum, value) => sum + value, 0) / n
  expect(Math.abs(mean)).toBeLessThan(6.1 * Math.sqrt(variance / n))
}

const sides = fc.integer({ min: 20, max: 100 })

describe.each([
  ['smallNormal', smallNormal, () => 0.01],
  ['glorotUniform', glorotUniform, (inputs: number, outputs: number) => 2 / (inputs + outputs)],
  ['heNormal', heNormal, (inputs: number) => 2 / inputs],
] as const)('%s', (_name, initializer, variance) => {
  test.prop([seeds, sides, sides, dtypes], { numRuns: 50 })(
    'has mean 0 and the variance it says',
    (seed, inputs, outputs, dtype) => {
      const weight = draw(initializer, seed, [inputs, outputs], dtype)
      expect([weight.shape, weight.dtype]).toEqual([[inputs, outputs], dtype])
      expectVariance(weight, variance(inputs, outputs))
    },
  )

  test.prop([seeds, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })])(
    'draws the same from the same seed, another from another',
    (seed, n, m) => {
      const numbers = numbersOf(draw(initializer, seed, [n, m]))
      expect(numbersOf(draw(initializer, seed, [n, m]))).toEqual(numbers)
      expect(numbersOf(draw(initializer, seed + 1, [n, m]))).not.toEqual(numbers)
      expect(new Set(numbers).size).toBe(n * m)
    },
  )

  it('draws as many numbers as it gives', () => {
    const [rng, other] = [random(5), random(5)]
    initializer(rng, [3, 2], 'float64')
    if (initializer === glorotUniform) other.uniform([6])
    else other.normal([6])
    expect(rng.next()).toBe(other.next())
  })

  it('draws a bias too', () => {
    expect(draw(initializer, 1, [7]).shape).toEqual([7])
  })
})

describe('smallNormal', () => {
  test.prop([fc.nat(1000), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })])(
    "draws the article's W [out, in] row by row, times 0.1",
    (seed, inputs, outputs) => {
      const weight = smallNormal(numpyRandom(seed), [inputs, outputs], 'float64')
      const rng = numpyRandom(seed)
      const W = Array.from({ length: outputs }, () => Array.from({ length: inputs }, () => rng.nextNormal() * 0.1))
      expect(columnsOf(weight as Tensor)).toEqual(W)
    },
  )
})

describe('glorotUniform', () => {
  test.prop([seeds, sides, sides])('stays within ±√(6 / (in + out)), and fills it', (seed, inputs, outputs) => {
    const limit = Math.sqrt(6 / (inputs + outputs))
    const largest = Math.max(...numbersOf(draw(glorotUniform, seed, [inputs, outputs])).map(Math.abs))
    expect(largest).toBeLessThanOrEqual(limit)
    expect(largest).toBeGreaterThan(0.9 * limit) // 400 numbers all below it: once in 10¹⁸
  })
})

it('allZeros is zeros, and draws nothing', () => {
  const rng = random(3)
  const bias = allZeros(rng, [2, 3], 'float64')
  expect([bias.shape, bias.dtype, numbersOf(bias)]).toEqual([[2, 3], 'float64', [0, 0, 0, 0, 0, 0]])
  expect(rng.next()).toBe(random(3).next())
})
