import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { indices, labels, oneHot } from '../../src/arbitraries/indices.ts'
import { sizeOf } from '../../src/ndarray.ts'
import { smallest } from '../smallest.ts'

const counts = fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 1, max: 6 }))

describe('indices', () => {
  const drawn = fc.integer({ min: 1, max: 9 }).chain((length) => fc.tuple(fc.constant(length), indices(length)))

  test.prop([drawn])('point into the axis', ([length, { shape, dtype, data }]) => {
    expect(dtype).toBe('int32')
    expect(data).toHaveLength(sizeOf(shape))
    expect(data.every((index) => Number.isInteger(index) && index >= 0 && index < length)).toBe(true)
  })

  it('have a given shape, of any size', () => {
    const [large] = fc.sample(indices(5, [10, 20]), { numRuns: 1, seed: 1 })
    expect(large?.shape).toEqual([10, 20])
    expect(new Set(large?.data)).toEqual(new Set([0, 1, 2, 3, 4]))
  })

  it('often have duplicates, even where there is room for different ones', () => {
    const sample = fc.sample(indices(1000, [4]), { numRuns: 300, seed: 1 })
    const repeated = sample.filter(({ data }) => data.some((index, i) => i > 0 && index === data[i - 1]))
    expect(repeated.length).toBeGreaterThan(150)
    expect(repeated.length).toBeLessThan(290)
  })
})

describe('labels', () => {
  const drawn = counts.chain((sizes) => fc.tuple(fc.constant(sizes), labels(...sizes)))

  test.prop([drawn])('are classes, one for each sample', ([[count, classes], { shape, dtype, data }]) => {
    expect([shape, dtype]).toEqual([[count], 'int32'])
    expect(data.every((label) => Number.isInteger(label) && label >= 0 && label < classes)).toBe(true)
  })

  it('shrink to all classes in turn', () => {
    expect(smallest(labels(5, 3), () => false).data).toEqual([0, 1, 2, 0, 1])
  })
})

describe('oneHot', () => {
  const drawn = counts.chain((sizes) => fc.tuple(fc.constant(sizes), oneHot(...sizes)))

  test.prop([drawn])('has a single 1 in each row', ([[count, classes], { shape, dtype, data }]) => {
    expect([shape, dtype]).toEqual([[count, classes], 'float64'])
    const rows = Array.from({ length: count }, (_, i) => data.slice(i * classes, (i + 1) * classes))
    for (const row of rows) expect(row.toSorted()).toEqual([...new Array<number>(classes - 1).fill(0), 1])
  })
})
