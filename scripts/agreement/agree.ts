import { instructionSet } from '../../packages/tensor/src/backend.ts'
import type { InstructionSet } from '../../packages/wasm/src/index.ts'
import { checkPrograms } from './programs.ts'
import type { AgreementOptions, AgreementReport, Finding, Pause, ThreadsFinding } from './report.ts'
import { checkThreads } from './threads.ts'
import { checkTraining } from './training.ts'

const all: readonly InstructionSet[] = ['none', 'simd', 'relaxed']

/**
 * Holds compiled programs against eager ones, with each instruction set that this engine has. It runs in Node.js and in
 * pages, so it uses what both have.
 */
export async function agree(engine: string, options: AgreementOptions, pause: Pause): Promise<AgreementReport> {
  const begin = Date.now()
  const instructionSets = all.slice(0, all.indexOf(instructionSet()) + 1).toReversed()
  const findings: Finding[] = []
  const onThreads: ThreadsFinding[] = []
  for (const set of instructionSets) {
    findings.push(await checkPrograms(set, options, pause), await checkTraining(set, pause))
    // without WebAssembly there are none, which is to be tried only where that is all there is
    if (set !== 'none' || instructionSets.length === 1) onThreads.push(await checkThreads(set, pause))
  }
  return {
    engine,
    instructionSets,
    programs: findings.reduce((sum, { programs }) => sum + programs, 0),
    failures: findings.flatMap(({ failures }) => failures),
    threads: {
      problem: onThreads.find(({ problem }) => problem !== null)?.problem ?? null,
      programs: onThreads.reduce((sum, { programs }) => sum + programs, 0),
      failures: onThreads.flatMap(({ failures }) => failures),
    },
    seconds: (Date.now() - begin) / 1000,
  }
}
