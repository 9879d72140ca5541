import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lossCurveSvg, type Series } from '../src/index.ts'
import { series, text } from './arbitraries.ts'
import { type Element, parse, places } from './xml.ts'

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

/** The paths of the curves, without the strokes of the legend. */
const curves = (document: string): Element[] =>
  parse(document).filter(({ attributes }) => /^curve/.test(attributes.class ?? '') && !attributes['stroke-width'])

const points = (document: string): (readonly [number, number])[] =>
  curves(document).flatMap(({ attributes }) => places(attributes.d ?? ''))

const options = fc.record(
  {
    title: text,
    xLabel: text,
    yLabel: text,
    width: fc.integer({ min: 160, max: 900 }),
    height: fc.integer({ min: 160, max: 600 }),
    logY: fc.boolean(),
  },
  { requiredKeys: ['width', 'height'] },
)

test('any data and any texts give well-formed XML with every point inside', () => {
  fc.assert(
    fc.property(series, options, (data, asked) => {
      const document = lossCurveSvg(data, asked)
      const inside = points(document)
      const height = Number(parse(document)[0]?.attributes.height)
      expect(height).toBeGreaterThanOrEqual(asked.height)
      expect(inside.length).toBeGreaterThan(0)
      for (const [x, y] of inside) {
        expect(x).toBeGreaterThanOrEqual(0)
        expect(x).toBeLessThanOrEqual(asked.width)
        expect(y).toBeGreaterThanOrEqual(0)
        expect(y).toBeLessThanOrEqual(height)
      }
      expect(document).not.toMatch(/"[^"<]*(NaN|Infinity)[^"<]*"/)
    }),
  )
})

test('up is up, right is right, and equal steps are equal', () => {
  const [a, b, c] = points(lossCurveSvg([{ name: 'a', x: [0, 1, 2], y: [10, 20, 40] }]))
  if (!a || !b || !c) throw new Error('three points were expected')
  expect(b[0] - a[0]).toBeCloseTo(c[0] - b[0], 1)
  expect(a[1] - b[1]).toBeGreaterThan(0)
  expect((b[1] - c[1]) / (a[1] - b[1])).toBeCloseTo(2, 1)
})

test('the logarithmic axis makes equal factors equal steps', () => {
  const [a, b, c] = points(lossCurveSvg([{ name: 'a', x: [0, 1, 2], y: [1, 10, 100] }], { logY: true }))
  if (!a || !b || !c) throw new Error('three points were expected')
  expect(a[1] - b[1]).toBeCloseTo(b[1] - c[1], 1)
})

test('one spike among 10,000 points is never lost, up or down, and the file is small', () => {
  const x = range(10_000)
  const heights = (at: number, spike: number): [number, number] => {
    const y = x.map((i) => (i === at ? spike : (i % 2) - 0.5))
    const all = points(lossCurveSvg([{ name: 'a', x, y }])).map(([, height]) => height)
    return [Math.min(...all), Math.max(...all)]
  }
  const [up, down] = [heights(0, 1), heights(0, -1)]
  fc.assert(
    fc.property(fc.nat(9999), (place) => {
      expect(heights(place, 1)).toEqual(up)
      expect(heights(place, -1)).toEqual(down)
    }),
    { numRuns: 20 },
  )
  expect(up[1] - up[0]).toBeGreaterThan(200)
  expect(lossCurveSvg([{ name: 'noise', x, y: x.map((i) => Math.sin(i * i)) }]).length).toBeLessThan(60_000)
})

test('a gap starts a new stroke, and a lone point is a dot', () => {
  const y = [1, 2, Number.NaN, 3, Number.NaN, 1, 2]
  const document = lossCurveSvg([{ name: 'train', x: range(7), y }])
  expect(curves(document)[0]?.attributes.d).toMatch(/^M[^M]+L[^M]+M[^MLh]+h0M[^M]+L[^M]+$/)
  expect(parse(document).some(({ text }) => text === 'train: left out 2 NaN, the first at x = 2')).toBe(true)
})

test('only several curves have a legend', () => {
  const data = [
    { name: 'train', x: [1, 2], y: [1, 2] },
    { name: 'test', x: [1, 2], y: [2, 3] },
  ]
  const names = (document: string): string[] =>
    parse(document).flatMap(({ name, text }) => (name === 'text' ? [text] : []))
  expect(names(lossCurveSvg(data))).toEqual(expect.arrayContaining(['train', 'test']))
  expect(names(lossCurveSvg(data.slice(0, 1)))).not.toContain('train')
})

test('a figure without room for its plot grows, and up stays up', () => {
  const named = (count: number): Series[] =>
    range(count).map((i) => ({ name: `${i} ${'long '.repeat(20)}`, x: [0, 1, 2, 3], y: [1, Number.NaN, 0, 2] }))
  const heightOf = (document: string): number => Number(parse(document)[0]?.attributes.height)
  const small = { title: 'Loss', xLabel: 'epoch', yLabel: 'loss', width: 160, height: 160 }
  for (const document of [lossCurveSvg(named(2), small), lossCurveSvg(named(20))]) {
    const [, low = [0, 0], high = [0, 0]] = points(document)
    expect(low[1] - high[1]).toBeGreaterThan(40)
    expect(low[1]).toBeLessThan(heightOf(document))
  }
  expect(heightOf(lossCurveSvg(named(1)))).toBe(400)
})

test('the description tells the numbers', () => {
  const document = lossCurveSvg([{ name: 'train', x: [1, 200], y: [0.7, 0.05] }], { xLabel: 'epoch', yLabel: 'loss' })
  expect(parse(document).find(({ name }) => name === 'desc')?.text).toBe(
    'loss from 0.05 to 0.7 over epoch from 1 to 200: train goes from 0.7 to 0.05.',
  )
})

test('an unknown option is an error, and so is the colour of a terminal', () => {
  // @ts-expect-error an SVG document has its colours
  expect(() => lossCurveSvg([{ name: 'a', x: [1], y: [1] }], { color: true })).toThrow(
    /lossCurveSvg: unknown option "color"/,
  )
})
