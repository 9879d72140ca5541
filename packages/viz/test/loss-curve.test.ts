import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { lossCurve } from '../src/index.ts'
import { number, series, text } from './arbitraries.ts'

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

/** The rows of the plot, without what stands left of the axis. */
const plot = (drawing: string): string[] =>
  drawing
    .split('\n')
    .filter((line) => /[│┤]/.test(line))
    .map((line) => line.replace(/^.*?[│┤]/, ''))

/** The row of the only thing in a column, or undefined. */
const rowIn = (rows: readonly string[], column: number): number | undefined => {
  const filled = rows.flatMap((row, i) => ((row[column] ?? ' ') === ' ' ? [] : [i]))
  return filled[0]
}

const options = fc.record(
  {
    title: text,
    xLabel: text,
    yLabel: text,
    width: fc.integer({ min: 24, max: 120 }),
    height: fc.integer({ min: 4, max: 20 }),
    logY: fc.boolean(),
  },
  { requiredKeys: ['width'] },
)

test('no line is wider than asked or ends with a space, and without colour there is no escape code', () => {
  fc.assert(
    fc.property(series, options, (data, asked) => {
      const drawing = lossCurve(data, { ...asked, color: false })
      for (const line of drawing.split('\n')) {
        expect(stringWidth(line)).toBeLessThanOrEqual(asked.width)
        expect(line).toBe(line.trimEnd())
      }
      expect(drawing).not.toMatch(/[^\P{Cc}\n]/u)
    }),
  )
})

test('colour changes no character of a single curve', () => {
  fc.assert(
    fc.property(fc.array(number, { minLength: 1 }), options, (values, asked) => {
      const data = [{ name: 'a', x: [...range(values.length), values.length], y: [...values, 1] }]
      const plain = lossCurve(data, { ...asked, color: false })
      const painted = lossCurve(data, { ...asked, color: true })
      expect(stripVTControlCharacters(painted)).toBe(plain)
      expect(painted).not.toBe(plain)
    }),
  )
})

test('the width and height asked for are used', () => {
  const data = [{ name: 'a', x: range(50), y: range(50) }]
  fc.assert(
    fc.property(fc.integer({ min: 24, max: 120 }), fc.integer({ min: 4, max: 30 }), (width, height) => {
      const drawing = lossCurve(data, { width, height, color: false })
      expect(plot(drawing)).toHaveLength(height)
      expect(Math.max(...drawing.split('\n').map((line) => stringWidth(line)))).toBe(width)
    }),
  )
})

test('up is up and right is right', () => {
  const rows = plot(lossCurve([{ name: 'a', x: range(100), y: range(100) }], { color: false, height: 10 }))
  const columns = Math.max(...rows.map((row) => row.length))
  const heights = range(columns).map((column) => rowIn(rows, column) ?? Number.NaN)
  expect(heights[0]).toBe(9)
  expect(heights.at(-1)).toBe(0)
  expect(heights).toEqual([...heights].sort((a, b) => b - a))
})

test('points are joined', () => {
  const rows = plot(lossCurve([{ name: 'a', x: [0, 1], y: [0, 1] }], { color: false }))
  const columns = Math.max(...rows.map((row) => row.length))
  for (const column of range(columns)) expect(rowIn(rows, column)).toBeDefined()
})

test('a tick stands at its value, on both axes', () => {
  const y = range(101).map((i) => (i === 99 ? 0 : i === 100 ? 1 : i === 40 ? 0.2 : 0.6))
  const lines = lossCurve([{ name: 'a', x: range(101), y }], { color: false }).split('\n')
  const level = lines.find((line) => line.startsWith('0.6'))
  expect(level?.match(/[\u2801-\u28ff]{20}/)).not.toBeNull()
  const dip = lines.find((line) => line.startsWith('0.2'))?.search(/[\u2801-\u28ff]/) ?? -9
  const [axis = '', labels = ''] = lines.slice(-2)
  expect(Math.abs(dip - labels.search(/(?<= )40(?= |$)/))).toBeLessThanOrEqual(1)
  expect(axis.slice(dip - 1, dip + 2)).toContain('┬')
})

