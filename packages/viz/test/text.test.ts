import fc from 'fast-check'
import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { fit, layOut, oneLine, padEnd, padStart, wrap } from '../src/text.ts'
import { text } from './arbitraries.ts'

test('oneLine leaves no control character and no lone surrogate', () => {
  fc.assert(
    fc.property(text, (any) => {
      expect(oneLine(any)).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|^\s|\s$/u)
    }),
  )
})

test('fit keeps a text that fits, and cuts any other to the width', () => {
  expect(fit('train', 5)).toBe('train')
  expect(fit('training', 5)).toBe('trai…')
  expect(fit('漢字漢字', 5)).toBe('漢字…')
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 20 }), (any, width) => {
      expect(stringWidth(fit(any, width))).toBeLessThanOrEqual(width)
    }),
  )
})

test('padding counts columns, not characters', () => {
  expect(padStart('漢', 4)).toBe('  漢')
  expect(padEnd('漢', 4)).toBe('漢  ')
  expect(padEnd('long', 2)).toBe('long')
})

test('lines hold all items in their order, and no line is too wide', () => {
  expect(layOut(['aa', 'bb', 'cc'], 7, 3)).toEqual([['aa', 'bb'], ['cc']])
  expect(wrap('the first at x = 17', 12)).toEqual(['the first at', 'x = 17'])
  const words = fc.array(fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 9 }))
  fc.assert(
    fc.property(words, fc.integer({ min: 9, max: 30 }), (items, width) => {
      const lines = layOut(items, width, 2)
      expect(lines.flat()).toEqual(items)
      for (const line of lines) expect(line.join('  ').length).toBeLessThanOrEqual(width)
    }),
  )
})
