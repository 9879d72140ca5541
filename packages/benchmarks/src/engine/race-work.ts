// A work in which all peers race: they are started, checked, timed in rounds, and shown.
import { reference } from '../contenders/by-hand/index.ts'
import { interruptible } from '../interruption.ts'
import { writeBlock } from '../page.ts'
import { progressOn } from '../progress.ts'
import type { Work } from '../work.ts'
import { tolerance } from './agreement.ts'
import { entrantsOf, type RaceName } from './entrants.ts'
import { absencesText, absentNames, Lineup } from './lineup.ts'
import { busyText } from './load.ts'
import { optionsHelp, readEngineOptions } from './options.ts'
import { race } from './race.ts'
import { block, placeOf, tablesText } from './report.ts'
import { type Amount, type Row, rowsOf } from './rows.ts'
import type { Task } from './task.ts'

/** A task with a name of its own among the work's. */
export interface Case extends Amount {
  /** '' where there is one only */
  readonly name: string
  readonly task: Task
}

export interface RaceWork {
  readonly name: RaceName
  /** what is measured, in lines */
  readonly about: string
  readonly cases: () => readonly Case[]
  /** how many steps are compared before the clock runs */
  readonly checked: number
}

export function raceWork({ name, about, cases, checked }: RaceWork): Work {
  const place = placeOf(name)
  const help = `${about}

  npm run bench -- ${name} [options]

${optionsHelp}
  --write        put the tables into ${place.page}
  --help         print this

What is not installed is installed first, outside of the workspace. Each contender has a process of its own. What it
computes is checked before it is timed; then they take turns, a short burst each. µs a step is the median of the bursts,
from and to are their quartiles, ratio is to ours, compiled.
Ctrl-C stops it, and it prints what there is.`

  async function run(args: readonly string[]): Promise<void> {
    const options = readEngineOptions(args)
    const busy = busyText()
    if (busy !== null) console.error(busy)
    const start = performance.now()
    const progress = progressOn(process.stderr)
    const entrants = entrantsOf(name).filter(({ peer }) => options.only.has(peer))
    const lineup = new Lineup(entrants, (text) => console.error(text))
    const rows: Row[] = []
    const { interrupted } = await interruptible(async (interruption) => {
      for (const { name: caseName, task, ...amount } of cases()) {
        const label = `${name} ${caseName}`.trim()
        const right = reference(task, checked)
        const ready = await lineup.prepare(task, right, checked, interruption, (done, of) =>
          progress.update(`${label}: checking`, done, of),
        )
        const laps = await race(ready, options, interruption, (done, of) => progress.update(label, done, of))
        const times = [...laps].map(([{ entrant, engine }, { samples }]) => ({ ...entrant, engine, samples }))
        const found = rowsOf(name, caseName, times, amount)
        rows.push(...found)
        progress.end()
        if (options.json) for (const row of found) console.log(JSON.stringify(row))
        for (const [{ entrant }, { error }] of laps) if (error !== null) lineup.drop(entrant, error)
        if (await interruption.stops()) return
      }
    }).finally(() => lineup.end())

    const seconds = Math.round((performance.now() - start) / 1000)
    if (!options.json && rows.length > 0) console.log(`${tablesText(rows)}\n\n${summary(checked, seconds)}`)
    for (const text of absencesText(lineup.absences)) console.error(text)
    if (interrupted) {
      console.error('Stopped by Ctrl-C.')
      process.exitCode = 130
    } else if (options.write) {
      writeBlock(
        place,
        block(rows, absentNames(lineup.absences), `npm run bench -- ${name} ${args.join(' ')}`.trim(), seconds),
      )
      console.error(`Written to ${place.page}.`)
    }
  }
  return { help, run }
}

function summary(checked: number, seconds: number): string {
  const what = checked === 1 ? 'results' : `losses of the first ${checked} steps`
  return `All that are shown compute the same: their ${what} agree with float64 to ${tolerance} of their range.
${seconds} s in all.`
}
