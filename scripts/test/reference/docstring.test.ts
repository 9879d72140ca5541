import { expect, test } from 'vitest'
import { firstSentence, parseDocstring } from '../../reference/docstring.ts'

const comment = `*
 * The sum, e.g. of rows: all of it. More
 * of it.
 *
 *   y = a + b
 *     + c
 *
 * - one
 * - two
 *
 * @param a a number,
 *   or two
 * @param options.axis the axis
 * @returns the sum
 * @throws ShapeError when it does not fit
 * @example sum(1) // 1
 * @example
 * const x = 1
 * sum(x) // 1
 * @see Someone (2000)
 `

test('a docstring falls into prose, formulas, lists and tags', () => {
  expect(parseDocstring(comment)).toEqual({
    blocks: [
      { kind: 'prose', text: 'The sum, e.g. of rows: all of it. More\nof it.' },
      { kind: 'formula', text: 'y = a + b\n  + c' },
      { kind: 'list', text: '- one\n- two' },
    ],
    params: [
      { name: 'a', text: 'a number, or two' },
      { name: 'options.axis', text: 'the axis' },
    ],
    returns: 'the sum',
    throws: ['ShapeError when it does not fit'],
    examples: ['sum(1) // 1', 'const x = 1\nsum(x) // 1'],
    see: ['Someone (2000)'],
  })
})

test('of one line', () => {
  expect(parseDocstring('* The sum. ').blocks).toEqual([{ kind: 'prose', text: 'The sum.' }])
})

test('a list shows its first sentence, and of a long one what stands before the colon', () => {
  const first = (text: string): string => firstSentence(parseDocstring(`* ${text} `))
  expect(first('The sign: -1, 0 or 1. More.')).toBe('The sign: -1, 0 or 1.')
  expect(first('The sign')).toBe('The sign')
  expect(first(`The sum of everything: ${'and more '.repeat(20)}.`)).toBe('The sum of everything.')
})
