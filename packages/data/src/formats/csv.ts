/// <reference path="./papaparse.d.ts" />
import {
  checkOptions,
  DomainError,
  type DType,
  DTypeError,
  fromTypedArray,
  ShapeError,
  type Tensor,
} from '@adjoint/tensor'
import Papa from 'papaparse'
import { viewOf } from './bytes.ts'
import { FormatError } from './format-error.ts'
import { claimName } from './names.ts'
import { checkRank } from './numbers.ts'

export interface CsvOptions {
  /** whether the first line holds the names of the columns; true by default, else they are called '0', '1', ... */
  readonly header?: boolean
  /** one character between two cells; ',' by default */
  readonly delimiter?: string
}

/** A table of text, and what can be made of its columns. */
export interface Table {
  /** the names of the columns, from left to right */
  readonly columns: readonly string[]
  /** how many rows there are, without the header */
  readonly rows: number
  /**
   * The numbers in some columns, all by default. An empty cell is NaN, and so are NA, null and NaN in any case.
   *
   * @returns shape [rows, columns]
   * @throws DTypeError when a cell is no number, or none that the dtype holds; DomainError when there is no such column
   */
  numbers(columns?: readonly string[], options?: { readonly dtype?: Exclude<DType, 'bool'> }): Tensor<[number, number]>
  /**
   * A column of text as classes: its different values, sorted, and for each row the index of its own.
   *
   * @returns indices of shape [rows], int32
   * @throws DomainError when there is no such column
   */
  classes(column: string): { readonly indices: Tensor<[number]>; readonly values: readonly string[] }
}

/**
 * A table from comma-separated values. Spaces around a cell do not count, nor do empty lines; what stands in quotes may hold
 * commas and line breaks.
 *
 * @param csv text, or a file in UTF-8
 * @param options.header whether the first line holds the names of the columns; true by default
 * @param options.delimiter one character between two cells; ',' by default
 * @throws FormatError when a row has more or fewer cells than the first, quotes do not match, a name stands twice or the
 *   bytes are no UTF-8; DomainError when an option is unknown, the delimiter is not one character, or header is neither
 *   true nor false
 * @example
 *   const table = parseCsv('width,kind\n1.5,b\n2,a\n,b')
 *   table.numbers(['width']) // Tensor f32[3,1] [[1.5], [2], [NaN]]
 *   table.classes('kind') // { indices: Tensor i32[3] [1, 0, 1], values: ['a', 'b'] }
 * @see Shafranovich (2005), RFC 4180
 */
