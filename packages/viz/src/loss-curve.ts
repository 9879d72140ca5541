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

/** A curve on its canvas. Cells are counted along the rows. */
interface Drawn extends Dots {
  /** The cells of points without a neighbour to join. */
  readonly lone: ReadonlySet<number>
  /** The cells that carry the mark where marks tell the curves apart. */
  readonly marks: ReadonlySet<number>
}

/**
 * Draws curves for a terminal in Braille dots, with axes and, for more than one, a legend.
 *
 * Points that are not finite are gaps; so are, on a logarithmic axis, those that are not positive. A line below the plot
 * says which. A point without a neighbour to join is a mark, for a single dot would be overlooked. With a point for every
 * dot or more, the plot shows all of them: noise becomes a band.
 *
 * @param series at least one; `x` and `y` of one length, in the order in which the points are joined
 * @returns lines of at most `width` columns, joined by newlines, with no space at the end of any
 * @throws RangeError when there is nothing to draw, or `x` and `y` differ in length; TypeError for what is no series, or an
 * unknown option
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
  const drawn = curves.map((curve, i) => draw(curve, i, x, y, columns, height))
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

function draw({ runs }: Curve, i: number, x: Axis, y: Axis, columns: number, rows: number): Drawn {
  const canvas = dots(columns, rows)
  const lone = new Set<number>()
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
    if (run.length === 1 && before) lone.add((before[1] >> 2) * columns + (before[0] >> 1))
  }
  return { ...canvas, lone, marks: marksOf(canvas, i, columns, rows) }
}

/** One row of all curves; where curves meet, the later one covers the earlier ones, and a lone point covers all lines. */
function curveRow(
  curves: readonly Drawn[],
  row: number,
  columns: number,
  paints: readonly Paint[] | undefined,
): string {
  const characters: string[] = []
  const used: (Paint | undefined)[] = []
  for (let column = 0; column < columns; column++) {
    const cell = row * columns + column
    const isLone = (curve: Drawn): boolean => curve.lone.has(cell)
    const isFilled = (curve: Drawn): boolean => curve.character(column, row) !== ' '
    const top = curves.findLastIndex(curves.some(isLone) ? isLone : isFilled)
    const curve = curves[top]
    const marked = curve && (isLone(curve) || (!paints && curves.length > 1 && curve.marks.has(cell)))
    characters.push(marked ? markOf(top) : (curve?.character(column, row) ?? ' '))
    used.push(curve && paints?.[top % paints.length])
  }
  while (characters.at(-1) === ' ') characters.pop()
  return paintRow(characters, used)
}

const markOf = (i: number): string => MARKS[i % MARKS.length] ?? ''

/**
 * The marks stand in the middle of what the curve fills in every `MARK_STEP`th column, shifted from curve to curve. A curve
 * that is too short for that has one at its left end.
 */
function marksOf(curve: Dots, i: number, columns: number, rows: number): ReadonlySet<number> {
  const middles: number[] = []
  for (let column = 0; column < columns; column++) {
    const filled: number[] = []
    for (let row = 0; row < rows; row++) if (curve.character(column, row) !== ' ') filled.push(row * columns + column)
    middles.push(...filled.slice(filled.length >> 1, (filled.length >> 1) + 1))
  }
  const marks = middles.filter((cell) => (cell % columns) % MARK_STEP === (4 + i * 5) % MARK_STEP)
  return new Set(marks.length > 0 ? marks : middles.slice(0, 1))
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
