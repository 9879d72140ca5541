import { table } from '../../packages/viz/src/index.ts'
import type { AgreementReport } from './report.ts'

/** What came of running the program somewhere. */
export interface Outcome {
  /** where, such as a Node.js or a kind of page */
  readonly place: string
  /** null where there is none, because it could not be run, or ended early */
  readonly report: AgreementReport | null
  /** what is not as it must be there */
  readonly problems: readonly string[]
}

/** An outcome with the report's own failures among the problems. */
export function outcomeOf(place: string, report: AgreementReport, problems: readonly string[]): Outcome {
  return { place, report, problems: [...problems, ...report.failures, ...report.threads.failures] }
}

/** Prints a table, and what failed; the process then ends with 1. */
export function show(outcomes: readonly Outcome[]): void {
  const rows = outcomes.map(({ place, report, problems }) => ({
    place,
    engine: report?.engine ?? '',
    'instruction sets': report?.instructionSets.join(', ') ?? '',
    programs: report?.programs ?? 0,
    'on 2 threads': report?.threads.programs ?? 0,
    seconds: report === null ? '' : report.seconds.toFixed(1),
    failures: problems.length,
    'one thread, because': report?.threads.problem ?? '',
  }))
  console.log(table(rows, { width: 160 }))
  for (const { place, problems } of outcomes) for (const problem of problems) console.error(`\n${place}: ${problem}`)
  if (outcomes.some(({ problems }) => problems.length > 0)) process.exitCode = 1
}
