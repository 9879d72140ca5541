import fc from 'fast-check'
import type { Series } from '../src/index.ts'

/** Texts that try to break a layout, an escape or a parser. */
export const text: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom(
      'a',
      ' ',
      '\n',
      '\u001b[31m',
      '\u009b',
      '\ud800',
      '\udc00',
      '<',
      '&',
      ']]>',
      '"',
      '漢',
      '👩‍👩‍👧',
      'e\u0301',
      '\u0000',
      '━',
      '▀',
    ),
  }),
)

/** Any numbers, with a taste for the awkward ones. */
export const number: fc.Arbitrary<number> = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: -10, max: 10, noNaN: true }) },
  { weight: 2, arbitrary: fc.double() },
  fc.constantFrom(0, 1, 1e300, -1e300, 5e-324, Number.MAX_VALUE, Number.NaN, Number.POSITIVE_INFINITY),
)

const one: fc.Arbitrary<Series> = fc
  .tuple(text, fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 40 }))
  .map(([name, points]) => ({ name, x: points.map(([x]) => x), y: points.map(([, y]) => y) }))

/** Series with at least one point that can be drawn on any axis. */
export const series: fc.Arbitrary<Series[]> = fc
  .array(one, { maxLength: 4 })
  .map((all) => [...all, { name: 'last', x: [1], y: [0.5] }])
