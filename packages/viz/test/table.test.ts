import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { table } from '../src/index.ts'
import { number, text } from './arbitraries.ts'

const plain = { color: false }

test('numbers stand right with the same decimals, all else left', () => {
  const rows = [
    { layer: 'fc1', parameters: 75, loss: 0.6789 },
    { layer: 'output', parameters: 1300, loss: 0.5 },
    { layer: null, loss: 12 },
  ]
  expect(table(rows, plain).split('\n')).toEqual([
    'layer   parameters     loss',
    '──────  ──────────  ───────',
    'fc1             75   0.6789',
    'output        1300   0.5000',
    '                    12.0000',
  ])
})

test('no wrong digit is shown: safe integers are whole, very small and very large numbers keep four digits', () => {
  const values = [1.23456e-9, -1.23456e20, 1e20, 2 ** 53, Number.MAX_VALUE, Number.NaN, Number.MAX_SAFE_INTEGER]
  const cells = ['1.235e-9', '-1.235e+20', '1e+20', '9.007e+15', '1.798e+308', 'NaN', '9007199254740991']
  const rows = table(values.map((a) => ({ a })), plain).split('\n') // biome-ignore format: one line
  expect(rows.slice(2)).toEqual(cells.map((cell) => cell.padStart(16)))
})

test('no line is wider than asked or ends with a space, and colour changes no character', () => {
  const cell = fc.oneof(text, number, fc.boolean(), fc.constant(null))
  const rows = fc.array(fc.dictionary(text, cell, { minKeys: 1, maxKeys: 4 }), { minLength: 1, maxLength: 3 })
  fc.assert(
    fc.property(rows, fc.integer({ min: 40, max: 100 }), (data, width) => {
      const drawing = table(data, { width, color: false })
      for (const line of drawing.split('\n')) {
        expect(stringWidth(line)).toBeLessThanOrEqual(width)
        expect(line).toBe(line.trimEnd())
      }
      expect(drawing).not.toMatch(/[^\P{Cc}\n]/u)
      expect(stripVTControlCharacters(table(data, { width, color: true }))).toBe(drawing)
    }),
  )
})

test('a wide column is cut, not a narrow one', () => {
  expect(table([{ name: 'a very long name of a layer', n: 1000 }], { width: 16, color: false })).toBe(
    'name           n\n──────────  ────\na very lo…  1000',
  )
})

test('what cannot be a table is an error', () => {
  expect(() => table([])).toThrow(new RangeError('table: there are no cells; give at least one row with one column.'))
  expect(() => table([{ a: 1, b: 2 }], { width: 3 })).toThrow(RangeError)
  expect(() => table({ a: 1 } as never)).toThrow('table: give a list of rows')
  expect(() => table([{ a: 1 }, null] as never)).toThrow(
    new TypeError('table: row 1 is null; give an object, such as { layer: "fc1", parameters: 75 }.'),
  )
  // @ts-expect-error a misspelt option
  expect(() => table([{ a: 1 }], { colour: true })).toThrow(/unknown option "colour"/)
})
