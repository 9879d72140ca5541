// Own code: the libraries for tables draw boxes and bring colours and a schema checker; this is two loops.
import { colorEnabled, colors } from './color.ts'
import { inWords } from './given.ts'
import { checkOptions } from './options.ts'
import { columns, fit, oneLine, padEnd, padStart } from './text.ts'

export type Cell = string | number | bigint | boolean | null | undefined

export interface TableOptions {
  /** Columns of the whole; 72 when left out. */
  readonly width?: number
  /** ANSI colours; {@link colorEnabled} decides when left out. */
  readonly color?: boolean
}

interface Column {
  readonly numeric: boolean
  readonly cells: readonly string[]
}

const GAP = 2
const DIGITS = 4

/**
 * A plain table: a row for each object, a column for each key, in the order of their first appearance.
 *
 * Columns of numbers stand right, with the same decimals, enough for four digits of each number; all others stand left.
 * Safe integers are printed in full; other numbers of 1e15 or more, or below 1e-6, have four digits and an exponent.
 * A column that is too wide for the table is cut with an ellipsis.
 *
 * @returns lines of at most `width` columns, joined by newlines, with no space at the end of any
 * @throws RangeError when there are no rows, or more columns than fit; TypeError for a row that is no object, or an
 * unknown option
 * @example table([{ layer: 'fc1', parameters: 75 }, { layer: 'fc2', parameters: 1300 }], { color: false })
 * // layer  parameters
 * // ─────  ──────────
 * // fc1            75
 * // fc2          1300
 */
export function table(rows: readonly Readonly<Record<string, Cell>>[], options: TableOptions = {}): string {
  checkOptions('table', options, { width: { least: 1 }, color: 'boolean' })
  if (!Array.isArray(rows))
    throw new TypeError('table: give a list of rows, such as [{ layer: "fc1", parameters: 75 }].')
  for (const [i, row] of rows.entries()) {
    if (typeof row === 'object' && row !== null) continue
    throw new TypeError(`table: row ${i} is ${inWords(row)}; give an object, such as { layer: "fc1", parameters: 75 }.`)
  }
  const { width = 72, color = colorEnabled() } = options
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  if (keys.length === 0) throw new RangeError('table: there are no cells; give at least one row with one column.')
  const all = keys.map((key) =>
    column(
      key,
      rows.map((row) => row[key]),
    ),
  )
  const widths = shrink(
    all.map(({ cells }) => Math.max(1, ...cells.map(columns))),
    width,
  )
  const { bold, dim } = colors(color)
  const line = (cells: readonly string[]): string => cells.join(' '.repeat(GAP)).trimEnd()
  const lines = Array.from({ length: rows.length + 1 }, (_, i) =>
    line(
      all.map(({ cells, numeric }, j) => {
        const size = widths[j] ?? 0
        return (numeric ? padStart : padEnd)(fit(cells[i] ?? '', size), size)
      }),
    ),
  )
  const [head = '', ...body] = lines
  return [bold(head), dim(line(widths.map((size) => '─'.repeat(size)))), ...body].join('\n')
}

/** The heading and the cells of a column as texts. */
function column(key: string, values: readonly Cell[]): Column {
  const present = values.filter((value) => value !== null && value !== undefined)
  const numeric = present.length > 0 && present.every((value) => typeof value === 'number' || typeof value === 'bigint')
  const decimals = Math.max(0, ...values.map((value) => (typeof value === 'number' ? decimalsOf(value) : 0)))
  const cells = values.map((value) => {
    if (value === null || value === undefined) return ''
    return typeof value === 'number' && numeric ? numberText(value, decimals) : oneLine(String(value))
  })
  return { numeric, cells: [oneLine(key), ...cells] }
}

const isPlain = (value: number): boolean =>
  Number.isSafeInteger(value) || (Math.abs(value) < 1e15 && Math.abs(value) >= 1e-6)

/** How many decimals a number needs for its first digits. */
function decimalsOf(value: number): number {
  if (!isPlain(value)) return 0
  return String(Number(value.toPrecision(DIGITS))).split('.')[1]?.length ?? 0
}

const numberText = (value: number, decimals: number): string =>
  isPlain(value) ? value.toFixed(decimals) : value.toExponential(DIGITS - 1).replace(/\.?0+e/, 'e')

/** Takes columns from the widest until all fit. */
function shrink(wanted: readonly number[], width: number): number[] {
  const room = width - GAP * (wanted.length - 1)
  if (room < wanted.length) {
    throw new RangeError(
      `table: ${wanted.length} columns do not fit in a width of ${width}; give it fewer, or more room.`,
    )
  }
  const widths = [...wanted]
  while (widths.reduce((sum, size) => sum + size, 0) > room) {
    const widest = widths.indexOf(Math.max(...widths))
    widths[widest] = (widths[widest] ?? 1) - 1
  }
  return widths
}
