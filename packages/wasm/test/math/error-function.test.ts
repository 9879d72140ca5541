import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { erfOfNumber } from '../../src/index.ts'
import { errorOf, testAccuracy, testLaw, testValues } from './accuracy.ts'

const digits = 256n
/** 2 / sqrt(pi) */
const slope = (11283791670955125738961589031215451716881012586580n << digits) / 10n ** 49n

/** erf(x) by its power series, in integers so long that what cancels does no harm. */
function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x)
  if (Number.isNaN(x)) return x
  const fixed = BigInt(x * 2 ** 53 - ((x * 2 ** 53) % 1)) // what is cut off is too small to be seen in the square
  const square = (fixed * fixed) << (digits - 106n)
  let power = 1n << digits
  let sum = 0n
  for (let n = 0n; power !== 0n; n++) {
    const term = power / (2n * n + 1n)
    sum += n % 2n === 0n ? term : -term
    power = ((power * square) >> digits) / (n + 1n)
  }
  return x * (Number((sum * slope) >> (2n * digits - 64n)) / 2 ** 64)
}

testAccuracy('erf', erf, [[-4, 4], [-6, 6], [-1, 1], [3.9, 4], [5.9, 6]], { size: 300 }) // biome-ignore format: pairs

testValues('erf', [
  [0, 0],
  [-0, -0],
  [6, 1],
  [-6, -1],
  [1e30, 1],
  [Infinity, 1],
  [-Infinity, -1],
  [NaN, NaN],
])

testLaw('erf is odd, and not beyond 1', (evaluate, xs) => {
  const results = evaluate('erf', xs)
  expect(evaluate('erf', xs.map((x) => -x))).toEqual(results.map((y) => -y)) // biome-ignore format: one line
  expect(results.every((y) => !(Math.abs(y) > 1))).toBe(true)
})

describe('erfOfNumber', () => {
  test.prop([fc.oneof(fc.double({ min: -6, max: 6 }), fc.double())])('is within 2 ulp', (x) => {
    expect(errorOf('float64', erfOfNumber(x), erf(x))).toBeLessThanOrEqual(2)
  })

  it('has the special values', () => {
    expect([0, -0, 6, -6, 1e300, Infinity, -Infinity, NaN].map(erfOfNumber)).toEqual([0, -0, 1, -1, 1, 1, -1, NaN])
  })
})
