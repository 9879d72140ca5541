import { parseArgs } from 'node:util'
import type { AgreementOptions } from './report.ts'

/** --programs and --seed of the command line. */
export function optionsOf(args: readonly string[], programs: number): AgreementOptions {
  const { values } = parseArgs({ args: [...args], options: { programs: { type: 'string' }, seed: { type: 'string' } } })
  return {
    programs: countOf('programs', values.programs ?? String(programs)),
    seed: countOf('seed', values.seed ?? '1'),
  }
}

function countOf(name: string, text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count >= 1) return count
  throw new RangeError(`--${name} is ${text}; give an integer of 1 or more.`)
}
