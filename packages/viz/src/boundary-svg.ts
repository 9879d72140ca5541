import { scaleLinear } from 'd3-scale'
import { linearAxis } from './axis.ts'
import type { DecisionBoundaryOptions } from './boundary.ts'
import { type BoundaryData, type Classified, type Field, type Place, prepare } from './boundary-data.ts'
import { checkOptions } from './options.ts'
import {
  across,
  axes,
  bottomAxis,
  down,
  figure,
  type Key,
  labelRoom,
  legend,
  type Plot,
  round,
  textElement,
  titleElement,
} from './svg.ts'

export interface DecisionBoundarySvgOptions extends Omit<DecisionBoundaryOptions, 'width' | 'height' | 'color'> {
  /** Pixels, at least 240; 640 when left out. */
  readonly width?: number
  /** Pixels, at least 200; 480 when left out. */
  readonly height?: number
}

const LEVELS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
/** Side of a sampled cell in pixels. */
const CELL = 6
/** Room for the scale of probabilities, right of the plot. */
const BAR = 62

/** Rules for the bands from class 0 to class 1, the boundary and the points. */
function rules(
  bands: readonly [string, string, string],
  inks: readonly [string, string],
  line: string,
  halo: string,
): string {
  const color = scaleLinear<string>().domain([0, 4.5, 9]).range(bands)
  const fills = Array.from({ length: LEVELS.length + 1 }, (_, i) => `.adjoint .band${i}{fill:${hex(color(i))}}\n`)
  const points = inks.map(
    (ink, i) => `.adjoint .class${i}{fill:${ink};stroke:${halo}}\n.adjoint .wrong${i}{stroke:${ink}}\n`,
  )
  return `${fills.join('')}${points.join('')}.adjoint .boundary{stroke:${line}}\n.adjoint .halo{stroke:${halo}}\n`
}

const hex = (rgb: string): string =>
  `#${(rgb.match(/\d+/g) ?? []).map((part) => Number(part).toString(16).padStart(2, '0')).join('')}`

const LIGHT = /* @__PURE__ */ rules(['#8ab6f0', '#f7f5f0', '#f7b27a'], ['#1750ac', '#b54708'], '#1f2328', '#fff')
const DARK = /* @__PURE__ */ rules(['#1c4680', '#171b21', '#84461a'], ['#8ec1ff', '#ffb77a'], '#f0f6fc', '#0d1117')

/**
 * Draws what a classifier makes of the plane as an SVG document, for a light or a dark page: filled contours of the
 * probability of class 1 at 0.1, 0.2, ... 0.9, the boundary at 0.5, the points (class 0 round, class 1 square), and a cross
 * for each that is misclassified.
 *
 * @param data points, their classes (0 or 1), and the probability of class 1 anywhere
 * @throws RangeError when there are no points, a class is not 0 or 1, or `predict` gives anything but one probability for
 * each point; TypeError for other data, or an unknown option
 * @example
 * const predict = (at: readonly (readonly [number, number])[]) => at.map(([x, y]) => 1 / (1 + Math.exp(-x - y)))
 * decisionBoundarySvg({ points: [[-1, -1], [1, 1]], labels: [0, 1], predict }, { title: 'Two points' }) // '<svg ...'
 */
export function decisionBoundarySvg(data: BoundaryData, options: DecisionBoundarySvgOptions = {}): string {
  checkOptions('decisionBoundarySvg', options, {
    title: 'string',
    width: { least: 240 },
    height: { least: 200 },
    xLabel: 'string',
    yLabel: 'string',
  })
  const { title, width = 640, height = 480, xLabel, yLabel } = options
  const boundary = prepare('decisionBoundarySvg', data)
  const y = linearAxis(boundary.y, height / 70)
  const left = Math.max(28, labelRoom(y))
  const key = legend(keys(boundary.wrong, boundary.points.length), left, width - BAR - 16, title ? 48 : 24)
  const plot: Plot = {
    left,
    top: (title ? 40 : 16) + key.height + (yLabel ? 18 : 0),
    right: width - BAR,
    bottom: height - 28 - (xLabel ? 18 : 0),
  }
  const x = bottomAxis(boundary.x, plot)
  const columns = Math.ceil((plot.right - plot.left) / CELL)
  const rows = Math.ceil((plot.bottom - plot.top) / CELL)
  const total = `${boundary.wrong} of ${boundary.points.length} points misclassified`
  return figure({
    title: title ?? 'Decision boundary',
    description: `The probability of class 1 over ${xLabel ?? 'x'} and ${yLabel ?? 'y'}, with the boundary at 0.5; ${total}.`,
    width,
    height,
    style: { light: LIGHT, dark: DARK },
    body: [
      ...titleElement(title, plot, width),
      ...key.body,
      ...area(boundary.sample(columns, rows), plot, columns, rows),
      ...axes(plot, x, y, xLabel, yLabel),
      ...marks(boundary.points, (point) => [across(plot, x.at(point[0])), down(plot, y.at(point[1]))]),
      ...bar(plot),
    ],
  })
}

