import { markdown, measuredBy, type Place } from '../page.ts'
import { cellsOf, kindsOf, longHeadings, type Row, verdictsText } from './summary.ts'

/** The page that shows the table. */
export const place: Place = { page: 'docs/explanation/why-a-verdict.md', work: 'gradcheck' }

/** What stands between the marks: the table, the machine, the command. */
export function block(rows: readonly Row[], command: string, seconds: number): string {
  const [own] = rows
  return [
    markdown(cellsOf(rows, longHeadings)),
    own ? `${own.policy} said: ${verdictsText(own)}.` : '',
    'The false alarms in float64 by the kind of the numbers:',
    markdown(kindsOf(rows, 'float64')),
    measuredBy(command, seconds),
  ].join('\n\n')
}
