import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { accuracy, convertProbIntoClass, cost } from '../../src/by-hand/index.ts'

const probability = fc.integer({ min: 0, max: 16 }).map((k) => k / 16)
const samples = fc.array(fc.tuple(probability, fc.constantFrom(0, 1)), { minLength: 1, maxLength: 20 })

describe('cost', () => {
  test.prop([samples])('is the mean of -log of the probability of the right class', (pairs) => {
    const [YHat, Y] = [[pairs.map(([p]) => p)], [pairs.map(([, y]) => y)]]
    const losses = pairs.map(([p, y]) => 0 - Math.log(y === 1 ? p : 1 - p))
    const expected = losses.reduce((sum, loss) => sum + loss, 0) / pairs.length
    const actual = cost(YHat, Y)
    // at most 20 terms, all of one sign: 20 roundings of the sum itself
    if (Number.isFinite(expected))
      expect(Math.abs(actual - expected)).toBeLessThanOrEqual(64 * Number.EPSILON * expected)
    else expect(actual).toBe(expected)
  })

  it('takes 0 log 0 as 0, and clamps nothing', () => {
    expect(cost([[0, 1]], [[0, 1]])).toBe(0)
    expect(cost([[0, 0.5]], [[1, 1]])).toBe(Number.POSITIVE_INFINITY)
    expect(cost([[1e-300]], [[1]])).toBe(-Math.log(1e-300))
  })

  it('sums the outputs and averages the samples; a label may lie between', () => {
    expect(
      cost(
        [
          [0.5, 0.5],
          [0.25, 0.5],
        ],
        [
          [0, 1],
          [1, 1],
        ],
      ),
    ).toBeCloseTo((3 * Math.LN2 + Math.log(4)) / 2, 15)
    expect(cost([[0.25]], [[0.5]])).toBeCloseTo(-(Math.log(0.25) + Math.log(0.75)) / 2, 15)
  })
})

describe('accuracy', () => {
  test.prop([samples])('is the share of right classes, and the share of wrong ones under flipped labels', (pairs) => {
    const m = pairs.length
    const YHat = [pairs.map(([p]) => p)]
    const right = pairs.filter(([p, y]) => (p > 0.5 ? 1 : 0) === y).length
    expect(accuracy(YHat, [pairs.map(([, y]) => y)])).toBe(right / m)
    expect(accuracy(YHat, [pairs.map(([, y]) => 1 - y)])).toBe((m - right) / m)
  })

  it('counts exactly one half as class 0', () => {
    expect(convertProbIntoClass([[0, 0.5, 0.5 + Number.EPSILON, 1]])).toEqual([[0, 0, 1, 1]])
    expect(accuracy([[0.5, 0.5]], [[0, 1]])).toBe(0.5)
  })

  it('asks for every output of a sample to be right', () => {
    expect(
      accuracy(
        [
          [0.9, 0.9],
          [0.1, 0.9],
        ],
        [
          [1, 1],
          [0, 0],
        ],
      ),
    ).toBe(0.5)
  })
})

describe('what both refuse', () => {
  for (const [name, f] of Object.entries({ cost, accuracy })) {
    it(`${name}: other shapes, and no samples`, () => {
      expect(() => f([[0.5, 0.5]], [[1], [0]])).toThrow(
        `${name}: YHat is [1, 2], but Y is [2, 1]. Give Y as [outputs, m], a sample in each column: [labels] for one output.`,
      )
      expect(() => f([[]], [[]])).toThrow(`${name}: there is no sample, and no mean over none. Give at least one.`)
    })
  }
})
