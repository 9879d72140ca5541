// Matrices as text: numbers under each other by their points, brackets around, and of large ones the corners only.
import type { Matrix } from '@adjoint/nn/by-hand'
import columnsOf from 'string-width'
import { numeral } from './numerals.ts'

/** Text that stands beside other text: all lines are equally wide. */
export interface Block {
  readonly lines: readonly string[]
  /** in columns of the terminal, without what colours it */
  readonly width: number
}

/** Matrices of more rows or columns are shown by their corners. */
export const mostShown = 5

/** The places of `n` that are shown: all, or the first two and the last one with a null between them for the others. */
function shown(n: number, full: boolean): (number | null)[] {
  const places = Array.from({ length: n }, (_, i) => i)
  return full || n <= mostShown ? places : [0, 1, null, n - 1]
}

type Paint = (text: string, row: number, column: number) => string

/**
 * The matrix with brackets: its corners, or with `full` all of it, in parts beside each other where it is wider than `width`.
 *
 * @param paint colours a number; it may not change its width
 */
export function matrixBlocks(matrix: Matrix, full: boolean, width: number, paint: Paint = (text) => text): Block[] {
  const rows = shown(matrix.length, full)
  const columns = shown(matrix[0]?.length ?? 0, full).map((j) => columnTexts(matrix, rows, j))
  return inRows(columns, width - frame, gap).map((part) => block(rows, part, paint))
}

const gap = 2
const frame = 4

function block(
  rows: readonly (number | null)[],
  columns: readonly ReturnType<typeof columnTexts>[],
  paint: Paint,
): Block {
  const lines = rows.map((i, k) => {
    const cells = columns.map(({ column, texts }) => {
      const text = texts[k] ?? ''
      return i === null || column === null ? text : paint(text, i, column)
    })
    const [open, close] = brackets(k, rows.length)
    return `${open} ${cells.join(' '.repeat(gap))} ${close}`
  })
  const width = columns.reduce((sum, one) => sum + one.width, frame + gap * (columns.length - 1))
  return { lines, width }
}

function columnTexts(matrix: Matrix, rows: readonly (number | null)[], column: number | null) {
  if (column === null) return { column, texts: rows.map((i) => (i === null ? '⋱' : '⋯')), width: 1 }
  const texts = aligned(rows.map((i) => (i === null ? '⋮' : numeral(matrix[i]?.[column] ?? Number.NaN))))
  return { column, texts, width: texts[0]?.length ?? 0 }
}

/** Numbers under each other by their points. */
function aligned(texts: readonly string[]): string[] {
  const parts = texts.map((text) => {
    const point = text.search(/[.e]/)
    return point === -1 ? [text, ''] : [text.slice(0, point), text.slice(point)]
  })
  const [before = 0, behind = 0] = [0, 1].map((k) => Math.max(0, ...parts.map((part) => part[k]?.length ?? 0)))
  return parts.map(([whole = '', rest = '']) => whole.padStart(before) + rest.padEnd(behind))
}

function brackets(row: number, rows: number): readonly [string, string] {
  if (rows === 1) return ['[', ']']
  if (row === 0) return ['⎡', '⎤']
  return row === rows - 1 ? ['⎣', '⎦'] : ['⎢', '⎥']
}

/** A block with a line above it. */
export function captioned(
  caption: string,
  { lines, width }: Block,
  paint: (text: string) => string = (text) => text,
): Block {
  const all = Math.max(columnsOf(caption), width)
  const body = lines.map((line) => line + ' '.repeat(all - width))
  return { lines: [paint(caption) + ' '.repeat(all - columnsOf(caption)), ...body], width: all }
}

/** Blocks beside each other; those for which there is no room come below. */
export function beside(blocks: readonly Block[], width: number, apart = 4): string[] {
  return inRows(blocks, width, apart).flatMap((row) => {
    const height = Math.max(...row.map(({ lines }) => lines.length))
    return Array.from({ length: height }, (_, k) =>
      row
        .map(({ lines, width }) => lines[k] ?? ' '.repeat(width))
        .join(' '.repeat(apart))
        .trimEnd(),
    )
  })
}

/** As many beside each other as there is room for; one that is too wide stands alone. */
function inRows<T extends { readonly width: number }>(items: readonly T[], width: number, apart: number): T[][] {
  const rows: T[][] = []
  let used = 0
  for (const item of items) {
    const row = rows.at(-1)
    if (row !== undefined && used + apart + item.width <= width) {
      row.push(item)
      used += apart + item.width
    } else {
      rows.push([item])
      used = item.width
    }
  }
  return rows
}