/** The bands and the boundary. An inner document cuts them at the edge of the plot; a clip path would need an id. */
function area(field: Field, plot: Plot, columns: number, rows: number): string[] {
  const width = plot.right - plot.left
  const height = plot.bottom - plot.top
  const place = ([x, y]: Place): string => `${round((x / columns) * width)},${round((y / rows) * height)}`
  const path = (level: number): string =>
    field
      .rings(level)
      .map((ring) => `M${simplify(ring).slice(0, -1).map(place).join('L')}Z`)
      .join('')
  return [
    `<svg x="${round(plot.left)}" y="${round(plot.top)}" width="${round(width)}" height="${round(height)}">`,
    '<rect class="band0" width="100%" height="100%"/>',
    ...LEVELS.map((level, i) => `<path class="band${i + 1}" d="${path(level)}"/>`),
    `<path class="boundary" fill="none" stroke-width="2" d="${path(0.5)}"/>`,
    '</svg>',
  ]
}

/** The ring without the places that lie within a hundredth of a cell of the line that joins their neighbours. */
function simplify(ring: readonly Place[]): Place[] {
  const kept: Place[] = []
  let start = 0
  for (let end = 1; end < ring.length; end++) {
    const [from, to] = [ring[start], ring[end]]
    if (kept.length === 0 && from) kept.push(from)
    const straight = from && to && ring.slice(start + 1, end).every((place) => distance(place, from, to) < 0.01)
    const corner = ring[end - 1]
    if (straight || !corner) continue
    kept.push(corner)
    start = end - 1
  }
  const last = ring.at(-1)
  return last ? [...kept, last] : kept
}

/** How far a place is from the line through two others. */
function distance([x, y]: Place, [x0, y0]: Place, [x1, y1]: Place): number {
  const [dx, dy] = [x1 - x0, y1 - y0]
  const length = Math.hypot(dx, dy)
  return length === 0 ? Math.hypot(x - x0, y - y0) : Math.abs(dx * (y - y0) - dy * (x - x0)) / length
}

/** The points by class, and the misclassified ones as crosses above all others. */
function marks(points: readonly Classified[], place: (point: Place) => Place): string[] {
  const right = points.filter(({ wrong }) => !wrong)
  const wrong = points.filter((one) => one.wrong)
  return [
    ...([0, 1] as const).map((label) => {
      const shapes = right.filter((one) => one.label === label).map(({ point }) => mark(label, ...place(point)))
      return `<g class="class${label}">${shapes.join('')}</g>`
    }),
    ...wrong.map(({ point, label }) => cross(label, ...place(point))),
  ]
}

const mark = (label: 0 | 1, x: number, y: number): string =>
  label === 0
    ? `<circle cx="${round(x)}" cy="${round(y)}" r="3.5"/>`
    : `<rect x="${round(x - 3)}" y="${round(y - 3)}" width="6" height="6"/>`

function cross(label: 0 | 1, x: number, y: number): string {
  const d = `M${round(x - 4)},${round(y - 4)}l8,8m0,-8l-8,8`
  return `<path class="halo" stroke-width="5" d="${d}"/><path class="wrong${label}" stroke-width="2.25" d="${d}"/>`
}

const keys = (wrong: number, total: number): Key[] => [
  ...([0, 1] as const).map((label) => ({
    shape: (x: number, y: number) => `<g class="class${label}">${mark(label, x + 8, y)}</g>`,
    text: `class ${label}`,
  })),
  {
    shape: (x, y) => `<path class="boundary" stroke-width="2.25" d="M${round(x + 4)},${y - 4}l8,8m0,-8l-8,8"/>`,
    text: `misclassified: ${wrong} of ${total}`,
  },
]

/** The scale of probabilities, right of the plot. */
function bar(plot: Plot): string[] {
  const step = (plot.bottom - plot.top) / (LEVELS.length + 1)
  const x = plot.right + 14
  const bands = Array.from(
    { length: LEVELS.length + 1 },
    (_, i) =>
      `<rect class="band${i}" x="${round(x)}" y="${round(plot.bottom - (i + 1) * step)}" width="12" height="${round(step)}"/>`,
  )
  const ticks = [0, 0.5, 1].map((p) => textElement(x + 17, down(plot, p) + 4, String(p), 30))
  const boundary = `<path class="boundary" stroke-width="2" d="M${round(x)},${round(down(plot, 0.5))}h12"/>`
  return [
    ...bands,
    boundary,
    ...ticks,
    textElement(plot.right + BAR - 8, plot.top - 10, 'P(class 1)', 70, ' text-anchor="end"'),
  ]
}
