import { differentiableProgram, type Verdict } from '@adjoint/gradcheck'
import type { Interruption } from '../interruption.ts'
import type { Progress } from '../progress.ts'
import { type Point, rightPrograms } from './points.ts'
import { type Policy, policies, verdictOf } from './policies.ts'

/** What one policy said of one right program. */
export interface Saying {
  readonly policy: string
  readonly point: Point
  readonly verdict: Verdict
  readonly milliseconds: number
}

/** Every policy on every program; each program meets all policies before the next does. */
export async function askOfRightPrograms(
  count: number,
  seed: number,
  progress: Progress,
  interruption: Interruption,
): Promise<Saying[]> {
  const sayings: Saying[] = []
  let done = 0
  for (const portion of rightPrograms(count, seed)) {
    for (const point of portion) {
      if (await interruption.stops()) return sayings
      for (const [name, policy] of Object.entries(policies)) sayings.push(ask(name, policy, point))
      progress.update('right programs', ++done, count)
    }
  }
  return sayings
}

function ask(name: string, policy: Policy, point: Point): Saying {
  const f = differentiableProgram(point.program)
  const start = performance.now()
  const verdict = verdictOf(policy, f, point.program.inputs)
  return { policy: name, point, verdict, milliseconds: performance.now() - start }
}
