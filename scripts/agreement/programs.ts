import fc from 'fast-check'
import { grad } from '../../packages/autograd/src/index.ts'
import { agreementWith } from '../../packages/compile/test/agreement.ts'
import { adjoint, vocabulary } from '../../packages/gradcheck/src/adjoint/index.ts'
import {
  functionOf,
  onKinks,
  type Program,
  program,
  smallIntegers,
  smooth,
  special,
  ssaOf,
  ties,
} from '../../packages/gradcheck/src/index.ts'
import { withInstructionSet } from '../../packages/tensor/src/backend.ts'
import { isFloat, type Tensor } from '../../packages/tensor/src/index.ts'
import type { InstructionSet } from '../../packages/wasm/src/index.ts'
import { type AgreementOptions, describeFailure, type Finding, messageOf, type Pause } from './report.ts'
import { variantsOf } from './variants.ts'

const profiles = { smooth, smallIntegers, ties, special, onKinks: onKinks([0, 0.4]) }
const kinds = Object.entries(profiles).flatMap(([name, profile]) =>
  (['float64', 'float32'] as const).map((dtype) => ({
    name: `${name} ${dtype}`,
    programs: program(adjoint, vocabulary, { profile, dtype, maxOps: 10, maxSize: 100 }),
  })),
)

/** So many programs at a time, which takes well under a second: a page must answer in between. */
const pieceSize = 5
/** After so many failures nothing new is to be learnt, and shrinking each takes its time. */
const mostFailures = 5

/** Random programs and their gradients, compiled in every way, against eager ones. */
export async function checkPrograms(
  set: InstructionSet,
  { programs, seed }: AgreementOptions,
  pause: Pause,
): Promise<Finding> {
  const failures: string[] = []
  let done = 0
  for (let piece = 0; done < programs && failures.length < mostFailures; piece++) {
    const kind = kinds[piece % kinds.length]
    if (kind === undefined) break
    await pause(`${set}: ${done} of ${programs} programs`)
    const numRuns = Math.min(pieceSize, programs - done)
    const property = fc.property(kind.programs, (one) => withInstructionSet(set, () => checkProgram(one)))
    const run = fc.check(property, { numRuns, seed: seed + piece })
    if (run.failed) {
      const [smallest] = run.counterexample ?? []
      const listing = smallest === undefined ? [] : ['the smallest program:', ...ssaOf(smallest)]
      const how = `seed ${run.seed}, path ${run.counterexamplePath}`
      const text = [messageOf(run.errorInstance), ...listing, `numbers: ${JSON.stringify(smallest?.inputs)}`, how].join(
        '\n',
      )
      failures.push(describeFailure(`${set}, ${kind.name}`, text))
    }
    done += numRuns
  }
  return { programs: done, failures }
}

function checkProgram(one: Program<Tensor>): void {
  const f = functionOf(one)
  const x = one.inputs.map(adjoint.tensor)
  const argnums = x.map((_, i) => i)
  const sum = (...xs: Tensor[]): Tensor => f(...xs).sum()
  const differentiable = isFloat(f(...x).dtype)
  const both = (...xs: Tensor[]) => [f(...xs), differentiable ? grad(sum, { argnums })(...xs) : null]
  const agree = agreementWith(both, x)
  for (const { name, compiled } of variantsOf(both, x)) {
    try {
      agree(compiled)
    } catch (error) {
      throw new Error(`${name}: ${messageOf(error)}`, { cause: error })
    }
  }
}
