import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import {
  awayFrom,
  between,
  flag,
  logits,
  onKinks,
  type Profile,
  positive,
  probability,
  smallIntegers,
  smooth,
  special,
  ties,
} from '../../src/arbitraries/values.ts'

const code = fc.nat()
const place = fc.nat(100_000)

/** The numbers at the first places, where shrinking ends. */
const shrunk = (profile: Profile): number[] => Array.from({ length: 64 }, (_, at) => profile(0, at))

const ranges: Record<string, readonly [profile: Profile, low: number, high: number]> = {
  smooth: [smooth, -2, 2],
  positive: [positive, 0.1, 2.1],
  probability: [probability, 0.001, 0.999],
  logits: [logits, -8, 8],
  smallIntegers: [smallIntegers, -3, 3],
}

describe.each(Object.entries(ranges))('%s', (_name, [profile, low, high]) => {
  test.prop([code, place])('stays in its range', (k, at) => {
    expect(profile(k, at)).toBeGreaterThanOrEqual(low)
    expect(profile(k, at)).toBeLessThanOrEqual(high)
  })

  it('comes near both ends of it', () => {
    const values = Array.from({ length: 4001 }, (_, k) => profile(k, 0))
    expect([Math.min(...values), Math.max(...values)]).toEqual([low, high])
  })
})

describe('where shrinking ends', () => {
  it.each(Object.entries({ smooth, positive, logits, awayFrom: awayFrom([0, 1]), onKinks: onKinks([0, 1]), special }))(
    'numbers of %s are all different, and none is 0, 1 or 2',
    (_name, profile) => {
      const values = shrunk(profile)
      expect(new Set(values).size).toBe(values.length)
      for (const round of [-2, -1, 0, 1, 2]) expect(values).not.toContain(round)
    },
  )

  it.each(Object.entries({ probability, smallIntegers, flag }))('neighbours in %s are different', (_name, profile) => {
    const values = shrunk(profile)
    expect(values.slice(1).every((value, i) => value !== values[i])).toBe(true)
  })
})

describe('between', () => {
  const bounds = fc.tuple(fc.double({ min: -50, max: 50, noNaN: true }), fc.double({ min: 0, max: 50, noNaN: true }))

  test.prop([bounds, code, place])('stays within any bounds', ([low, width], k, at) => {
    const value = between(low, low + width)(k, at)
    expect(value).toBeGreaterThanOrEqual(low)
    expect(value).toBeLessThanOrEqual(low + width)
  })

  it('never reaches 0 where it begins a little above', () => {
    expect(between(1e-5, 1)(1528, 0)).toBe(1e-5)
  })
})

it('between two close numbers there are many, too', () => {
  const drawn = Array.from({ length: 1000 }, (_, k) => between(1e-6, 5e-6)(k, 0))
  expect(new Set(drawn).size).toBeGreaterThan(900)
  expect(drawn.every((value) => value >= 1e-6 && value <= 5e-6)).toBe(true)
})

describe('awayFrom', () => {
  const thousandth = fc.integer({ min: -2500, max: 2500 }).map((k) => k / 1000)
  const anywhere = fc.double({ min: -2.5, max: 2.5, noNaN: true })
  const kinks = fc.array(fc.oneof(thousandth, anywhere), { maxLength: 5 })
  const margin = fc.oneof(fc.constantFrom(0, 0.1, 0.5), fc.double({ min: 0, max: 1, noNaN: true }))

  test.prop([kinks, margin, code, place])('keeps its margin from every kink', (list, width, k, at) => {
    const value = awayFrom(list, width)(k, at)
    for (const kink of list) expect(Math.abs(value - kink)).toBeGreaterThanOrEqual(width)
  })

  test.prop([kinks, code, place])('is smooth where no kink is near', (list, k, at) => {
    const value = smooth(k, at)
    fc.pre(list.every((kink) => Math.abs(value - kink) >= 0.1))
    expect(awayFrom(list)(k, at)).toBe(value)
  })

  it('goes past kinks that leave no room between them', () => {
    const codes = Array.from({ length: 4001 }, (_, k) => k)
    for (const list of [
      [0, 0.15],
      [0, 0.25],
      [0.25, 0],
      [-0.2, -0.1, 0, 0.1, 0.2],
    ]) {
      const values = codes.map((k) => awayFrom(list)(k, 0))
      expect(values.every((value) => list.every((kink) => Math.abs(value - kink) >= 0.1))).toBe(true)
    }
  })
})

describe('numbers that are equal', () => {
  test.prop([fc.array(code, { minLength: 4, maxLength: 10 })])('ties: two of four are', (codes) => {
    const values = codes.map((k, at) => ties(k, at))
    expect(values.every((value) => [0.5, -1.5, 2].includes(value))).toBe(true)
    expect(new Set(values).size).toBeLessThan(values.length)
  })

  const kinks = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 4 })

  test.prop([kinks, fc.nat(1000), place])('onKinks: every other number is a kink, and each occurs', (list, k, at) => {
    const period = Array.from({ length: 2 * list.length }, (_, i) => onKinks(list)(k + i, at))
    expect(period.filter((value) => list.includes(value)).length).toBeGreaterThanOrEqual(list.length)
    for (const kink of list) expect(period).toContain(kink)
    const generic = Array.from({ length: 2 }, (_, i) => onKinks(list)(k + i, at) === smooth(k + i, at))
    expect(generic).toContain(true)
  })

  test.prop([code, place])('flag: 0 or 1', (k, at) => {
    expect([0, 1]).toContain(flag(k, at))
  })
})

describe('special', () => {
  const codes = Array.from({ length: 244_061 }, (_, k) => k)
  const values = codes.map((k) => special(k, 0))

  it('is what usually is forgotten, once in four times', () => {
    const unusual = codes.filter((k) => values[k] !== smooth(k, 0))
    expect(unusual.length / codes.length).toBeCloseTo(0.25, 2)
    for (const value of [1, -1, 1e8, -1e8, 2 ** -1040, 1e-30, 1e15]) expect(values).toContain(value)
    for (const zero of [0, -0]) expect(values.some((value) => Object.is(value, zero))).toBe(true)
  })

  it('is infinite or NaN once in a while', () => {
    const share = values.filter((value) => !Number.isFinite(value)).length / values.length
    expect(share).toBeGreaterThan(0.002)
    expect(share).toBeLessThan(0.01)
    expect(values.some(Number.isNaN)).toBe(true)
    for (const value of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) expect(values).toContain(value)
  })
})
