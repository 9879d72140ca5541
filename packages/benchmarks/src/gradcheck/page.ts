import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Cell } from '@adjoint/viz'
import { cellsOf, kindsOf, longHeadings, type Row, verdictsText } from './summary.ts'

/** The page that shows the table. */
export const page = 'docs/explanation/why-a-verdict.md'

const file = fileURLToPath(new URL(`../../../../${page}`, import.meta.url))
const begin = '<!-- npm run bench -- gradcheck --write: begin -->'
const end = '<!-- npm run bench -- gradcheck --write: end -->'

/** What stands between the markers: the table, the machine, the command. */
export function block(rows: readonly Row[], command: string, seconds: number): string {
  const [own] = rows
  const cpu = cpus()[0]?.model ?? 'an unknown processor'
  const date = new Date().toISOString().slice(0, 10)
  return [
    markdown(cellsOf(rows, longHeadings)),
    own ? `${own.policy} said: ${verdictsText(own)}.` : '',
    'The false alarms in float64 by the kind of the numbers:',
    markdown(kindsOf(rows, 'float64')),
    `Measured ${date} by \`${command}\` in ${seconds} s: ${cpu}, Node.js ${process.version}.`,
  ].join('\n\n')
}

/**
 * Puts a text between the page's markers.
 *
 * @throws Error when they are not there
 */
export function writeBlock(text: string): void {
  writeFileSync(file, replaceBlock(readFileSync(file, 'utf8'), text))
}

/** The page with another text between its markers. */
export function replaceBlock(old: string, text: string): string {
  const [from, to] = [old.indexOf(begin), old.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`${page} has no lines "${begin}" and "${end}"; put them in.`)
  return `${old.slice(0, from)}${begin}\n\n${text}\n\n${old.slice(to)}`
}

/** A table as Markdown; the first column left, all others right. */
function markdown(rows: readonly Readonly<Record<string, Cell>>[]): string {
  const heads = Object.keys(rows[0] ?? {})
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [
    line(heads),
    line(heads.map((_, column) => (column === 0 ? '---' : '---:'))),
    ...rows.map((row) => line(heads.map((head) => String(row[head] ?? '')))),
  ].join('\n')
}