export function parseCsv(csv: string | Uint8Array, options: CsvOptions = {}): Table {
  checkOptions('parseCsv', options, ['header', 'delimiter'])
  const { header = true, delimiter = ',' } = options
  if (typeof header !== 'boolean') {
    throw new DomainError(`parseCsv: header is ${JSON.stringify(header)}; give true or false.`)
  }
  if (typeof delimiter !== 'string' || delimiter.length !== 1 || /["\r\n\ufeff]/.test(delimiter)) {
    throw new DomainError(`parseCsv: the delimiter is ${JSON.stringify(delimiter)}; give one character, such as ';'.`)
  }
  const cells = readCells(csv, delimiter)
  const columns = header ? (cells[0] ?? []) : (cells[0] ?? []).map((_, i) => String(i))
  const seen = new Set<string>()
  for (const name of columns) claimName('parseCsv', null, name, seen)
  const first = header ? 1 : 0
  const rows = cells.slice(first)
  const places = new Map(columns.map((name, i) => [name, i]))

  const indexOf = (name: string): number => {
    const index = places.get(name)
    if (index !== undefined) return index
    const list = columns.join(', ') || 'none'
    throw new DomainError(
      `parseCsv: there is no column ${JSON.stringify(name)}; there are ${list}.${delimiterAdvice(columns)}`,
    )
  }
  return {
    columns,
    rows: rows.length,
    numbers(names = columns, numberOptions = {}) {
      checkOptions('numbers', numberOptions, ['dtype'])
      if (!Array.isArray(names)) {
        throw new DomainError(`numbers: takes a list of columns; write numbers([${JSON.stringify(names)}]).`)
      }
      const { dtype = 'float32' } = numberOptions
      const data = new (arrayOf(dtype))(rows.length * names.length)
      for (const [j, name] of names.entries()) {
        const column = indexOf(name)
        for (const [i, row] of rows.entries()) {
          const cell = row[column] ?? ''
          const value = numberIn(cell)
          if (value === undefined || !holds(dtype, cell, value)) {
            const place = `column ${JSON.stringify(name)} has ${JSON.stringify(cell)} in row ${i + first + 1}`
            const problem = value === undefined ? noNumber(dtype, cell) : notHeld(dtype)
            throw new DTypeError(`parseCsv: ${place}, which is no ${problem}.${delimiterAdvice(columns)}`)
          }
          data[i * names.length + j] = value
        }
      }
      return fromTypedArray(data, [rows.length, names.length])
    },
    classes(name) {
      const column = indexOf(name)
      const values = [...new Set(rows.map((row) => row[column] ?? ''))].sort()
      const index = new Map(values.map((value, i) => [value, i]))
      const indices = Int32Array.from(rows, (row) => index.get(row[column] ?? '') ?? 0)
      return { indices: fromTypedArray(indices, [rows.length]), values }
    },
  }
}

/**
 * Comma-separated values of a matrix, a line for each row, from which parseCsv reads the same numbers.
 *
 * @param x shape [rows, columns]
 * @param columns their names, for a first line; without them there is none
 * @throws ShapeError when x is no matrix, or the names are not as many as its columns; DomainError when they
 *   are no text, or one stands twice
 * @example
 *   console.log(formatCsv(tensor([[1, 2], [3, 4]]), ['a', 'b']).trimEnd())
 *   // a,b
 *   // 1,2
 *   // 3,4
 */
export function formatCsv(x: Tensor, columns?: readonly string[]): string {
  checkRank('formatCsv', x)
  const [rows, width] = x.shape
  if (rows === undefined || width === undefined || x.rank !== 2 || width === 0) {
    throw new ShapeError(`formatCsv: ${x.describe()} is no matrix with columns; reshape it to [rows, columns].`)
  }
  if (columns !== undefined) checkNames(columns, x)
  const data = x.toTypedArray()
  const lines = columns === undefined ? [] : [columns.map(quoted).join(',')]
  for (let i = 0; i < rows; i++) lines.push(Array.from(data.subarray(i * width, (i + 1) * width), decimalOf).join(','))
  return `${lines.join('\n')}\n`
}

function checkNames(columns: readonly string[], x: Tensor): void {
  if (!(Array.isArray(columns) && columns.every((name) => typeof name === 'string'))) {
    throw new DomainError(`formatCsv: columns is ${JSON.stringify(columns)}; give a list of names, such as ['a', 'b'].`)
  }
  if (columns.length !== x.shape[1]) {
    throw new ShapeError(
      `formatCsv: ${columns.length} names for the ${x.shape[1]} columns of ${x.describe()}; give one each.`,
    )
  }
  if (new Set(columns.map((name) => name.trim())).size < columns.length) {
    throw new DomainError(`formatCsv: a name stands twice in ${columns.join(', ')}; give each column its own.`)
  }
}

function readCells(csv: string | Uint8Array, delimiter: string): string[][] {
  const text = (typeof csv === 'string' ? csv : decoded(csv)).replace(/^\ufeff/, '')
  const { data, errors } = Papa.parse(tidied(text, delimiter), { delimiter, newline: '\n' })
  const [problem] = errors
  if (problem !== undefined) {
    const row = (problem.row ?? 0) + 1
    throw new FormatError(
      'parseCsv',
      null,
      `the quotes of a cell in row ${row} do not match; write "" for each quote in a cell.`,
    )
  }
  const width = data[0]?.length ?? 0
  for (const [i, row] of data.entries()) {
    if (row.length === width) continue
    const uneven = `row ${i + 1} has ${row.length} cells, but the first has ${width}; give each as many.`
    throw new FormatError('parseCsv', null, uneven + delimiterAdvice(data[0] ?? []))
  }
  return data.map((row) => row.map((cell) => cell.trim()))
}

function decoded(bytes: Uint8Array): string {
  viewOf('parseCsv', bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    const advice = "give its text: new TextDecoder('windows-1252').decode(bytes), or 'utf-16le', say"
    throw new FormatError('parseCsv', null, `the file is no UTF-8; ${advice}.`)
  }
}

/** Where all is one column, it may be that the file has another delimiter. */
function delimiterAdvice(columns: readonly string[]): string {
  const other = columns.length === 1 ? /[;\t|]/.exec(columns[0] ?? '')?.[0] : undefined
  return other === undefined ? '' : ` Is the delimiter ${JSON.stringify(other)}? Then say so.`
}

/**
 * A text with the same cells, of which Papa reads all: it takes a cell with white space before its quotes for one without
 * quotes, goes by the first line break, and cannot tell an empty line from one empty cell in quotes. So that white space and
 * empty lines, or lines of white space, are left out, and what ends a row is always a line feed.
 */
function tidied(text: string, delimiter: string): string {
  const code = `\\u${delimiter.charCodeAt(0).toString(16).padStart(4, '0')}`
  const space = `[^\\S${code}\\r\\n]*`
  const breaks = `(?:^${space})?[\\r\\n](?:${space}[\\r\\n])*(?:${space}$)?`
  const next = new RegExp(`(?<=^|[${code}\\r\\n])${space}"|${breaks}`, 'g')
  const parts: string[] = []
  let from = 0
  for (let found = next.exec(text); found !== null; found = next.exec(text)) {
    const quotes = found[0].endsWith('"')
    const between = found.index > 0 && next.lastIndex < text.length
    parts.push(text.slice(from, found.index), quotes ? '"' : between ? '\n' : '')
    from = next.lastIndex
    if (quotes) next.lastIndex = endOfQuotes(text, from)
  }
  return parts.join('') + text.slice(from)
}

/** The place behind the quote that closes a cell; the end of the text where none does. */
function endOfQuotes(text: string, start: number): number {
  let quote = text.indexOf('"', start)
  while (quote >= 0 && text[quote + 1] === '"') quote = text.indexOf('"', quote + 2)
  return quote < 0 ? text.length : quote + 1
}

function arrayOf(
  dtype: Exclude<DType, 'bool'>,
): Float32ArrayConstructor | Float64ArrayConstructor | Int32ArrayConstructor {
  if (dtype === 'float32') return Float32Array
  if (dtype === 'float64') return Float64Array
  if (dtype === 'int32') return Int32Array
  throw new DTypeError(`parseCsv: dtype is ${JSON.stringify(dtype)}; give 'float32', 'float64' or 'int32'.`)
}

const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i
const words: ReadonlyMap<string, number> = new Map([
  ['', Number.NaN],
  ['nan', Number.NaN],
  ['na', Number.NaN],
  ['null', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['+inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
  ['+infinity', Number.POSITIVE_INFINITY],
  ['-infinity', Number.NEGATIVE_INFINITY],
])

function noNumber(dtype: Exclude<DType, 'bool'>, cell: string): string {
  if (/^[+-]?\d+,\d+$/.test(cell)) return 'number; write a point for the comma'
  return dtype === 'int32' ? notHeld(dtype) : 'number; leave a missing one empty, and read text with classes()'
}

function notHeld(dtype: Exclude<DType, 'bool'>): string {
  return `${dtype === 'int32' ? 'integer' : 'number'} that ${dtype} holds`
}

function numberIn(cell: string): number | undefined {
  return decimal.test(cell) ? Number(cell) : words.get(cell.toLowerCase())
}

/** Whether the number of a cell stays one: an integer, or finite where digits are written. */
function holds(dtype: Exclude<DType, 'bool'>, cell: string, value: number): boolean {
  if (dtype === 'int32') return value === (value | 0)
  return Number.isFinite(dtype === 'float32' ? Math.fround(value) : value) || !decimal.test(cell)
}

/** The shortest decimal that reads as the same float64. */
function decimalOf(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

/** A name as a cell that is read again: an empty one alone would be an empty line. */
function quoted(name: string): string {
  return name === '' || /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name
}
