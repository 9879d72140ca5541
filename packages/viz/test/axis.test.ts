import fc from 'fast-check'
import { expect, test } from 'vitest'
import { extent, LARGEST, linearAxis, logAxis, pad, roomyAxis } from '../src/axis.ts'

const drawable = fc.double({ min: -LARGEST, max: LARGEST, noNaN: true })
const positive = fc.double({ min: 1 / LARGEST, max: LARGEST, noNaN: true })
const sorted = ([a, b]: readonly [number, number]) => extent([a, b])

test('extent is the least and the greatest', () => {
  expect(extent([3, -1, 2])).toEqual([-1, 3])
})

test('a linear axis holds its interval and has between 1 and a few distinct, short labels', () => {
  fc.assert(
    fc.property(
      fc.tuple(drawable, drawable).map(sorted),
      fc.integer({ min: 1, max: 12 }),
      fc.boolean(),
      (interval, count, nice) => {
        const axis = linearAxis(interval, count, { nice })
        for (const value of interval) {
          expect(axis.at(value)).toBeGreaterThanOrEqual(-1e-9)
          expect(axis.at(value)).toBeLessThanOrEqual(1 + 1e-9)
        }
        expect(axis.at(interval[0])).toBeLessThanOrEqual(axis.at(interval[1]))
        expect(axis.ticks.length).toBeGreaterThan(0)
        expect(axis.ticks.length).toBeLessThanOrEqual(2 * count + 2)
        const labels = axis.ticks.map(({ label }) => label)
        expect(new Set(labels).size).toBe(labels.length)
        for (const label of labels) expect(label.length).toBeLessThanOrEqual(16)
      },
    ),
  )
})

test('a label is the number at its place', () => {
  fc.assert(
    fc.property(
      fc.tuple(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.double({ min: 1e-3, max: 1e9, noNaN: true })),
      ([low, length]) => {
        const axis = linearAxis([low, low + length], 6)
        for (const { label, at } of axis.ticks) {
          const named = Number(label.replaceAll(',', '').replace('−', '-'))
          expect(Math.abs(named - axis.value(at))).toBeLessThanOrEqual(1e-6 * Math.max(length, Math.abs(low)))
        }
      },
    ),
  )
})

test('zero is written without a power of ten, however large the others are', () => {
  for (const size of [1e-9, 1, 1e9, 1e300]) {
    const zero = linearAxis([0, size], 4).ticks.find(({ at }) => at === 0)
    expect(zero?.label).toMatch(/^0(\.0+)?$/)
  }
})

test('one value alone gets an axis round it', () => {
  expect(linearAxis([0.5, 0.5], 4).at(0.5)).toBeCloseTo(0.5)
  expect(linearAxis([0, 0], 4).at(0)).toBeCloseTo(0.5)
  expect(logAxis([0.5, 0.5], 4).at(0.5)).toBeCloseTo(0.5)
})

test('a whole axis has whole ticks', () => {
  expect(linearAxis([1, 3], 8, { whole: true }).ticks.map(({ label }) => label)).toEqual(['1', '2', '3'])
  expect(linearAxis([0, 9999], 5, { whole: true }).ticks.map(({ label }) => label)).toContain('2,000')
})

test('a logarithmic axis has equal steps for equal factors', () => {
  const axis = logAxis([0.001, 1000], 6)
  expect(axis.at(0.1) - axis.at(0.01)).toBeCloseTo(axis.at(100) - axis.at(10))
  expect(axis.ticks.map(({ label }) => label)).toContain('0.01')
  expect(logAxis([0.02, 0.8], 5).ticks.map(({ label }) => label)).toEqual(['0.02', '0.05', '0.1', '0.2', '0.5'])
})

test('a logarithmic axis holds its interval and has at least one label', () => {
  fc.assert(
    fc.property(fc.tuple(positive, positive).map(sorted), fc.integer({ min: 1, max: 12 }), (interval, count) => {
      const axis = logAxis(interval, count)
      for (const value of interval) {
        expect(axis.at(value)).toBeGreaterThanOrEqual(-1e-9)
        expect(axis.at(value)).toBeLessThanOrEqual(1 + 1e-9)
      }
      expect(axis.ticks.length).toBeGreaterThan(0)
      for (const { label } of axis.ticks) expect(label.length).toBeLessThanOrEqual(16)
    }),
  )
})

test('on a roomy axis no two labels touch', () => {
  const room = { length: 60, labelWidth: (label: string) => label.length, gap: 3 }
  fc.assert(
    fc.property(fc.tuple(drawable, drawable).map(sorted), (interval) => {
      const { ticks } = roomyAxis(interval, 20, room)
      for (const [i, tick] of ticks.slice(1).entries()) {
        const before = ticks[i]
        if (!before || ticks.length <= 2) continue
        const needed = (before.label.length + tick.label.length) / 2 + 3
        expect((tick.at - before.at) * room.length).toBeGreaterThanOrEqual(needed)
      }
    }),
  )
})

test('a nice axis ends at round numbers', () => {
  const axis = linearAxis([0.02, 0.69], 5, { nice: true })
  expect([axis.value(0), axis.value(1)]).toEqual([0, 0.7])
  expect(linearAxis([0.02, 0.69], 5).value(0)).toBe(0.02)
})

test('padding adds the same part on both sides', () => {
  expect(pad([0, 10], 0.1)).toEqual([-1, 11])
})
