import { type Axis, type Interval, roomyAxis, type Tick } from './axis.ts'
import { colors } from './color.ts'
import { columns, fit, padStart } from './text.ts'

/** What stands round a plot in a terminal. */
export interface Frame {
  readonly title?: string | undefined
  readonly xLabel?: string | undefined
  readonly yLabel?: string | undefined
  readonly x: Axis
  readonly y: Axis
  /** Columns of the whole. */
  readonly width: number
  /** Rows of the plot alone. */
  readonly height: number
  readonly color: boolean
}

/** Columns left of the plot: the widest tick label, a space, the axis. */
const gutter = (y: Axis): number => Math.max(...y.ticks.map((tick) => tick.label.length)) + 2

/** Columns that are left for the plot. */
export const plotColumns = (y: Axis, width: number): number => width - gutter(y)

/** An x axis whose labels do not touch. */
export const bottomAxis = (interval: Interval, plot: number, options: { whole?: boolean } = {}): Axis =>
  roomyAxis(interval, plot / 8, { length: plot, labelWidth: (label) => label.length, gap: 2 }, options)

/** The lines of a plot with its title, axes and labels round the rows of the plot. No line ends with a space. */
export function frame(rows: readonly string[], of: Frame): string[] {
  const { dim, bold } = colors(of.color)
  const left = gutter(of.y)
  const indent = ' '.repeat(left)
  const plot = of.width - left
  const labels = rowLabels(of.y.ticks, of.height)
  const lines = rows.map((row, i) => {
    const label = labels.get(i)
    return dim(`${padStart(label ?? '', left - 2)} ${label === undefined ? '│' : '┤'}`) + row
  })
  const { rule, text } = columnLabels(of.x.ticks, of.width, left)
  lines.push(dim(`${' '.repeat(left - 1)}└${rule}`))
  if (text !== '') lines.push(dim(text))
  if (of.xLabel) {
    const label = fit(of.xLabel, plot)
    if (label !== '') lines.push(dim(indent + ' '.repeat((plot - columns(label)) >> 1) + label))
  }
  if (of.yLabel) {
    const label = fit(of.yLabel, of.width)
    if (label !== '') lines.unshift(dim(padStart(label, Math.max(columns(label), left - 2))))
  }
  if (of.title) {
    const title = fit(of.title, plot)
    if (title !== '') lines.unshift(indent + ' '.repeat((plot - columns(title)) >> 1) + bold(title))
  }
  return lines
}

/** The row of each tick of the y axis. */
function rowLabels(ticks: readonly Tick[], height: number): Map<number, string> {
  const labels = new Map<number, string>()
  for (const { label, at } of ticks) {
    const row = Math.floor(Math.round((1 - at) * (height * 4 - 1)) / 4)
    if (!labels.has(row)) labels.set(row, label)
  }
  return labels
}

/** The x axis, and its labels centred under their ticks; a label that would touch its neighbour is left out with its tick. */
function columnLabels(ticks: readonly Tick[], width: number, left: number): { rule: string; text: string } {
  const plot = width - left
  const rule = Array<string>(plot).fill('─')
  let text = ''
  for (const { label, at } of ticks) {
    const column = Math.floor(Math.round(at * (plot * 2 - 1)) / 2)
    const start = Math.max(0, Math.min(left + column - (label.length >> 1), width - label.length))
    if (text !== '' && start < text.length + 2) continue
    rule[column] = '┬'
    text = text.padEnd(start) + label
  }
  return { rule: rule.join(''), text }
}
