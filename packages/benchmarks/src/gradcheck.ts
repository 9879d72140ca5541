// The work `gradcheck`: how our way of checking gradients compares with those of other frameworks, on the same random programs.
import { plantedBugs } from '@adjoint/gradcheck/adjoint'
import { colorEnabled, table } from '@adjoint/viz'
import { MistakenUse, readFlags, readInteger } from './command-line.ts'
import { type Effort, huntBugs } from './gradcheck/bugs.ts'
import { askOfRightPrograms, type Saying } from './gradcheck/false-alarms.ts'
import { block, place } from './gradcheck/page.ts'
import { descriptionOf } from './gradcheck/points.ts'
import { cellsOf, rowsOf, shortHeadings, verdictsText } from './gradcheck/summary.ts'
import { interruptible } from './interruption.ts'
import { writeBlock } from './page.ts'
import { progressOn } from './progress.ts'
import type { Work } from './work.ts'

const standard: Options = { programs: 20_000, seed: 1, effort: { visible: 300, portions: 40 }, everyBug: 1 }
const quick: Options = { programs: 600, seed: 1, effort: { visible: 30, portions: 4 }, everyBug: 20 }

interface Options {
  readonly programs: number
  readonly seed: number
  readonly effort: Effort
  /** only every so-manieth bug is planted */
  readonly everyBug: number
}

const help = `Five policies of checking gradients on the same random programs: Adjoint's, and ports of those of PyTorch, JAX, HIPS autograd
and ChainRulesTestUtils. How many right programs each rejects, how many planted bugs it finds, whether the counterexample
still shows the bug after shrinking, and what a program takes.

  npm run bench -- gradcheck [options]

  --programs N   right programs, spread evenly over dtypes and kinds of numbers   (${standard.programs})
  --seed N       another N, other programs                                         (${standard.seed})
  --quick        ${quick.programs} programs and every twentieth bug
  --json         one line of JSON a policy, and no table
  --write        put the table into ${place.page}
  --help         print this

It takes some minutes. Ctrl-C stops it, and it prints what there is.`

const legend = `alarms       right programs that are rejected
bugs found   planted bugs of which a program is rejected that is accepted without the bug
shrunk to 0  counterexamples of these whose gradient is still not that without the bug, shrunk with fast-check's doubles,
to 0.473     and with numbers that shrink to generic ones
ms           a program, the median
`

export const work: Work = { help, run }

async function run(args: readonly string[]): Promise<void> {
  const flag = { type: 'boolean' } as const
  const string = { type: 'string' } as const
  const given = readFlags(args, { programs: string, seed: string, quick: flag, json: flag, write: flag })
  const base = given.quick === true ? quick : standard
  const programs = readInteger('programs', given.programs, base.programs, 1)
  const seed = readInteger('seed', given.seed, base.seed, 0)
  if (given.write === true && given.quick === true) throw new MistakenUse('--write takes no --quick: it writes a page.')

  const bugs = plantedBugs.filter((_, i) => i % base.everyBug === 0)

  const progress = progressOn(process.stderr)
  const start = performance.now()
  const { result, interrupted } = await interruptible(async (interruption) => {
    const sayings = await askOfRightPrograms(programs, seed, progress, interruption)
    const hunts = await huntBugs(bugs, base.effort, seed, progress, interruption)
    return { sayings, hunts }
  })
  progress.end()
  const seconds = Math.round((performance.now() - start) / 1000)

  const rows = rowsOf(result.sayings, result.hunts)
  const [own] = rows
  if (given.json === true) {
    for (const row of rows) console.log(JSON.stringify(row))
  } else {
    const [width, color] = [process.stdout.columns ?? 80, colorEnabled()]
    console.log(`${table(cellsOf(rows, shortHeadings), { width, color })}\n\n${legend}`)
    if (own) console.log(`${own.policy}: ${verdictsText(own)}. ${seconds} s in all.`)
  }
  for (const text of ownAlarms(result.sayings)) console.error(text)
  if (interrupted) {
    console.error('Stopped by Ctrl-C.')
    process.exitCode = 130
  } else if (given.write === true) {
    writeBlock(place, block(rows, `npm run bench -- gradcheck ${args.join(' ')}`.trim(), seconds))
    console.error(`Written to ${place.page}.`)
  }
}

/** The right programs that our own policy rejects, each so that it can be found again. */
function ownAlarms(sayings: readonly Saying[]): string[] {
  const alarms = sayings.filter(({ policy, verdict }) => policy === 'Adjoint gradcheck' && verdict === 'fail')
  return alarms.map(({ point }) => `A false alarm of our own: ${descriptionOf(point)}`)
}
