import { differentiableProgram, type Program, type ProgramOp } from '@adjoint/gradcheck'
import { type PlantedBug, plant, vocabulary } from '@adjoint/gradcheck/adjoint'
import type { Tensor } from '@adjoint/tensor'
import fc from 'fast-check'
import type { Interruption } from '../interruption.ts'
import type { Progress } from '../progress.ts'
import { kinds, type Programs, shrinkingToZero } from './points.ts'
import { type Policy, policies, verdictOf } from './policies.ts'

/** What the numbers of a failing program shrink to: to 0, as those of most generators, or to numbers like 0.473. */
export type ShrunkTo = 'zero' | 'generic'

/** How a policy fared with a bug. */
export interface Hunt {
  readonly policy: string
  readonly bug: PlantedBug
  readonly shrunkTo: ShrunkTo
  /** it rejects a program with the bug that it accepts without */
  readonly found: boolean
  /**
   * the counterexample that is left after shrinking has another gradient than without the bug: no checker is asked, ours neither;
   * null where there is none, or the bug is legal
   */
  readonly shown: boolean | null
  /** that counterexample */
  readonly counterexample: Program<Tensor> | null
}

/** How long a bug is looked for. */
export interface Effort {
  /** so many programs in which it can be seen */
  readonly visible: number
  /** of so many hundreds of programs at most */
  readonly portions: number
}

/** Every policy after every bug. */
export async function huntBugs(
  bugs: readonly PlantedBug[],
  effort: Effort,
  seed: number,
  progress: Progress,
  interruption: Interruption,
): Promise<Hunt[]> {
  const hunts: Hunt[] = []
  for (const [i, bug] of bugs.entries()) {
    // where the wrong derivative is a legal one, it differs from the right one at kinks only
    const generic = bug.legal ? kinds['on kinks'] : kinds.smooth
    for (const [shrunkTo, programs] of [
      ['generic', generic],
      ['zero', shrinkingToZero],
    ] as const) {
      const planted = plantIn(bug)
      const catches = await firstCatches(planted, programs, effort, seed, interruption)
      for (const [name, policy] of Object.entries(policies)) {
        progress.update('planted bugs', i, bugs.length)
        if (await interruption.stops()) return hunts
        const caught = catches.get(name)
        const wrong = caught && !bug.legal
        const counterexample = wrong ? await shrunk(planted, programs, policy, caught, interruption) : null
        if (await interruption.stops()) return hunts // it is not shrunk to the end
        const shown = counterexample && planted.differs(counterexample)
        hunts.push({ policy: name, bug, shrunkTo, found: caught !== undefined, shown, counterexample })
      }
    }
  }
  return hunts
}

interface Planted {
  readonly ops: readonly ProgramOp<Tensor>[]
  /** the same program without the bug */
  repaired(program: Program<Tensor>): Program<Tensor>
  /** is the gradient another one than without the bug? */
  differs(program: Program<Tensor>): boolean
}

function plantIn(bug: PlantedBug): Planted {
  const ops = plant(vocabulary, bug)
  const originals = new Map(ops.map((op, i) => [op, vocabulary[i] ?? op]))
  const repaired = (program: Program<Tensor>): Program<Tensor> => ({
    ...program,
    instructions: program.instructions.map(({ op, operands }) => ({ op: originals.get(op) ?? op, operands })),
  })
  return { ops, repaired, differs: (program) => differ(gradientsOf(program), gradientsOf(repaired(program))) }
}

/** Where the search met a program: `fc.sample` and `fc.check` find it again by its seed and path. */
interface Place {
  readonly seed: number
  readonly path: string
}

/** For each policy the first program on which it notices the bug. */
async function firstCatches(
  { ops, repaired, differs }: Planted,
  programs: Programs,
  effort: Effort,
  firstSeed: number,
  interruption: Interruption,
): Promise<Map<string, Place>> {
  const catches = new Map<string, Place>()
  let visible = 0
  for (let seed = firstSeed; seed < firstSeed + effort.portions; seed++) {
    if (await interruption.stops()) return catches
    for (const [index, program] of fc.sample(programs('float64', ops), { numRuns: 100, seed }).entries()) {
      if (!differs(program)) continue
      for (const [name, policy] of Object.entries(policies)) {
        if (catches.has(name) || !rejects(policy, program)) continue
        if (!rejects(policy, repaired(program))) catches.set(name, { seed, path: String(index) })
      }
      if (++visible === effort.visible || catches.size === Object.keys(policies).length) return catches
    }
  }
  return catches
}

/** What fast-check shrinks the program to, with nothing but the policy to tell it what is a failure. */
async function shrunk(
  { ops }: Planted,
  programs: Programs,
  policy: Policy,
  place: Place,
  interruption: Interruption,
): Promise<Program<Tensor> | null> {
  // an interruption ends it by accepting all that is left to try
  const accepts = async (program: Program<Tensor>) => (await interruption.stops()) || !rejects(policy, program)
  const run = await fc.check(fc.asyncProperty(programs('float64', ops), accepts), { ...place, numRuns: 1 })
  return run.counterexample?.[0] ?? null
}

const rejects = (policy: Policy, program: Program<Tensor>): boolean =>
  verdictOf(policy, differentiableProgram(program), program.inputs) === 'fail'

/** The numbers of all cotangents of the inputs; null where reverse mode throws. */
function gradientsOf(program: Program<Tensor>): number[] | null {
  const f = differentiableProgram(program)
  const y = f.value(program.inputs)
  try {
    // neither uniform nor symmetric, lest it hide something
    const g = { ...y, data: y.data.map((_, i) => 1 + ((7 * i) % 5) / 4) }
    return f.vjp(program.inputs, g).flatMap(({ data }) => data)
  } catch {
    return null
  }
}

/** By more than rounding? */
function differ(a: readonly number[] | null, b: readonly number[] | null): boolean {
  if (a === null || b === null) return a !== b
  return a.some((value, i) => {
    const other = b[i] ?? Number.NaN
    return !Object.is(value, other) && !(Math.abs(value - other) <= 1e-9 * (1 + Math.abs(other)))
  })
}
