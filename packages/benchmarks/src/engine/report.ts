import { styleText } from 'node:util'
import { colorEnabled, table } from '@adjoint/viz'
import { markdown, measuredBy, type Place } from '../page.ts'
import { cellsOf, type Row } from './rows.ts'

/** Where the works of the engine write. */
export const placeOf = (work: string): Place => ({ page: 'docs/explanation/performance.md', work })

/** A table for each case, for standard output. */
export function tablesText(rows: readonly Row[]): string {
  const color = colorEnabled()
  const terminal = process.stdout.isTTY === true
  const width = terminal ? process.stdout.columns : 120
  return [...casesOf(rows)]
    .map(([name, those]) => {
      const title = name === '' ? '' : `${color ? styleText('bold', name, { validateStream: false }) : name}\n\n`
      return `${title}${table(cellsOf(those, terminal), { width, color })}`
    })
    .join('\n\n')
}

/** What stands between a page's marks. @param absent who is not in the tables */
export function block(rows: readonly Row[], absent: readonly string[], command: string, seconds: number): string {
  const tables = [...casesOf(rows)].map(([name, those]) => {
    const cells = cellsOf(those, false).map((row) => ({ ...row, ratio: row.ratio == null ? '' : `${row.ratio}×` }))
    return `${name === '' ? '' : `**${name}**\n\n`}${markdown(cells, 2)}`
  })
  const engines = new Set(rows.map(({ engine }) => engine))
  const missing = absent.length === 0 ? [] : [`Not measured: ${absent.join(', ')}.`]
  return [...tables, `Computed by ${[...engines].join('; ')}.`, ...missing, measuredBy(command, seconds)].join('\n\n')
}

const casesOf = (rows: readonly Row[]): Map<string, Row[]> => Map.groupBy(rows, (row) => row.case ?? '')
