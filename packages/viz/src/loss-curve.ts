import { type Axis, linearAxis, logAxis } from './axis.ts'
import { type Dots, dots } from './braille.ts'
import { colorEnabled, colors, type Paint, paintRow } from './color.ts'
import { bottomAxis, frame, plotColumns } from './frame.ts'
import { checkOptions } from './options.ts'
import { type Curve, prepare, type Series } from './series.ts'
import { layOut, oneLine, wrap } from './text.ts'

export interface LossCurveOptions {
  readonly title?: string
  /** Columns of the whole, at least 24; 72 when left out. */
  readonly width?: number
  /** Rows of the plot alone, at least 4; 16 when left out. */
  readonly height?: number
  readonly xLabel?: string
  readonly yLabel?: string
  /** A logarithmic y axis. */
  readonly logY?: boolean
  /** ANSI colours; {@link colorEnabled} decides when left out. */
  readonly color?: boolean
}

// Without colours, each of several curves carries its own mark, this many columns apart.
const MARKS = ['●', '○', '■', '□', '▲', '△', '◆', '◇']
const MARK_STEP = 12
const LEGEND_GAP = 3

/**
 * Draws curves for a terminal in Braille dots, with axes and, for more than one, a legend.
 *
 * Points that are not finite are gaps; so are, on a logarithmic axis, those that are not positive. A line below the plot
 * says which. With a point for every dot or more, the plot shows all of them: noise becomes a band.
 *
 * @param series at least one; `x` and `y` of one length, in the order in which the points are joined
 * @returns lines of at most `width` columns, joined by newlines, with no space at the end of any
 * @throws RangeError when there is nothing to draw, or `x` and `y` differ in length; TypeError for an unknown option
 * @example
 * const epochs = Array.from({ length: 200 }, (_, i) => i + 1)
 * lossCurve([{ name: 'train', x: epochs, y: epochs.map((i) => 1 / i) }], { xLabel: 'epoch', color: false })
 */
export function lossCurve(series: readonly Series[], options: LossCurveOptions = {}): string {
  checkOptions('lossCurve', options, {
    title: 'string',
    width: { least: 24 },
    height: { least: 4 },
    xLabel: 'string',
    yLabel: 'string',
    logY: 'boolean',
    color: 'boolean',
  })
  const { title, width = 72, height = 16, xLabel, yLabel, logY = false, color = colorEnabled() } = options
  const { curves, x: xs, y: ys, whole } = prepare('lossCurve', series, logY)
  const count = Math.max(3, height / 3)
  const y = logY ? logAxis(ys, count) : linearAxis(ys, count, { nice: true })
  const columns = plotColumns(y, width)
  const x = bottomAxis(xs, columns, { whole })
  const drawn = curves.map((curve) => draw(curve, x, y, columns, height))
  const paints = paintsOf(color)
  const rows = Array.from({ length: height }, (_, row) => curveRow(drawn, row, columns, color ? paints : undefined))
  const lines = frame(rows, { title, xLabel, yLabel, x, y, width, height, color })
  if (curves.length > 1) lines.push(...legend(curves, width, color ? paints : undefined))
  for (const { gaps } of curves) {
    if (gaps !== undefined) lines.push(...wrap(gaps, width))
  }
  return lines.join('\n')
}

/** The colours of the curves: the theme's own, which suit its background; the hardest to read come last. */
function paintsOf(color: boolean): readonly Paint[] {
  const { cyan, magenta, green, red, blue, yellow } = colors(color)
  return [cyan, magenta, green, red, blue, yellow]
}

function draw({ runs }: Curve, x: Axis, y: Axis, columns: number, rows: number): Dots {
  const canvas = dots(columns, rows)
  for (const run of runs) {
    let before: readonly [number, number] | undefined
    for (const point of run) {
      const to = [
        Math.round(x.at(point[0]) * (canvas.width - 1)),
        Math.round((1 - y.at(point[1])) * (canvas.height - 1)),
      ] as const
      canvas.line(...(before ?? to), ...to)
      before = to
    }
  }
  return canvas
}

/** One row of all curves; where curves meet, the later one covers the earlier ones. */
function curveRow(curves: readonly Dots[], row: number, columns: number, paints: readonly Paint[] | undefined): string {
  const characters: string[] = []
  const used: (Paint | undefined)[] = []
  for (let column = 0; column < columns; column++) {
    let character = ' '
    let top = 0
    for (const [i, curve] of curves.entries()) {
      const own = curve.character(column, row)
      if (own === ' ') continue
      character = !paints && curves.length > 1 && isMarked(curve, i, column, row) ? markOf(i) : own
      top = i
    }
    characters.push(character)
    used.push(character === ' ' ? undefined : paints?.[top % paints.length])
  }
  while (characters.at(-1) === ' ') characters.pop()
  return paintRow(characters, used)
}

const markOf = (i: number): string => MARKS[i % MARKS.length] ?? ''

/** The mark stands in the middle of what the curve fills in every `MARK_STEP`th column, shifted from curve to curve. */
function isMarked(curve: Dots, i: number, column: number, row: number): boolean {
  if (column % MARK_STEP !== (4 + i * 5) % MARK_STEP) return false
  const filled: number[] = []
  for (let r = 0; r < curve.height / 4; r++) if (curve.character(column, r) !== ' ') filled.push(r)
  return filled[filled.length >> 1] === row
}

function legend(curves: readonly Curve[], width: number, paints: readonly Paint[] | undefined): string[] {
  const entries = curves.map(({ name }, i) => `${paints ? '━━' : `⠒${markOf(i)}⠒`} ${oneLine(name)}`)
  let i = 0
  const painted = (entry: string): string => {
    const paint = paints?.[i++ % paints.length]
    return paint ? paint(entry.slice(0, 2)) + entry.slice(2) : entry
  }
  return layOut(entries, width, LEGEND_GAP).map((line) => line.map(painted).join(' '.repeat(LEGEND_GAP)))
}
