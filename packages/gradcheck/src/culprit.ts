import { accumulatesRight } from './accumulate.ts'
import type { Differentiable, Step } from './differentiable.ts'
import { genericDirection, stepUnit } from './directions.ts'
import { type Examination, examine, verdictOf } from './examine.ts'
import { attempt, type Finding, worst } from './finding.ts'
import { coarsestEpsilon, cotangentOf, dot, isFloat, largest, moved, type NDArray, overflows } from './ndarray.ts'
import { isKink, longestStep, type Verdict } from './quotients.ts'

/** What made a check fail: an op, checked alone; or none of them, so that the tape, or what stands between the ops, is wrong. */
export interface Culprit {
  readonly op: string
  /** what was found when the op was checked alone, at the values it had in the function */
  readonly alone: Examination & { readonly at: readonly NDArray[] }
}

/** A verdict, and whose fault a failure is. */
export interface Explanation {
  readonly verdict: Verdict
  readonly culprit: Culprit | null
}

/** How the report calls the code between the ops. */
export const accumulation = 'accumulation in the tape'

/** And how a number that a function takes out of the tape, and computes with. */
export const reading = 'a value read as a number (item, toArray, ...): it has no derivative'

/** Explains a failure: by an op that is wrong, by the tape, or by the point. */
export function findCulprit(f: Differentiable, at: readonly NDArray[], failed: Examination, order: 1 | 2): Explanation {
  const tried = attempt(() => f.steps?.(at) ?? [])
  const steps = 'result' in tried ? tried.result : [] // that the ops cannot be told makes no gradient right
  if (steps.length === 0) return { verdict: atAnyRate(f, at, failed), culprit: null }
  const verdicts: Verdict[] = []
  for (const step of steps) {
    if (!isFloat(step.f.value(step.at).dtype)) continue // an order or a truth has no derivative
    const alone = examine(step.f, step.at, order)
    const verdict = verdictOf(alone) === 'fail' ? atAnyRate(step.f, step.at, alone) : verdictOf(alone)
    if (verdict === 'fail') return { verdict, culprit: { op: step.op, alone: { ...alone, at: step.at } } }
    verdicts.push(verdict)
  }
  const special = worst(verdicts.filter((verdict) => verdict !== 'pass'))
  const tape: Explanation = { verdict: 'fail', culprit: { op: accumulation, alone: { ...failed, at } } }
  const wrong = failed.findings.filter(({ verdict }) => verdict === 'fail')
  if (failed.gradients.length === 0) return tape
  // what is infinite inside, though the result is not, has no finite derivative to pass on
  const notFinite = wrong.every(({ analytic }) => !Number.isFinite(analytic))
  if (notFinite && overflows(steps.flatMap((step) => step.at))) return { verdict: 'undecided', culprit: null }
  if (!accumulatesRight(steps, at, failed)) return tape
  if (!followsSteps(f, steps, at) && !passesNearby(f, at, order)) {
    return { verdict: 'fail', culprit: { op: reading, alone: { ...failed, at } } }
  }
  // at the edge of an op's domain the chain rule may give what is not finite, though the function is flat there
  if (notFinite && special !== 'pass') return { verdict: special, culprit: null }
  const onlyReverse = wrong.every(({ check }) => check === 'reverse')
  if (onlyReverse) return { verdict: special === 'pass' ? 'undecided' : special, culprit: null }
  if (isLostInside(steps, at, failed)) return { verdict: 'undecided', culprit: null }
  if (special !== 'pass' && passesNearby(f, at, order)) return { verdict: special, culprit: null }
  return tape
}

/**
 * Do the ops, applied to other numbers, give what the function gives there? Where they do not, it has read a number, which the
 * tape takes for a constant, or gone another way.
 */
function followsSteps(f: Differentiable, steps: readonly Step[], at: readonly NDArray[]): boolean {
  return nearby(at, 6).every((point) => {
    const there = attempt(() => {
      const values = [...point]
      for (const { f: op, operands } of steps) values.push(op.value(operands.flatMap((index) => values[index] ?? [])))
      const [own, other] = [f.value(point).data, values.at(-1)?.data ?? []]
      const rounding = 1024 * coarsestEpsilon(...values) * largest(values)
      return own.every((value, i) => !(Math.abs(value - (other[i] ?? Number.NaN)) > rounding))
    })
    return 'thrown' in there || there.result
  })
}

