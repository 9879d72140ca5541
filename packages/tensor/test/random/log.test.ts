import { readFileSync } from 'node:fs'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { fma, log } from '../../src/random/log.ts'

const reference: { x: number[]; log: number[] } = JSON.parse(
  readFileSync(new URL('../reference/log.json', import.meta.url), 'utf8'),
)

const unit = fc.double({ min: 2 ** -104, max: 1, maxExcluded: true, noNaN: true })
const integer = fc.maxSafeInteger()

describe('log', () => {
  it("is glibc's, also where another double is nearer to the logarithm", () => {
    const wrong = reference.x.filter((x, i) => log(x) !== reference.log[i])
    expect(wrong).toEqual([])
  })

  test.prop([unit])('is within 2 ulp of Math.log, each being within 1 ulp of the logarithm', (x) => {
    const expected = Math.log(x)
    expect(Math.abs(log(x) - expected)).toBeLessThanOrEqual(2 ** -51 * Math.abs(expected))
  })
})

describe('fma', () => {
  /** `Number` rounds an integer of any length once, to the nearest double and half way to the even one. */
  const exact = (a: number, b: number, c: number) => Number(BigInt(a) * BigInt(b) + BigInt(c))

  test.prop([integer, integer, integer, fc.integer({ min: 0, max: 110 })])('rounds once', (a, b, c, shift) => {
    expect(fma(a, b, c * 2 ** shift)).toBe(exact(a, b, c * 2 ** shift))
  })

  test.prop([integer, integer])('gives the rounding error of a product', (a, b) => {
    expect(fma(a, b, -(a * b))).toBe(exact(a, b, -(a * b)))
  })

  // (2^34 - 1)(2^34 + 1) is 1 less than 2^68, half the distance of the doubles above 2^121; rounding drops the 1.
  it.each([1, -1])('rounds once where the product and the sum would round to half way, sign %i', (sign) => {
    for (const c of [2 ** 121, 2 ** 121 + 2 ** 69, 2 ** 122 - 2 ** 69]) {
      for (const d of [c, -c]) {
        const b = sign * (2 ** 34 + 1)
        expect(fma(2 ** 34 - 1, b, d)).toBe(exact(2 ** 34 - 1, b, d))
      }
    }
  })
})
