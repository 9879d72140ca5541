import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { broadcastable, matmulShapes, shape, shapes } from '../../src/arbitraries/shapes.ts'
import { smallest } from '../smallest.ts'

/** NumPy's rule, axis by axis from the right: equal sizes, or a 1 that is repeated. null where two sizes do not fit. */
function broadcast(list: readonly (readonly number[])[]): number[] | null {
  const rank = Math.max(0, ...list.map(({ length }) => length))
  const whole: number[] = []
  for (let fromRight = 1; fromRight <= rank; fromRight++) {
    const sizes = new Set(list.flatMap((one) => one.at(-fromRight) ?? (one.length >= fromRight ? [] : [1])))
    sizes.delete(1)
    if (sizes.size > 1) return null
    whole.unshift([...sizes][0] ?? 1)
  }
  return whole
}

/** How many of 1,000 drawn values are so: always the same ones. */
function countOf<T>(arbitrary: fc.Arbitrary<T>, is: (value: T) => boolean): number {
  return fc.sample(arbitrary, { numRuns: 1000, seed: 1 }).filter(is).length
}

const bounds = fc
  .tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.nat(3))
  .map(([minRank, ranks, minDim, dims]) => ({ minRank, maxRank: minRank + ranks, minDim, maxDim: minDim + dims + 1 }))

describe('shape', () => {
  const options = bounds.chain((given) => fc.tuple(fc.constant(given), shape(given)))

  test.prop([options])('stays within its bounds', ([{ minRank, maxRank, minDim, maxDim }, one]) => {
    expect(one.length).toBeGreaterThanOrEqual(minRank)
    expect(one.length).toBeLessThanOrEqual(maxRank)
    expect(one.every((size) => size >= minDim && size <= maxDim)).toBe(true)
  })

  it('is 0-d, empty, and of several axes often enough', () => {
    expect(countOf(shape(), ({ length }) => length === 0)).toBeGreaterThan(50)
    expect(countOf(shape(), (one) => one.includes(0))).toBeGreaterThan(50)
    expect(countOf(shape(), (one) => one.length === 3 && !one.includes(0))).toBeGreaterThan(50)
  })

  it('shrinks to the fewest axes', () => {
    expect(smallest(shape(), ({ length }) => length < 2)).toEqual([1, 1])
  })
})

describe('broadcastable', () => {
  test.prop([fc.integer({ min: 1, max: 4 }).chain((count) => fc.tuple(fc.constant(count), broadcastable(count)))])(
    'gives so many shapes, and they fit',
    ([count, list]) => {
      expect(list).toHaveLength(count)
      expect(broadcast(list)).not.toBeNull()
    },
  )

  it('stretches each of the shapes, and two at once', () => {
    const stretched = (k: number) => (list: readonly (readonly number[])[]) =>
      JSON.stringify(list[k]) !== JSON.stringify(broadcast(list))
    const both = (list: readonly (readonly number[])[]) => stretched(0)(list) && stretched(1)(list)
    const sample = broadcastable(2, { minDim: 2 })
    expect(countOf(sample, stretched(0))).toBeGreaterThan(100)
    expect(countOf(sample, stretched(1))).toBeGreaterThan(100)
    expect(countOf(sample, both)).toBeGreaterThan(20)
  })

  it('has empty and 0-d shapes', () => {
    expect(countOf(broadcastable(2), (list) => list.some(({ length }) => length === 0))).toBeGreaterThan(25)
    expect(countOf(broadcastable(2), (list) => list.some((one) => one.includes(0)))).toBeGreaterThan(25)
  })
})

describe('shapes', () => {
  const letter = fc.constantFrom(...'ijkl')
  const group = fc.tuple(fc.boolean(), fc.array(letter, { maxLength: 3 }))
  const signature = fc
    .array(group, { minLength: 1, maxLength: 3 })
    .map((groups) => groups.map(([leads, letters]) => `${leads ? '...' : ''}${letters.join('')}`))
  const drawn = signature.chain((groups) => fc.tuple(fc.constant(groups), shapes(groups.join(','))))

  test.prop([drawn])('the same letter is the same dimension, and leading axes broadcast', ([groups, list]) => {
    expect(list).toHaveLength(groups.length)
    const sizes = new Map<string, number>()
    const leads = groups.map((one, k) => {
      const [letters, own] = [[...one.replace('...', '')], list[k] ?? []]
      letters.forEach((name, i) => {
        const size = own[own.length - letters.length + i] ?? Number.NaN
        expect(sizes.get(name) ?? size).toBe(size)
        sizes.set(name, size)
      })
      if (!one.startsWith('...')) expect(own).toHaveLength(letters.length)
      return own.slice(0, own.length - letters.length)
    })
    expect(broadcast(leads)).not.toBeNull()
  })

  test.prop([bounds.chain((given) => fc.tuple(fc.constant(given), shapes('ij,j,', given)))])(
    'dimensions stay within their bounds',
    ([{ minDim, maxDim }, list]) => {
      expect(list.flat().every((size) => size >= minDim && size <= maxDim)).toBe(true)
    },
  )

  it('one step of shrinking changes a letter everywhere', () => {
    expect(smallest(shapes('ij,jk'), ([a = []]) => (a[1] ?? 0) < 3)).toEqual([
      [0, 3],
      [3, 0],
    ])
  })

  it('refuses what is no signature', () => {
    expect(() => shapes('ij->j')).toThrow(RangeError)
    expect(() => shapes('i...')).toThrow('shapes: "i..." is no signature')
  })
})

describe('matmulShapes', () => {
  test.prop([matmulShapes()])('are those of factors', ([a = [], b = []]) => {
    expect(a.at(-1)).toBe(b.at(-2) ?? Number.NaN)
    expect(Math.min(a.length, b.length)).toBeGreaterThanOrEqual(2)
    expect(broadcast([a.slice(0, -2), b.slice(0, -2)])).not.toBeNull()
  })

  it('have batches, and empty ones', () => {
    expect(countOf(matmulShapes(), ([a = [], b = []]) => a.length > 2 && b.length > 2)).toBeGreaterThan(50)
    expect(countOf(matmulShapes(), (list) => list.flat().includes(0))).toBeGreaterThan(50)
  })
})
