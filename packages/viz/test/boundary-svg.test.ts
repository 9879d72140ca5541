import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decisionBoundarySvg } from '../src/index.ts'
import { text } from './arbitraries.ts'
import { parse, places, withClass } from './xml.ts'

type Places = readonly (readonly [number, number])[]

const coordinate = fc.oneof(
  fc.double({ min: -5, max: 5, noNaN: true }),
  fc.double({ min: -1e300, max: 1e300, noNaN: true }),
)
const labelled = fc.array(fc.tuple(fc.tuple(coordinate, coordinate), fc.nat(1)), { minLength: 1, maxLength: 30 })
const options = fc.record(
  {
    title: text,
    xLabel: text,
    yLabel: text,
    width: fc.integer({ min: 240, max: 700 }),
    height: fc.integer({ min: 200, max: 500 }),
  },
  { requiredKeys: ['width', 'height'] },
)
const sigmoid = (places: Places): number[] => places.map(([x, y]) => 1 / (1 + Math.exp(-x - y)))
const corners: Places = [
  [-1, -1],
  [1, 1],
  [1, -1],
  [-1, 1],
]

/** The centres of the points: circles, squares, crosses. */
const marks = (document: string): (readonly [number, number])[] => {
  const elements = parse(document)
  const inPlot = elements.slice(elements.findIndex(({ name }, i) => i > 0 && name === 'svg'))
  return inPlot.flatMap(({ name, attributes }) => {
    if (name === 'circle') return [[Number(attributes.cx), Number(attributes.cy)] as const]
    if (name === 'rect' && attributes.width === '6')
      return [[Number(attributes.x) + 3, Number(attributes.y) + 3] as const]
    if (!/^wrong/.test(attributes.class ?? '')) return []
    return places(attributes.d ?? '')
      .slice(0, 1)
      .map(([x, y]) => [x + 4, y + 4] as const)
  })
}

/** The ring round class 1, which leaves the plot where the boundary does, and the size of the plot. */
function boundaryLine(document: string): { width: number; height: number; line: (readonly [number, number])[] } {
  const elements = parse(document)
  const plot = elements.find(({ name }, i) => i > 0 && name === 'svg')?.attributes
  const [width, height] = [Number(plot?.width), Number(plot?.height)]
  const path = withClass(elements, 'boundary').find(({ attributes }) => attributes.fill === 'none')?.attributes.d ?? ''
  return { width, height, line: places(path) }
}

/** The area of a ring, by the shoelace formula. */
const areaOf = (ring: Places): number =>
  Math.abs(
    ring.reduce((sum, [x, y], i) => {
      const [nextX, nextY] = ring[(i + 1) % ring.length] ?? [x, y]
      return sum + (x * nextY - nextX * y) / 2
    }, 0),
  )

test('any points and any texts give well-formed XML with every point inside', () => {
  fc.assert(
    fc.property(labelled, options, (data, asked) => {
      const points = data.map(([point]) => point)
      const document = decisionBoundarySvg({ points, labels: data.map(([, label]) => label), predict: sigmoid }, asked)
      const inside = marks(document)
      expect(inside).toHaveLength(points.length)
      for (const [x, y] of inside) {
        expect(x).toBeGreaterThan(0)
        expect(x).toBeLessThan(asked.width)
        expect(y).toBeGreaterThan(0)
        expect(y).toBeLessThan(asked.height)
      }
      expect(document).not.toMatch(/"[^"<]*(NaN|Infinity)[^"<]*"/)
    }),
    { numRuns: 40 },
  )
})

test('points stand where they are', () => {
  const document = decisionBoundarySvg({ points: corners.slice(0, 2), labels: [0, 1], predict: sigmoid })
  const [zero, one] = marks(document)
  if (!zero || !one) throw new Error('two marks were expected')
  expect(one[0]).toBeGreaterThan(zero[0])
  expect(one[1]).toBeLessThan(zero[1])
})

test('the boundary of x + y = 0 is one straight diagonal', () => {
  const document = decisionBoundarySvg({ points: corners, labels: [0, 1, 1, 0], predict: sigmoid })
  const { width, height, line } = boundaryLine(document)
  // Two ends outside the plot and nothing between: all other corners of the ring are far from the diagonal.
  const ends = line.filter(([x, y]) => Math.abs(x / width - y / height) < 0.002).sort(([a], [b]) => a - b)
  expect(ends).toHaveLength(2)
  expect(ends[0]?.[0]).toBeLessThanOrEqual(0)
  expect(ends[1]?.[0]).toBeGreaterThanOrEqual(width)
})

test('a curved boundary keeps its shape', () => {
  const inCircle = (at: Places): number[] => at.map(([x, y]) => 1 / (1 + Math.exp(4 * (x * x + y * y - 0.64))))
  const document = decisionBoundarySvg({ points: corners, labels: [0, 0, 0, 0], predict: inCircle })
  const { width, height, line } = boundaryLine(document)
  // The plot shows -1.12 to 1.12 on both axes.
  const radius = ([x, y]: readonly [number, number]): number =>
    Math.hypot((x / width) * 2.24 - 1.12, (y / height) * 2.24 - 1.12)
  for (const [i, place] of line.entries()) {
    const next = line[(i + 1) % line.length] ?? place
    expect(radius(place)).toBeCloseTo(0.8, 2)
    expect(radius([(place[0] + next[0]) / 2, (place[1] + next[1]) / 2])).toBeCloseTo(0.8, 2)
  }
})

test('ten bands: the surer the class 1, the smaller the filled area', () => {
  const steep = (at: Places): number[] => at.map(([x, y]) => 1 / (1 + Math.exp(-4 * (x + y))))
  const elements = parse(decisionBoundarySvg({ points: corners, labels: [0, 1, 1, 0], predict: steep }))
  const areas = Array.from({ length: 9 }, (_, i) =>
    areaOf(places(withClass(elements, `band${i + 1}`)[0]?.attributes.d ?? '')),
  )
  expect(areas.every((area, i) => i === 0 || (area > 0 && area < (areas[i - 1] ?? 0)))).toBe(true)
})

test('misclassified points are crosses in the colour of their class', () => {
  const document = decisionBoundarySvg({ points: corners.slice(0, 3), labels: [1, 1, 0], predict: sigmoid })
  const elements = parse(document)
  expect(withClass(elements, 'wrong1')).toHaveLength(1)
  expect(withClass(elements, 'wrong0')).toHaveLength(1)
  expect(elements.find(({ name }) => name === 'desc')?.text).toContain('2 of 3 points misclassified')
  expect(elements.some(({ text }) => text === 'misclassified: 2 of 3')).toBe(true)
})

test('two hundred points make a small file', () => {
  const points = Array.from({ length: 200 }, (_, i) => [Math.sin(i), Math.cos(i * i)] as const)
  const predict = (at: Places) => at.map(([x, y]) => 1 / (1 + Math.exp(-5 * (Math.sin(3 * x) - y))))
  expect(decisionBoundarySvg({ points, labels: points.map(() => 1), predict }).length).toBeLessThan(60_000)
})
