import { arange } from '@adjoint/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { axes, permutation, shape, strided } from '../../src/arbitraries/shapes.ts'
import { sizeOf } from '../../src/ndarray.ts'

const withRank = <T>(make: (rank: number) => fc.Arbitrary<T>) =>
  fc.nat(5).chain((rank) => fc.tuple(fc.constant(rank), make(rank)))

describe('axes', () => {
  test.prop([withRank(axes)])('are some of the axes, none twice', ([rank, chosen]) => {
    const positive = chosen.map((axis) => (axis < 0 ? axis + rank : axis))
    expect(new Set(positive).size).toBe(chosen.length)
    expect(positive.every((axis) => Number.isInteger(axis) && axis >= 0 && axis < rank)).toBe(true)
  })

  it('are none, all, negative, and unsorted ones', () => {
    const sample = fc.sample(axes(3), { numRuns: 300, seed: 1 })
    expect(sample.some(({ length }) => length === 0)).toBe(true)
    expect(sample.some(({ length }) => length === 3)).toBe(true)
    expect(sample.filter((chosen) => chosen.some((axis) => axis < 0)).length).toBeGreaterThan(50)
    expect(sample.filter(([a = 0, b = 0]) => (a + 3) % 3 > (b + 3) % 3).length).toBeGreaterThan(50)
  })
})

describe('permutation', () => {
  const sorted = (order: readonly number[]): number[] => order.toSorted((a, b) => a - b)

  test.prop([withRank(permutation)])('is an order of all axes', ([rank, order]) => {
    expect(sorted(order)).toEqual(Array.from({ length: rank }, (_, axis) => axis))
  })

  it('is a 3-cycle in half of all cases, and anything else in others', () => {
    /** Is it its own inverse only at its third power, with all others in their place? */
    const isCycle = (order: readonly number[]): boolean =>
      order.filter((to, from) => to !== from).length === 3 && order.every((to, from) => order[order[to] ?? -1] === from)
    for (const rank of [3, 4, 5]) {
      const sample = fc.sample(permutation(rank), { numRuns: 300, seed: 1 })
      expect(sample.filter(isCycle).length).toBeGreaterThan(130)
      expect(sample.filter((order) => !isCycle(order)).length).toBeGreaterThan(80)
    }
  })
})

describe('strided', () => {
  const views = shape({ maxRank: 4 }).chain((of) => fc.tuple(fc.constant(of), strided(of)))

  test.prop([views])('the places are those that slicing and permuting the buffer read', ([of, view]) => {
    const { base, slices, order, places } = view
    const buffer = arange(sizeOf(base), { dtype: 'int32' }).reshape([...base])
    const tensor = buffer.slice(...slices).transpose(order)
    expect(tensor.shape).toEqual(of)
    expect(Array.from(tensor.toTypedArray())).toEqual(places)
  })

  it('has steps in both directions, and gaps', () => {
    const sample = fc.sample(strided([2, 3]), { numRuns: 300, seed: 1 })
    const steps = new Set(sample.flatMap(({ slices }) => slices.map(([, , step]) => step)))
    expect([...steps].toSorted()).toEqual([-1, -2, 1, 2])
    expect(sample.filter(({ order }) => order[0] === 1).length).toBeGreaterThan(50)
  })
})
