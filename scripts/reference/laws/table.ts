// The table: ops down, laws across.
import { styleText } from 'node:util'
import { counted } from '../../counted.ts'
import type { OpEntry } from '../catalogue.ts'
import type { Column, ShownBy } from './columns.ts'
import type { Outcome } from './run.ts'

/** What is known of a law for an op. */
type Cell =
  | { readonly kind: 'shown' }
  | { readonly kind: 'exempt'; readonly why: string }
  /** a test failed, or there is none */
  | { readonly kind: 'hole'; readonly why: string }

export interface Row {
  readonly op: string
  readonly cells: readonly Cell[]
}

export function rowsOf(ops: readonly OpEntry[], columns: readonly Column[], outcomes: readonly Outcome[]): Row[] {
  const proofs = columns.map((column) =>
    column.proofs.map((proof) => ({ proof, tests: byOp(outcomes, proof.shownBy) })),
  )
  return ops.map((op) => ({
    op: op.name,
    cells: columns.map((column, i): Cell => {
      const why = column.exempt?.(op) ?? null
      if (why !== null) return { kind: 'exempt', why }
      const wanted = proofs[i]?.filter(({ proof }) => proof.of?.(op) ?? true) ?? []
      return cellOf(wanted.map(({ tests }) => tests.get(op.name) ?? []))
    }),
  }))
}

/** @param proofs for each thing that must be shown, the tests of it */
function cellOf(proofs: readonly (readonly Outcome[])[]): Cell {
  const failed = proofs.flat().find(({ passed }) => !passed)
  if (failed) return { kind: 'hole', why: `${failed.names.join(' > ')} fails` }
  if (proofs.length > 0 && proofs.every((tests) => tests.length > 0)) return { kind: 'shown' }
  return { kind: 'hole', why: 'no test shows it' }
}

/** The tests of each op; those of its second example are its own, too. */
function byOp(outcomes: readonly Outcome[], shownBy: ShownBy): Map<string, Outcome[]> {
  const found = new Map<string, Outcome[]>()
  for (const outcome of outcomes) {
    const op = shownBy(outcome)?.replace(/ \(\d+\)$/, '')
    if (op !== undefined) found.set(op, [...(found.get(op) ?? []), outcome])
  }
  return found
}

export interface FormatOptions {
  readonly color: boolean
  /** whether the tests have run, or were only looked for */
  readonly ran: boolean
}

/** The table, its legend, and a line that says whether there is a hole. */
export function format(rows: readonly Row[], columns: readonly Column[], { color, ran }: FormatOptions): string {
  const paint = paintIn(color)
  const reasons = [...new Set(rows.flatMap(({ cells }) => cells.flatMap((one) => (one.kind === 'exempt' ? one.why : []))))] // biome-ignore format: one line
  const width = Math.max(...rows.map(({ op }) => op.length), 'op'.length)
  const head = ['op'.padEnd(width), ...columns.map((one) => one.head)].join('  ')
  const body = rows.map(({ op, cells }) => {
    const marks = cells.map((one, i) => mark(one, reasons, columns[i]?.head.length ?? 0, paint))
    return [op.padEnd(width), ...marks].join('  ').trimEnd()
  })
  const holes = rows.flatMap(({ op, cells }) => {
    return cells.flatMap((one, i) => (one.kind === 'hole' ? [`${op}, ${columns[i]?.head}: ${one.why}`] : []))
  })
  const legend = [
    ...columns.map(({ head: name, law }) => `${name.padEnd(12)} ${law}`),
    '',
    `${'✓'.padEnd(12)} ${ran ? 'shown by tests that ran just now' : 'there are tests of it, which did not run now'}`,
    ...reasons.map((why, i) => `${`–${superscript(i)}`.padEnd(12)} does not apply: ${why}`),
    `${'✗'.padEnd(12)} a test fails, or there is none`,
  ]
  const found = holes.length === 0 ? 'no hole' : counted(holes.length, 'hole')
  const summary = `${counted(rows.length, 'op')}, ${columns.length} laws, ${found}`
  return [
    paint('bold', head),
    ...body,
    '',
    ...legend,
    ...(holes.length > 0 ? ['', ...holes.map((hole) => paint('red', hole))] : []),
    '',
    paint(holes.length === 0 ? 'green' : 'red', summary),
  ].join('\n')
}

export const hasHole = (rows: readonly Row[]): boolean =>
  rows.some(({ cells }) => cells.some(({ kind }) => kind === 'hole'))

function mark(cell: Cell, reasons: readonly string[], width: number, paint: Paint): string {
  if (cell.kind === 'shown') return paint('green', '✓'.padEnd(width))
  if (cell.kind === 'hole') return paint('red', '✗'.padEnd(width))
  return paint('dim', `–${superscript(reasons.indexOf(cell.why))}`.padEnd(width))
}

const superscript = (i: number): string => [...String(i + 1)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('')

type Paint = (style: 'bold' | 'dim' | 'green' | 'red', text: string) => string

const paintIn =
  (color: boolean): Paint =>
  (style, text) =>
    color ? styleText(style, text, { validateStream: false }) : text