test('a power is a straight line on a logarithmic axis only', () => {
  const data = [{ name: 'a', x: range(101), y: range(101).map((i) => 10 ** (-i / 25)) }]
  const middle = (logY: boolean): number => {
    const rows = plot(lossCurve(data, { color: false, logY, height: 21 }))
    return rowIn(rows, Math.floor(Math.max(...rows.map((row) => row.length)) / 2)) ?? Number.NaN
  }
  expect(Math.abs(middle(true) - 10)).toBeLessThanOrEqual(1)
  expect(middle(false)).toBeGreaterThan(17)
})

test('a gap stays empty and is mentioned', () => {
  const y = range(100).map((i) => (i >= 40 && i < 60 ? Number.NaN : 1))
  const drawing = lossCurve([{ name: 'train', x: range(100), y }], { color: false })
  const [row = ''] = plot(drawing).filter((line) => line.trim() !== '')
  expect(row[Math.floor(row.length / 2)]).toBe(' ')
  expect(row.trim()).toMatch(/^[^ ]+ {10,}[^ ]+$/)
  expect(drawing).toContain('train: left out 20 NaN, the first at x = 40')
})

test('a lone point is a mark, wherever it stands, in colour too, and no line covers it', () => {
  const line = { name: 'line', x: range(101), y: range(101).map(() => 1) }
  for (const at of range(101)) {
    const only = plot(lossCurve([{ name: 'only', x: [at], y: [1] }], { color: false }))
    expect(only.join('').trim()).toBe('●')
    const lone = { ...line, y: line.y.map((y, i) => (i === at ? y : Number.NaN)) }
    for (const color of [false, true]) {
      const rows = plot(lossCurve([lone, line], { color }))
      expect(rows.join('').split('●')).toHaveLength(2)
    }
  }
})

test('the shortest curve has the mark that the legend promises', () => {
  for (const at of range(99)) {
    const short = { name: 'short', x: [at, at + 1], y: [0, 0] }
    const rows = plot(lossCurve([short, { name: 'long', x: range(101), y: range(101).map(() => 1) }], { color: false }))
    expect(rows.join('').split('●')).toHaveLength(2)
  }
})

test('the ticks of epochs are whole', () => {
  const drawing = lossCurve([{ name: 'a', x: [1, 2, 3], y: [3, 1, 2] }], { color: false })
  expect(drawing.split('\n').at(-1)?.trim()).toMatch(/^1 +2 +3$/)
})

test('several curves have a legend: marks without colour, colours with', () => {
  const data = [
    { name: 'train', x: range(100), y: range(100) },
    { name: 'test', x: range(100), y: range(100).map((i) => 100 - i) },
  ]
  const plain = lossCurve(data, { color: false })
  expect(plain.split('\n').at(-1)).toBe('⠒●⠒ train   ⠒○⠒ test')
  for (const mark of ['●', '○']) expect(plot(plain).join('').split(mark).length).toBeGreaterThan(3)
  const painted = lossCurve(data, { color: true }).split('\n').at(-1)
  expect(painted).toBe('\u001b[36m━━\u001b[39m train   \u001b[35m━━\u001b[39m test')
  expect(lossCurve(data.slice(0, 1), { color: false })).not.toContain('train')
})

test('an unknown option and an empty plot are errors', () => {
  // @ts-expect-error a misspelt option
  expect(() => lossCurve([{ name: 'a', x: [1], y: [1] }], { colour: true })).toThrow(/unknown option "colour"/)
  expect(() => lossCurve([])).toThrow(RangeError)
  expect(() => lossCurve([{ name: 'a', x: [1], y: [0] }], { logY: true })).toThrow(/not positive/)
})