/** May the failures be changes that were lost in the rounding of a large number inside the function? */
function isLostInside(steps: readonly Step[], at: readonly NDArray[], { findings }: Examination): boolean {
  const inside = steps.flatMap((step) => step.at)
  const eps = coarsestEpsilon(...at, ...inside)
  const rounding = 64 * eps * largest(inside) // 64, because an op or two may have amplified it
  /** a direction has its units in itself */
  const unitOf = (element: Finding['element']): number =>
    element === null ? 1 : stepUnit(at[element.input]?.data[element.place] ?? 0, eps)
  return findings.every(({ check, verdict, analytic, other, slope, element }) => {
    if (verdict !== 'fail') return true
    const wanted = check === 'dot product' ? other : slope?.central.value
    const missed = Math.abs(analytic - (wanted ?? Number.NaN))
    return missed * unitOf(element) * longestStep(eps) <= rounding
  })
}

/** What is wrong is wrong nearly everywhere; one point of six may by chance lie at kinks again. Where f throws is no point. */
function passesNearby(f: Differentiable, at: readonly NDArray[], order: 1 | 2): boolean {
  let failures = 0
  for (const point of nearby(at, 6)) {
    const there = attempt(() => verdictOf(examine(f, point, order)))
    if ('result' in there && there.result === 'fail' && ++failures > 1) return false
  }
  return true
}

/**
 * The verdict on a function whose inside is not known. Where several kinks meet, as those of clip(x, x, x), its derivatives
 * must lie among those of the points around, which are held against difference quotients themselves. This is Clarke's
 * generalised gradient, sampled (Burke, Lewis and Overton, 2005). A kink may not show along any element: of three equal
 * numbers that are sorted, the middle one may go up or down and end in places with the same cotangent.
 */
function atAnyRate(f: Differentiable, at: readonly NDArray[], failed: Examination): Verdict {
  if (!passesNearby(f, at, 1)) return 'fail'
  const atKink = failed.findings.some(
    ({ verdict, slope }) => verdict === 'kink' || (slope !== null && isKink(slope, 1e-3)),
  )
  const around = nearby(at, 128).flatMap((point) => {
    const there = attempt(() => f.vjp(point, cotangentOf(f.value(point))))
    return 'thrown' in there ? [] : [there.result]
  })
  const wrong = failed.findings.filter(({ verdict }) => verdict === 'fail')
  return wrong.every((finding) => isAmong(finding, failed.gradients, around, atKink)) ? 'kink' : 'fail'
}

/**
 * Does the derivative that was found lie between those of the points around?
 *
 * @param bends is the point known to be a kink? Else those around must differ, as they do round a kink only
 */
function isAmong(
  { element, direction, check }: Finding,
  gradients: readonly NDArray[],
  around: readonly (readonly NDArray[])[],
  bends: boolean,
): boolean {
  if (check !== 'reverse' || (element === null && direction === undefined)) return false
  const derivative = (of: readonly NDArray[]): number =>
    direction ? dot(of, direction).value : (of[element?.input ?? 0]?.data[element?.place ?? 0] ?? Number.NaN)
  const own = derivative(gradients)
  const others = around.map(derivative)
  const slack = 1e-2 * (1 + Math.abs(own)) // the points around are a little away
  const [least, most] = [Math.min(...others), Math.max(...others)]
  return own >= least - slack && own <= most + slack && (bends || most - least > 4 * slack)
}

/** Points a little away in generic directions, where kinks that met in one point have come apart. */
function nearby(at: readonly NDArray[], count: number): NDArray[][] {
  const eps = coarsestEpsilon(...at)
  const distance = eps < 1e-10 ? 2 ** -9 : 2 ** -5
  return Array.from({ length: count }, (_, i) => moved(at, genericDirection(at, 8 + i, eps), distance))
}
