import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { decisionBoundary } from '../src/index.ts'
import { text } from './arbitraries.ts'

type Places = readonly (readonly [number, number])[]

const coordinate = fc.oneof(
  fc.double({ min: -5, max: 5, noNaN: true }),
  fc.double({ min: -1e300, max: 1e300, noNaN: true }),
  fc.constant(0),
)
const labelled = fc.array(fc.tuple(fc.tuple(coordinate, coordinate), fc.nat(1)), { minLength: 1, maxLength: 40 })
// plot() below finds the rows by their axis, which a label that holds the same character would imitate
const label = text.map((any) => any.replaceAll(/[│┤]/g, '|'))
const options = fc.record(
  {
    title: label,
    xLabel: label,
    yLabel: label,
    width: fc.integer({ min: 30, max: 120 }),
    height: fc.integer({ min: 4, max: 30 }),
  },
  { requiredKeys: ['width', 'height'] },
)
const leftIsOne = (places: Places): number[] => places.map(([x]) => (x < 0 ? 0.9 : 0.1))

const plot = (drawing: string): string[] =>
  drawing
    .split('\n')
    .filter((line) => /[│┤]/.test(line))
    .map((line) => line.replace(/^.*?[│┤]/, ''))

/** Where a glyph stands in the plot. */
const find = (drawing: string, glyph: string): { row: number; column: number }[] =>
  plot(drawing).flatMap((line, row) =>
    [...line].flatMap((character, column) => (character === glyph ? [{ row, column }] : [])),
  )

test('no line is wider than asked, and without colour there is no escape code and no space at an end', () => {
  fc.assert(
    fc.property(labelled, options, fc.boolean(), (data, asked, color) => {
      const points = data.map(([point]) => point)
      const labels = data.map(([, label]) => label)
      const drawing = decisionBoundary({ points, labels, predict: leftIsOne }, { ...asked, color })
      for (const line of drawing.split('\n')) {
        expect(stringWidth(line)).toBeLessThanOrEqual(asked.width)
        expect(line).toBe(line.trimEnd())
      }
      if (!color) expect(drawing).not.toMatch(/[^\P{Cc}\n]/u)
      expect(plot(stripVTControlCharacters(drawing))).toHaveLength(asked.height)
    }),
  )
})

test('every point stands where it is, in the glyph of its class, in both modes', () => {
  const points: Places = [
    [-2, 3],
    [2, 3],
    [-2, -3],
    [2, -3],
  ]
  for (const color of [false, true]) {
    const drawing = stripVTControlCharacters(
      decisionBoundary({ points, labels: [1, 0, 0, 0], predict: leftIsOne }, { color, width: 64, height: 24 }),
    )
    const [[one], zeros, [wrong]] = [find(drawing, '●'), find(drawing, '○'), find(drawing, '✕')]
    expect(zeros).toHaveLength(2)
    expect(one?.row).toBe(zeros[0]?.row)
    expect(one?.row).toBeLessThan(zeros[1]?.row ?? 0)
    expect(one?.column).toBeLessThan(zeros[0]?.column ?? 0)
    expect(wrong).toEqual({ row: zeros[1]?.row, column: one?.column })
    expect(drawing).toContain('✕ wrong: 1 of 4')
  }
})

test('a misclassified point is not hidden by others in its place', () => {
  const points: Places = [
    [-1, 0],
    [-1, 0],
    [-1, 0],
    [1, 0],
  ]
  const drawing = decisionBoundary({ points, labels: [1, 0, 1, 0], predict: leftIsOne }, { color: false })
  expect(find(drawing, '✕')).toHaveLength(1)
  expect(find(drawing, '●')).toHaveLength(0)
})

test('without colour, dots fill class 1 and a line runs between', () => {
  const points: Places = [
    [-1, -1],
    [1, 1],
  ]
  const drawing = decisionBoundary({ points, labels: [1, 0], predict: leftIsOne }, { color: false, width: 60 })
  const rows = plot(drawing)
  const middle = (60 - (drawing.split('\n')[0]?.search(/[│┤]/) ?? 0)) / 2
  for (const { column } of find(drawing, '·')) expect(column).toBeLessThan(middle)
  for (const row of rows) {
    const line = row.search(/[\u2801-\u28ff]/)
    expect(Math.abs(line - middle)).toBeLessThanOrEqual(2)
  }
})

test('with colour, the field goes from blue to orange and every cell is painted', () => {
  const points: Places = [
    [-1, -1],
    [1, 1],
  ]
  const steps = (places: Places) => places.map(([x]) => (x < 0 ? 0 : 1))
  const [first = ''] = decisionBoundary({ points, labels: [0, 1], predict: steps }, { color: true, width: 60 })
    .split('\n')
    .filter((line) => line.includes('│'))
  const blue = first.indexOf('38;5;75;48;5;75m')
  expect(blue).toBeGreaterThan(0)
  expect(first.indexOf('38;5;209;48;5;209m')).toBeGreaterThan(blue)
})

test('errors name the function', () => {
  expect(() => decisionBoundary({ points: [], labels: [], predict: leftIsOne })).toThrow(/^decisionBoundary: /)
  const data = { points: [[0, 0]] as Places, labels: [0], predict: leftIsOne }
  // @ts-expect-error an option of another function
  expect(() => decisionBoundary(data, { logY: true })).toThrow(/unknown option "logY"/)
})
