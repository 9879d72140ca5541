import { linearAxis, logAxis } from './axis.ts'
import type { LossCurveOptions } from './loss-curve.ts'
import { checkOptions } from './options.ts'
import { type Curve, type Curves, type Point, prepare, type Series } from './series.ts'
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

export interface LossCurveSvgOptions extends Omit<LossCurveOptions, 'width' | 'height' | 'color'> {
  /** Pixels, at least 160; 640 when left out. */
  readonly width?: number
  /** Pixels, at least 160; 400 when left out. The figure is higher where else less than 48 would be left for the plot. */
  readonly height?: number
}

// Each has a contrast of at least 3 to 1 with its ground.
const LIGHT = ['#2563eb', '#d9480f', '#0f8a5f', '#9333ea', '#c2255c', '#5c677d']
const DARK = ['#6ea8fe', '#ff922b', '#38d9a9', '#c49bff', '#f783ac', '#adb5bd']

/** Pixels from top to bottom of the plot, at least. */
const LEAST_PLOT = 48

const rules = (inks: readonly string[]): string => inks.map((ink, i) => `.adjoint .curve${i}{stroke:${ink}}\n`).join('')

/**
 * Draws curves as an SVG document, for a light or a dark page.
 *
 * Points that cannot be drawn are gaps, as in {@link lossCurve}. Of the points in one column of pixels, the first, the last,
 * the lowest and the highest are kept: the picture stays the same and the file small. Where a long legend, or many notes on
 * gaps, leave too little of the height for the plot, the figure grows.
 *
 * @throws RangeError when there is nothing to draw, or `x` and `y` differ in length; TypeError for what is no series, or an
 * unknown option
 * @example lossCurveSvg([{ name: 'train', x: [1, 2, 3], y: [0.7, 0.4, 0.3] }], { title: 'Loss' }) // '<svg ...'
 */
export function lossCurveSvg(series: readonly Series[], options: LossCurveSvgOptions = {}): string {
  checkOptions('lossCurveSvg', options, {
    title: 'string',
    width: { least: 160 },
    height: { least: 160 },
    xLabel: 'string',
    yLabel: 'string',
    logY: 'boolean',
  })
  const { title, width = 640, height: asked = 400, xLabel, yLabel, logY = false } = options
  const prepared = prepare('lossCurveSvg', series, logY)
  const { curves, whole } = prepared
  const notes = curves.flatMap(({ gaps }) => gaps ?? [])
  const y = logY ? logAxis(prepared.y, asked / 60) : linearAxis(prepared.y, asked / 60, { nice: true })
  const left = Math.max(28, labelRoom(y))
  const key = legend(curves.length > 1 ? curves.map(keyOf) : [], left, width - 20, title ? 48 : 24)
  const top = (title ? 40 : 14) + key.height + (yLabel ? 22 : 0)
  const below = 26 + (xLabel ? 18 : 0) + (notes.length > 0 ? notes.length * 16 + 8 : 0)
  const height = Math.max(asked, top + LEAST_PLOT + below)
  const plot: Plot = { left, top, right: width - 20, bottom: height - below }
  const x = bottomAxis(prepared.x, plot, { whole })
  const grid = y.ticks.map(({ at }) => `M${round(plot.left)},${round(down(plot, at))}H${round(plot.right)}`).join('')
  const lines = curves.map(({ runs }, i) => {
    const path = runs.map((run) => pathOf(run.map(([px, py]) => [across(plot, x.at(px)), down(plot, y.at(py))])))
    return `<path class="curve${i % LIGHT.length}" d="${path.join('')}"/>`
  })
  return figure({
    title: title ?? 'Loss curve',
    description: describe(prepared, xLabel, yLabel),
    width,
    height,
    style: { light: rules(LIGHT), dark: rules(DARK) },
    body: [
      ...titleElement(title, plot, width),
      ...key.body,
      `<path class="grid" d="${grid}"/>`,
      ...axes(plot, x, y, xLabel, yLabel),
      `<g fill="none" stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round">`,
      ...lines,
      '</g>',
      ...notes.map((note, i) => textElement(left, height - 10 - (notes.length - 1 - i) * 16, note, width - left - 12)),
    ],
  })
}

const keyOf = ({ name }: Curve, i: number): Key => ({
  shape: (x, y) =>
    `<path class="curve${i % LIGHT.length}" stroke-width="3" stroke-linecap="round" d="M${round(x + 2)},${y}h13"/>`,
  text: name,
})

/** Joined points; a single one is a line of no length, whose round ends are a dot. */
function pathOf(points: readonly Point[]): string {
  const [first, ...rest] = thin(points).map(([x, y]) => `${round(x)},${round(y)}`)
  return rest.length === 0 ? `M${first}h0` : `M${first}L${rest.join(' ')}`
}

/** Of neighbours in one column of pixels, the first, the lowest, the highest and the last. */
function thin(points: readonly Point[]): Point[] {
  const kept: Point[] = []
  for (let start = 0; start < points.length; ) {
    const column = Math.round(points[start]?.[0] ?? 0)
    let end = start + 1
    let low = start
    let high = start
    while (end < points.length && Math.round(points[end]?.[0] ?? 0) === column) {
      if (heightOf(points, end) < heightOf(points, low)) low = end
      if (heightOf(points, end) > heightOf(points, high)) high = end
      end++
    }
    const picked = new Set([start, Math.min(low, high), Math.max(low, high), end - 1])
    for (const i of picked) kept.push(points[i] ?? [0, 0])
    start = end
  }
  return kept
}

const heightOf = (points: readonly Point[], i: number): number => points[i]?.[1] ?? 0

function describe({ curves, x, y }: Curves, xLabel = 'x', yLabel = 'y'): string {
  const parts = curves.map(({ name, runs }) => {
    const points = runs.flat()
    const first = points[0]
    const last = points.at(-1)
    if (!first || !last) return `${name} has no point that can be drawn`
    return `${name} goes from ${short(first[1])} to ${short(last[1])}`
  })
  return `${yLabel} from ${short(y[0])} to ${short(y[1])} over ${xLabel} from ${short(x[0])} to ${short(x[1])}: ${parts.join('; ')}.`
}

const short = (value: number): string => String(Number(value.toPrecision(4)))
