import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { latexNumeral, numeral } from '../../beside-the-article/numerals.ts'

describe('numbers', () => {
  test('are written with four digits', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e300, max: 1e300, noNaN: true }), (x) => {
        const shown = Number(numeral(x))
        expect(Math.abs(shown - x)).toBeLessThanOrEqual(0.5001e-3 * Math.abs(x)) // half of the fourth digit, at 1.000
        expect(numeral(x).length).toBeLessThanOrEqual(11)
        const tex = latexNumeral(x).replace(/(?: \\cdot |^)10\^\{(.*)\}/, (all, power) => (all.startsWith(' ') ? `e${power}` : `1e${power}`)) // biome-ignore format: one line
        expect(Number(tex)).toBe(shown)
      }),
    )
  })

  test.each([
    [0, '0'],
    [-0, '0'],
    [0.1 + 0.2, '0.3'],
    [-1.23456, '-1.235'],
    [9.8e-5, '9.8e-5'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
  ])('%d is %s', (x, text) => {
    expect(numeral(x)).toBe(text)
  })
})
