// The work `compile-time`: what it takes to compile a step of training, and what comes out.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { colorEnabled, table } from '@adjoint/viz'
import { type Compilation, cellsOf, rowsOf, sizesText } from './compile-time/compilation.ts'
import { busyText } from './engine/load.ts'
import { quick, readSoloOptions, standard } from './engine/options.ts'
import { placeOf } from './engine/report.ts'
import { interruptible } from './interruption.ts'
import { markdown, measuredBy, writeBlock } from './page.ts'
import { progressOn } from './progress.ts'
import type { Work } from './work.ts'

const place = placeOf('compile-time')

const help = `What compile() takes for the step of moons: it happens in the first call. Each round is a process of its own, since an
engine is cold only once. later calls: the same time, counted in calls of the compiled step when all is warm.

  npm run bench -- compile-time [options]

  --rounds N     processes                    (${standard.rounds})
  --quick        ${quick.rounds} processes
  --json         one line of JSON a row, and no table
  --write        put the table into ${place.page}
  --help         print this

Ctrl-C stops it, and it prints what there is.`

export const work: Work = { help, run }

const once = fileURLToPath(new URL('compile-time/once.ts', import.meta.url))

async function run(args: readonly string[]): Promise<void> {
  const { rounds, json, write } = readSoloOptions(args)
  const busy = busyText()
  if (busy !== null) console.error(busy)
  const progress = progressOn(process.stderr)
  const start = performance.now()
  const compilations: Compilation[] = []
  const { interrupted } = await interruptible(async (interruption) => {
    for (let round = 0; round < rounds; round++) {
      if (await interruption.stops()) return
      progress.update('compile-time', round, rounds)
      const { stdout } = await promisify(execFile)(process.execPath, [once])
      compilations.push(JSON.parse(stdout))
    }
  }).finally(() => progress.end())
  const seconds = Math.round((performance.now() - start) / 1000)

  const rows = rowsOf(compilations)
  const [width, color] = [process.stdout.columns ?? 80, colorEnabled()]
  if (json) for (const row of rows) console.log(JSON.stringify(row))
  else if (rows.length > 0)
    console.log(`${table(cellsOf(rows), { width, color })}\n\n${sizesText(rows)} ${seconds} s in all.`)
  if (interrupted) {
    console.error('Stopped by Ctrl-C.')
    process.exitCode = 130
  } else if (write) {
    const command = `npm run bench -- compile-time ${args.join(' ')}`.trim()
    writeBlock(place, [markdown(cellsOf(rows)), sizesText(rows), measuredBy(command, seconds)].join('\n\n'))
    console.error(`Written to ${place.page}.`)
  }
}
