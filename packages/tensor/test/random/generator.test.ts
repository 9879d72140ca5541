import { readFileSync } from 'node:fs'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { DomainError, DTypeError, ShapeError } from '../../src/errors.ts'
import { numpyRandom, random } from '../../src/random/index.ts'

const xoroshiro: { streams: { seed: number; next: number[] }[] } = JSON.parse(
  readFileSync(new URL('../reference/xoroshiro128plus.json', import.meta.url), 'utf8'),
)

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const shapes = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 3 })
const int32s = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })

it.each(xoroshiro.streams)('random($seed) is the stream of xoroshiro128+', ({ seed, next }) => {
  const rng = random(seed)
  expect(next.map(() => rng.next())).toEqual(next)
})

describe.each([
  { name: 'random', generator: random },
  { name: 'numpyRandom', generator: numpyRandom },
])('$name', ({ generator }) => {
  test.prop([seeds])('gives multiples of 2^-53 in [0, 1)', (seed) => {
    const rng = generator(seed)
    for (let i = 0; i < 20; i++) {
      const value = rng.next()
      expect(value).toBeGreaterThanOrEqual(0)
      expect(value).toBeLessThan(1)
      expect(Number.isInteger(value * 2 ** 53)).toBe(true)
    }
  })

  test.prop([seeds, seeds])('gives the same numbers for the same seed only', (a, b) => {
    const first = (seed: number) => generator(seed).uniform([8]).toTypedArray()
    expect(first(a)).toEqual(first(a))
    if (a !== b) expect(first(a)).not.toEqual(first(b))
  })

  test.prop([seeds, shapes])('fills a tensor with successive draws, in row-major order', (seed, shape) => {
    const [tensors, draws] = [generator(seed), generator(seed)]
    const x = tensors.uniform(shape, { low: -2, high: 3, dtype: 'float64' })
    const z = tensors.normal(shape, { mean: 1, std: 0.5, dtype: 'float64' })
    expect([x.shape, z.shape]).toEqual([shape, shape])
    expect([x.dtype, z.dtype]).toEqual(['float64', 'float64'])
    expect(Array.from(x.toTypedArray())).toEqual(Array.from({ length: x.size }, () => -2 + 5 * draws.next()))
    expect(Array.from(z.toTypedArray())).toEqual(Array.from({ length: x.size }, () => 1 + 0.5 * draws.nextNormal()))
  })

  test.prop([seeds, shapes])('draws float32 by default: the float64 draw, rounded', (seed, shape) => {
    const [narrow, wide] = [generator(seed), generator(seed)]
    const expected = Float32Array.from(wide.normal(shape, { dtype: 'float64' }).toTypedArray())
    expect(narrow.normal(shape).toTypedArray()).toEqual(expected)
    expect(narrow.uniform(shape).dtype).toBe('float32')
  })

  test.prop([seeds, int32s, int32s, shapes])('draws integers of [low, high)', (seed, a, b, shape) => {
    const [low, high] = [Math.min(a, b), Math.max(a, b) + 1]
    const x = generator(seed).randint(low, high, shape)
    expect(x.shape).toEqual(shape)
    expect(x.dtype).toBe('int32')
    for (const value of x.toTypedArray()) {
      expect(value).toBeGreaterThanOrEqual(low)
      expect(value).toBeLessThan(high)
    }
  })

  test.prop([seeds, fc.integer({ min: 0, max: 50 })])('permutes 0 to n - 1', (seed, n) => {
    const order = generator(seed).permutation(n)
    expect(order.shape).toEqual([n])
    expect(order.dtype).toBe('int32')
    expect([...order.toTypedArray()].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i))
  })

  test.prop([seeds, fc.array(fc.string())])('shuffles plain and typed arrays alike', (seed, names) => {
    const shuffled = [...names]
    generator(seed).shuffle(shuffled)
    const order = Float64Array.from(names.keys())
    generator(seed).shuffle(order)
    expect(shuffled).toEqual(Array.from(order, (i) => names[i]))
    expect(shuffled.toSorted()).toEqual(names.toSorted())
  })

  it('shuffles no tensor, which never changes', () => {
    const rng = generator(1)
    expect(() => Reflect.apply(rng.shuffle, rng, [rng.permutation(3)])).toThrow(DTypeError)
  })

  // Bounds of five standard errors of the estimate, for n numbers of one fixed seed.
  it('has the moments of its distributions', () => {
    const n = 100_000
    const uniform = moments(generator(1).uniform([n], { dtype: 'float64' }).toTypedArray())
    expect(Math.abs(uniform.mean - 1 / 2)).toBeLessThan(5 * Math.sqrt(1 / 12 / n))
    expect(Math.abs(uniform.variance - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / n))
    const normal = moments(generator(1).normal([n], { dtype: 'float64' }).toTypedArray())
    expect(Math.abs(normal.mean)).toBeLessThan(5 * Math.sqrt(1 / n))
    expect(Math.abs(normal.variance - 1)).toBeLessThan(5 * Math.sqrt(2 / n))
    expect(Math.abs(normal.skewness)).toBeLessThan(5 * Math.sqrt(6 / n))
    expect(Math.abs(normal.kurtosis - 3)).toBeLessThan(5 * Math.sqrt(24 / n))
  })

  it('throws a fair die', () => {
    const n = 60_000
    const counts = new Array<number>(6).fill(0)
    for (const value of generator(1).randint(0, 6, [n]).toTypedArray()) counts[value] = (counts[value] ?? 0) + 1
    const chiSquare = counts.reduce((total, count) => total + (count - n / 6) ** 2 / (n / 6), 0)
    expect(chiSquare).toBeLessThan(25.7) // 5 degrees of freedom: above it once in 10,000
  })

  it('gives unrelated streams for neighbouring seeds', () => {
    const n = 10_000
    const firsts = Float64Array.from({ length: n + 1 }, (_, seed) => generator(seed).next() - 1 / 2)
    const covariance = firsts.subarray(0, n).reduce((total, value, i) => total + value * (firsts[i + 1] ?? 0), 0) / n
    expect(Math.abs(covariance)).toBeLessThan(5 / 12 / Math.sqrt(n))
  })

  it('says what is wrong', () => {
    const rng = generator(1)
    const unknown: object = { scale: 2 }
    const integers: object = { dtype: 'int32' }
    expect(() => generator(-1)).toThrow(DomainError)
    expect(() => generator(0.5)).toThrow('the seed is 0.5; give an integer from 0 to 4294967295')
    expect(() => generator(2 ** 32)).toThrow(DomainError)
    expect(() => generator(Number.NaN)).toThrow(DomainError)
    expect(() => rng.normal([2], unknown)).toThrow('normal: unknown option "scale"; it takes mean, std, dtype')
    expect(() => rng.uniform([2], unknown)).toThrow('uniform: unknown option "scale"; it takes low, high, dtype')
    expect(() => rng.uniform([2], integers)).toThrow(DTypeError)
    expect(() => rng.normal([2], integers)).toThrow(DTypeError)
    expect(() => rng.uniform([2], { low: 1, high: 0 })).toThrow('high is 0, below low, which is 1')
    expect(() => rng.uniform([2], { high: Number.POSITIVE_INFINITY })).toThrow(DomainError)
    expect(() => rng.uniform([2], { low: -1e308, high: 1e308 })).toThrow('high - low is Infinity')
    expect(() => rng.normal([2], { std: -1 })).toThrow('std is -1')
    expect(() => rng.normal([2], { mean: Number.NaN })).toThrow('mean is NaN')
    expect(() => rng.normal([-1])).toThrow(ShapeError)
    // as in NumPy's randn(2, 3)
    for (const draw of [rng.normal, rng.uniform]) {
      expect(() => Reflect.apply(draw, rng, [2, 3])).toThrow('the shape is 2; give a list: [2]')
    }
    expect(() => rng.randint(3, 3, [2])).toThrow('no integer is in [3, 3)')
    expect(() => rng.randint(0, 2 ** 31 + 1, [2])).toThrow(DomainError)
    expect(() => rng.randint(0.5, 3, [2])).toThrow('low is 0.5')
    expect(() => rng.permutation(-1)).toThrow('n is -1')
  })
})

function moments(data: ArrayLike<number>): { mean: number; variance: number; skewness: number; kurtosis: number } {
  const values = Array.from(data)
  const average = (power: (value: number) => number) => values.reduce((sum, v) => sum + power(v), 0) / values.length
  const mean = average((v) => v)
  const variance = average((v) => (v - mean) ** 2)
  const skewness = average((v) => (v - mean) ** 3) / variance ** 1.5
  const kurtosis = average((v) => (v - mean) ** 4) / variance ** 2
  return { mean, variance, skewness, kurtosis }
}
