// Holds compiled programs against eager ones in each Node.js that the packages support: random programs with their gradients,
// each optimisation left out once, with each instruction set; training; threads.
//
//   node scripts/check-engines.ts [--programs 5000] [--seed 1]
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { bundle } from './agreement/bundle.ts'
import { installNode } from './agreement/engines.ts'
import { readOptions } from './agreement/options.ts'
import { type Outcome, outcomeOf, show } from './agreement/outcome.ts'
import { type AgreementReport, messageOf } from './agreement/report.ts'

const { programs, seed } = readOptions('check-engines.ts', 5000)
const folder = mkdtempSync(join(tmpdir(), 'adjoint-engines-'))
const file = join(folder, 'agreement.mjs')
try {
  bundle('node', file)
  const own = Number.parseInt(process.versions.node, 10)
  const waiting = [own, ...[20, 22, 24].filter((major) => major !== own)]
  const outcomes: Outcome[] = []
  const work = async (): Promise<void> => {
    for (let major = waiting.shift(); major !== undefined; major = waiting.shift()) {
      const outcome = await outcomeIn(major, own)
      if (outcome !== null) outcomes.push(outcome)
    }
  }
  // each needs a second core only while it checks threads
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work))
  show(outcomes.sort((a, b) => a.place.localeCompare(b.place)))
} finally {
  rmSync(folder, { recursive: true })
}

/** @returns null where there is no such Node.js for this platform */
async function outcomeIn(major: number, own: number): Promise<Outcome | null> {
  const place = `Node.js ${major}`
  try {
    const node = major === own ? { executable: process.execPath } : await installNode(major, folder)
    if ('why' in node) {
      console.log(`${place} is not checked: ${node.why}.`)
      return null
    }
    const { stdout } = await promisify(execFile)(node.executable, [file, String(programs), String(seed)])
    const report: AgreementReport = JSON.parse(stdout)
    return outcomeOf(place, report, factsOf(major, report))
  } catch (error) {
    return { place, report: null, problems: [messageOf(error)] }
  }
}

/** What must hold in a Node.js, so that nothing goes untested in silence. */
function factsOf(major: number, { instructionSets, threads }: AgreementReport): string[] {
  const newest = major >= 22 ? 'relaxed' : 'simd' // relaxed SIMD came with V8 11.4
  return [
    ...(instructionSets[0] === newest ? [] : [`it has the instruction sets ${instructionSets}; ${newest} is expected`]),
    ...(threads.problem === null ? [] : [`no threads took part: ${threads.problem}`]),
  ]
}
