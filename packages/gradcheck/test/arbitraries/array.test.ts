import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { shape } from '../../src/arbitraries/shapes.ts'
import { array, onKinks, smooth } from '../../src/arbitraries/values.ts'
import { sizeOf } from '../../src/ndarray.ts'
import { smallest } from '../smallest.ts'

describe('array', () => {
  const drawn = shape({ maxDim: 6 }).chain((to) => fc.tuple(fc.constant(to), array(to)))

  test.prop([drawn])('fills the shape', ([to, { shape: own, dtype, data }]) => {
    expect([own, dtype]).toEqual([to, 'float64'])
    expect(data).toHaveLength(sizeOf(to))
    expect(data.every((value) => Math.abs(value) <= 2)).toBe(true)
  })

  test.prop([array(shape(), { dtype: 'int32' }), array(shape(), { dtype: 'bool' })])(
    'of integers and truths are such numbers',
    (integers, truths) => {
      expect(integers.data.every(Number.isInteger)).toBe(true)
      expect(truths.data.every((value) => value === 0 || value === 1)).toBe(true)
    },
  )

  test.prop([array(shape(), { dtype: 'float32' })])('of float32 are numbers that float32 holds', ({ dtype, data }) => {
    expect(dtype).toBe('float32')
    expect(data).toEqual(data.map(Math.fround))
  })

  it('takes its numbers from a profile', () => {
    const [x] = fc.sample(array([200], { profile: onKinks([7]) }), { numRuns: 1, seed: 1 })
    const kinks = x?.data.filter((value) => value === 7).length
    expect(kinks).toBeGreaterThan(60)
    expect(kinks).toBeLessThan(140)
  })

  it('large ones are generic, too, and differ', () => {
    const sample = fc.sample(array([20, 30]), { numRuns: 20, seed: 1 })
    for (const { data } of sample) {
      expect(new Set(data).size).toBeGreaterThan(500)
      expect(data.filter((value) => value > 0).length).toBeGreaterThan(200)
      expect(data.filter((value) => value < 0).length).toBeGreaterThan(200)
    }
    expect(new Set(sample.map(({ data }) => data[0])).size).toBeGreaterThan(15)
  })
})

describe('shrinking', () => {
  const generic = (count: number): number[] => Array.from({ length: count }, (_, at) => smooth(0, at))

  it.each([[[]], [[3]], [[2, 3]], [[10, 10]]])('of any array of shape %j ends at generic numbers', (to) => {
    for (const seed of [1, 2, 3]) {
      expect(smallest(array(to), () => false, seed).data).toEqual(generic(sizeOf(to)))
    }
  })

  it('leaves alone only the numbers that matter', () => {
    const { data } = smallest(array([6]), (x) => (x.data[3] ?? 0) < 1.9)
    expect(data[3]).toBeGreaterThanOrEqual(1.9)
    expect(data.with(3, 0)).toEqual(generic(6).with(3, 0))
  })

  it('makes the shape smaller, and keeps the numbers', () => {
    const { shape: to, data } = smallest(array(shape({ minDim: 1 })), (x) => x.data.length < 5)
    expect(data.length).toBe(sizeOf(to))
    expect(data.length).toBeLessThanOrEqual(6)
    expect(data).toEqual(generic(data.length))
  })
})
