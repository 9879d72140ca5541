import { type Culprit, type Explanation, findCulprit } from './culprit.ts'
import type { Differentiable } from './differentiable.ts'
import { type Examination, examine, verdictOf } from './examine.ts'
import type { Finding } from './finding.ts'
import { inWords } from './given.ts'
import { largest, type NDArray } from './ndarray.ts'
import type { Verdict } from './quotients.ts'

/** The result of checking a function's derivatives at one point. */
export interface GradientCheck extends Examination {
  readonly verdict: Verdict
  readonly at: readonly NDArray[]
  /** the finding that shows the verdict best, of the guilty op where there is one: an element's before a direction's */
  readonly main: Finding | null
  /** whose fault a failure is, where the function's ops are known */
  readonly culprit: Culprit | null
}

/**
 * Checks derivatives at one point and, where they fail, looks for the cause.
 *
 * A failure at a kink may be nobody's fault: at 0, relu(x) - relu(-x) is x, but the chain rule over the legal subgradients 0
 * gives 0 and not 1. So every op is checked alone. Where each is right, and the chain rule over them gives the gradient that
 * the framework gave, the point is to blame, and the verdict is that of the op at a kink or an edge.
 */
export function checkDifferentiable(f: Differentiable, at: readonly NDArray[], order: 1 | 2 = 1): GradientCheck {
  if (order !== 1 && order !== 2) throw new RangeError(`the order of derivatives is ${inWords(order)}; give 1 or 2.`)
  const examination = examine(f, at, order)
  const found = verdictOf(examination)
  if (found === 'fail' || found === 'undecided') checkRepeatable(f, at, examination)
  const explained = found === 'fail' ? findCulprit(f, at, examination, order) : { verdict: found, culprit: null }
  return { ...examination, ...explained, at, main: mainOf(explained, examination) }
}

/** Of a function that draws random numbers nothing can be said. Last bits may differ: threads add up in any order. */
function checkRepeatable(f: Differentiable, at: readonly NDArray[], { value }: Examination): void {
  const { data } = value
  const again = f.value(at).data
  const size = largest([value])
  const other = data.findIndex((value, i) => Math.abs(value - (again[i] ?? Number.NaN)) > 1e-3 * size)
  if (other < 0) return
  const values = `${data[other]}, and ${again[other]} when it was called again with the same numbers`
  throw new Error(`the function gave ${values}; fix its seed, or leave out what is random.`)
}

function mainOf({ verdict, culprit }: Explanation, { findings }: Examination): Finding | null {
  const all = culprit?.alone.findings ?? findings
  const candidates = all.filter((finding) => finding.verdict === verdict)
  return candidates.find(({ element }) => element !== null) ?? candidates[0] ?? all[0] ?? null
}
