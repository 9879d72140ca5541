import { parseArgs } from 'node:util'
import { type AgreementOptions, messageOf } from './report.ts'

/** The options of the command line. `--help` ends the program with its usage, and a mistake with that and what is wrong. */
export function readOptions(script: string, programs: number): AgreementOptions {
  const args = process.argv.slice(2)
  const usage = `node scripts/${script} [--programs ${programs}] [--seed 1]`
  if (args.includes('--help')) {
    console.log(usage)
    process.exit(0)
  }
  try {
    return optionsOf(args, programs)
  } catch (error) {
    console.error(`${messageOf(error)}\n${usage}`)
    process.exit(2)
  }
}

/** --programs and --seed. */
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
