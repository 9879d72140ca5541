import { linearAxis } from './axis.ts'
import { type Boundary, type BoundaryData, type Classified, type Field, prepare } from './boundary-data.ts'
import { type Dots, dots } from './braille.ts'
import { colorEnabled, on256, type Paint, paintRow } from './color.ts'
import { bottomAxis, frame, plotColumns } from './frame.ts'
import { checkOptions } from './options.ts'
import { layOut } from './text.ts'

export interface DecisionBoundaryOptions {
  readonly title?: string
  /** Columns of the whole, at least 30; 72 when left out. */
  readonly width?: number
  /** Rows of the plot alone, at least 4; 24 when left out. */
  readonly height?: number
  readonly xLabel?: string
  readonly yLabel?: string
  /** ANSI colours (256 of them); {@link colorEnabled} decides when left out. */
  readonly color?: boolean
}

const GLYPHS = ['○', '●'] as const
const WRONG = '✕'

// From xterm's 256 colours, which look the same in every theme: probabilities 0 to 0.1, 0.1 to 0.2, ... 0.9 to 1.
const BANDS = [75, 117, 153, 195, 255, 230, 223, 222, 215, 209]
const INKS = [18, 88] as const
const LINE_INK = 16

/**
 * Draws what a classifier makes of the plane, and the points it should get right, for a terminal.
 *
 * A Braille line is the boundary, where the probability is 0.5. With colours, blue is class 0 and orange is class 1, two
 * probabilities to a character; without, dots fill what is taken for class 1. Of several points in one character a
 * misclassified one is shown, else the last.
 *
 * @param data points, their classes (0 or 1), and the probability of class 1 anywhere
 * @returns lines of at most `width` columns, joined by newlines
 * @throws RangeError when there are no points, a class is not 0 or 1, or `predict` gives anything but one probability for
 * each point; TypeError for other data, or an unknown option
 * @example
 * const predict = (at: readonly (readonly [number, number])[]) => at.map(([x, y]) => 1 / (1 + Math.exp(-x - y)))
 * decisionBoundary({ points: [[-1, -1], [1, 1]], labels: [0, 1], predict }, { color: false })
 */
export function decisionBoundary(data: BoundaryData, options: DecisionBoundaryOptions = {}): string {
  checkOptions('decisionBoundary', options, {
    title: 'string',
    width: { least: 30 },
    height: { least: 4 },
    xLabel: 'string',
    yLabel: 'string',
    color: 'boolean',
  })
  const { title, width = 72, height = 24, xLabel, yLabel, color = colorEnabled() } = options
  const boundary = prepare('decisionBoundary', data)
  const y = linearAxis(boundary.y, Math.max(3, height / 4))
  const columns = plotColumns(y, width)
  const x = bottomAxis(boundary.x, columns)
  const field = boundary.sample(columns, height * 2)
  const shown = new Map<number, Classified>()
  for (const one of boundary.points) {
    const column = cell(x.at(one.point[0]), columns)
    const row = cell(1 - y.at(one.point[1]), height)
    if (!shown.get(row * columns + column)?.wrong) shown.set(row * columns + column, one)
  }
  const drawRow = (color ? colorRow : plainRow)(field, boundaryDots(field, columns, height), shown, columns)
  const rows = Array.from({ length: height }, (_, row) => drawRow(row))
  return [
    ...frame(rows, { title, xLabel, yLabel, x, y, width, height, color }),
    ...legend(boundary, width, color),
  ].join('\n')
}

const cell = (at: number, count: number): number => Math.min(count - 1, Math.floor(at * count))

const glyph = ({ label, wrong }: Classified): string => (wrong ? WRONG : GLYPHS[label])

const band = (probability: number): number => Math.max(0, Math.min(BANDS.length - 1, Math.floor(probability * 10)))

/** The paint of an ink on a band, one function for each pair so that neighbours of one colour share their codes. */
function bandPaints(): (ink: number, band: number) => Paint {
  const paints = new Map<string, Paint>()
  return (ink, index) => {
    const key = `${ink} ${index}`
    const paint = paints.get(key) ?? on256(ink, BANDS[index] ?? 0)
    paints.set(key, paint)
    return paint
  }
}

function colorRow(
  field: Field,
  line: Dots,
  shown: ReadonlyMap<number, Classified>,
  columns: number,
): (row: number) => string {
  const paintOf = bandPaints()
  return (row) => {
    const characters: string[] = []
    const paints: Paint[] = []
    for (let column = 0; column < columns; column++) {
      const upper = field.at(column, row * 2)
      const lower = field.at(column, row * 2 + 1)
      const one = shown.get(row * columns + column)
      const edge = line.character(column, row)
      if (one || edge !== ' ') {
        characters.push(one ? glyph(one) : edge)
        paints.push(paintOf(one && !one.wrong ? INKS[one.label] : LINE_INK, band((upper + lower) / 2)))
      } else {
        characters.push('▀')
        paints.push(paintOf(BANDS[band(upper)] ?? 0, band(lower)))
      }
    }
    return paintRow(characters, paints)
  }
}

function plainRow(
  field: Field,
  line: Dots,
  shown: ReadonlyMap<number, Classified>,
  columns: number,
): (row: number) => string {
  return (row) => {
    let text = ''
    for (let column = 0; column < columns; column++) {
      const one = shown.get(row * columns + column)
      const edge = line.character(column, row)
      const inside = (field.at(column, row * 2) + field.at(column, row * 2 + 1)) / 2 >= 0.5
      text += one ? glyph(one) : edge !== ' ' ? edge : inside && (row + column) % 2 === 0 ? '·' : ' '
    }
    return text.trimEnd()
  }
}

/** The line of probability 0.5. A sampled cell is 2 by 2 dots. */
function boundaryDots(field: Field, columns: number, rows: number): Dots {
  const canvas = dots(columns, rows)
  for (const ring of field.rings(0.5)) {
    let before: readonly [number, number] | undefined
    for (const [x, y] of ring) {
      const to = [Math.floor(x * 2), Math.floor(y * 2)] as const
      canvas.line(...(before ?? to), ...to)
      before = to
    }
  }
  return canvas
}

function legend({ points, wrong }: Boundary, width: number, color: boolean): string[] {
  const ramp = '▀'.repeat(BANDS.length)
  const entries = [
    `${GLYPHS[0]} class 0`,
    `${GLYPHS[1]} class 1`,
    `${WRONG} wrong: ${wrong} of ${points.length}`,
    color ? `P(class 1) 0 ${ramp} 1` : '· P(class 1) ≥ 0.5',
  ]
  const [first = 0, last = 0] = [BANDS[0], BANDS.at(-1)]
  const painted = (entry: string): string =>
    entry
      .replace(GLYPHS[0], on256(INKS[0], first))
      .replace(GLYPHS[1], on256(INKS[1], last))
      .replace(ramp, BANDS.map((band) => on256(band, band)('▀')).join(''))
  return layOut(entries, width, 3).map((line) => line.map(color ? painted : String).join('   '))
}
