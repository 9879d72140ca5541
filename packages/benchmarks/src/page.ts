// The pages that show what was measured: each work writes between two marks of its own.
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Cell } from '@adjoint/viz'

/** Where a work writes. */
export interface Place {
  /** its page, from the root of the repository */
  readonly page: string
  /** the name of the work */
  readonly work: string
}

/**
 * Puts a text between the page's marks.
 *
 * @throws Error when they are not there
 */
export function writeBlock(place: Place, text: string): void {
  const file = fileURLToPath(new URL(`../../../${place.page}`, import.meta.url))
  writeFileSync(file, replaceBlock(place, readFileSync(file, 'utf8'), text))
}

/** The page with another text between its marks. */
export function replaceBlock({ page, work }: Place, old: string, text: string): string {
  const begin = `<!-- npm run bench -- ${work} --write: begin -->`
  const end = `<!-- npm run bench -- ${work} --write: end -->`
  const [from, to] = [old.indexOf(begin), old.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`${page} has no lines "${begin}" and "${end}"; put them in.`)
  return `${old.slice(0, from)}${begin}\n\n${text}\n\n${old.slice(to)}`
}

/** When, by what and on what something was measured. */
export function measuredBy(command: string, seconds: number): string {
  const [first, ...others] = cpus()
  const cpu = `${first?.model ?? 'an unknown processor'}${others.length > 0 ? `, ${others.length + 1} cores` : ''}`
  const date = new Date().toISOString().slice(0, 10)
  return `Measured ${date} by \`${command}\` in ${seconds} s: ${cpu}, Node.js ${process.version}.`
}

/** A table as Markdown; the first columns left, all others right. */
export function markdown(rows: readonly Readonly<Record<string, Cell>>[], left = 1): string {
  const heads = Object.keys(rows[0] ?? {})
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [
    line(heads),
    line(heads.map((_, column) => (column < left ? '---' : '---:'))),
    ...rows.map((row) => line(heads.map((head) => String(row[head] ?? '')))),
  ].join('\n')
}
