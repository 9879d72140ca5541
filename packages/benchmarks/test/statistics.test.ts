import fc from 'fast-check'
import { expect, test } from 'vitest'
import { median, quartiles } from '../src/statistics.ts'

const samples = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 30 })

test('quartiles are those of numpy.percentile', () => {
  expect(quartiles([4, 1, 3, 2])).toEqual({ lower: 1.75, median: 2.5, upper: 3.25 })
  expect(quartiles([5, 1, 4, 2, 3])).toEqual({ lower: 2, median: 3, upper: 4 })
  expect(quartiles([7])).toEqual({ lower: 7, median: 7, upper: 7 })
})

test('quartiles do not depend on the order, and stand in theirs', () =>
  fc.assert(
    fc.property(samples, (values) => {
      const { lower = 0, median = 0, upper = 0 } = quartiles(values) ?? {}
      expect(quartiles(values.toReversed())).toEqual({ lower, median, upper })
      expect(lower).toBeLessThanOrEqual(median)
      expect(median).toBeLessThanOrEqual(upper)
    }),
  ))

test('as many values lie below the median as above', () =>
  fc.assert(
    fc.property(samples, (values) => {
      const middle = median(values) ?? Number.NaN
      const below = values.filter((value) => value < middle).length
      const above = values.filter((value) => value > middle).length
      expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2)
    }),
  ))

test('nothing has no median', () => expect(median([])).toBeNull())
