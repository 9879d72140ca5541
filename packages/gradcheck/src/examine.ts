import { type Along, alongOf, scaled } from './along.ts'
import { bendingDirections } from './bends.ts'
import { type Differentiable, floatInputs } from './differentiable.ts'
import { genericDirection, placesOf, stepUnit } from './directions.ts'
import { attempt, type Finding, thrown, worst } from './finding.ts'
import { forwardFindings } from './forward.ts'
import {
  coarsestEpsilon,
  cotangentOf,
  dot,
  filled,
  isFloat,
  type NDArray,
  sameShape,
  signature,
  unit,
} from './ndarray.ts'
import { floorOf, type Verdict } from './quotients.ts'
import { secondOrder } from './second-order.ts'

/** What was found at one point, before anybody asks why. */
export interface Examination {
  readonly findings: readonly Finding[]
  readonly value: NDArray
  /** the cotangents of the inputs; empty where reverse mode threw */
  readonly gradients: readonly NDArray[]
}

/** The worst of its findings. */
export const verdictOf = ({ findings }: Examination): Verdict => worst(findings.map(({ verdict }) => verdict))

/**
 * Every check of a function's derivatives at one point: each element (of more than 64, some, and directions) by difference
 * quotients, the forward mode by ⟨g, J v⟩ = ⟨Jᵀ g, v⟩, and at order 2 the gradient as a function of its own.
 */
export function examine(f: Differentiable, at: readonly NDArray[], order: 1 | 2): Examination {
  const value = f.value(at)
  if (!isFloat(value.dtype)) {
    throw new TypeError(`the function gives ${value.dtype}; only float32 and float64 have derivatives.`)
  }
  if (value.data.length > 0 && !value.data.some(Number.isFinite)) {
    const message = 'the function is not finite here'
    const finding = {
      check: 'reverse',
      verdict: 'undecided',
      element: null,
      analytic: Number.NaN,
      slope: null,
      message,
    } as const
    return { findings: [finding], value, gradients: [] }
  }
  if (at.length === 0) return { findings: [], value, gradients: [] }
  const g = cotangentOf(value)
  const reverse = attempt(() => f.vjp(at, g))
  if ('thrown' in reverse) return { findings: [thrown('reverse', reverse.thrown)], value, gradients: [] }
  const gradients = reverse.result
  const malformed = formFindings(at, gradients)
  if (malformed.length > 0) return { findings: malformed, value, gradients }

  const along = alongOf(f, at, g, value)
  const eps = coarsestEpsilon(value, ...at)
  const elements = elementFindings(along, at, gradients, eps)
  const findings = [...elements, ...directionFindings(f, along, at, { value, gradients }, elements, eps)]
  findings.push(...forwardFindings(f, along, at, g, gradients, eps), ...scaleFindings(f, at, g, gradients, eps))
  if (order === 2) findings.push(...secondOrder(f, at, g, eps))
  return { findings, value, gradients }
}

/** A gradient must have its input's shape and dtype. */
function formFindings(at: readonly NDArray[], gradients: readonly NDArray[]): Finding[] {
  return floatInputs(at).flatMap((k): Finding[] => {
    const [x, gradient] = [at[k], gradients[k]]
    if (x === undefined || (gradient && sameShape(gradient.shape, x.shape) && gradient.dtype === x.dtype)) return []
    const message = `the gradient of input ${k} is ${gradient ? signature(gradient) : 'missing'}, but the input is ${signature(x)}`
    const element = { input: k, place: 0 }
    return [{ check: 'form', verdict: 'fail', element, analytic: Number.NaN, slope: null, message }]
  })
}

/**
 * The cotangent of a single result is 1, and a pullback that leaves it out, or squares it, is right by chance. So it is asked
 * once more. A power of 2 changes no rounding.
 */
function scaleFindings(
  f: Differentiable,
  at: readonly NDArray[],
  g: NDArray,
  gradients: readonly NDArray[],
  eps: number,
): Finding[] {
  if (g.data.length !== 1) return []
  const attempted = attempt(() => f.vjp(at, filled(g, -2)))
  if ('thrown' in attempted) return [thrown('reverse', attempted.thrown)]
  for (const k of floatInputs(at)) {
    const [before, after] = [gradients[k]?.data ?? [], attempted.result[k]?.data ?? []]
    for (const [place, analytic] of before.entries()) {
      const [given = Number.NaN, wanted] = [after[place], -2 * analytic]
      // where threads add up, the last bits may differ; what is not finite has overflowed
      if (!(Math.abs(given - wanted) > 1e-3 * Math.abs(wanted) + floorOf(eps)) || !Number.isFinite(given)) continue
      const message = `for the cotangent -2 it is ${given}, not ${wanted}: multiply by the cotangent, once`
      return [{ check: 'reverse', verdict: 'fail', element: null, analytic, slope: null, message }]
    }
  }
  return []
}

function elementFindings(along: Along, at: readonly NDArray[], gradients: readonly NDArray[], eps: number): Finding[] {
  return placesOf(at).map(({ input, place }): Finding => {
    const analytic = gradients[input]?.data[place] ?? Number.NaN
    const step = stepUnit(at[input]?.data[place] ?? 0, eps)
    const { verdict, slope } = along(unit(at, input, place, step), analytic * step)
    return { check: 'reverse', verdict, element: { input, place }, analytic, slope: scaled(slope, 1 / step) }
  })
}

/**
 * Directions through all elements, where there are too many to try each; and, for each result that bends, one through all
 * elements that it depends on: where several tie for a maximum, each may have any share of the cotangent, but together they
 * have the whole.
 */
function directionFindings(
  f: Differentiable,
  along: Along,
  at: readonly NDArray[],
  { value, gradients }: Pick<Examination, 'value' | 'gradients'>,
  elements: readonly Finding[],
  eps: number,
): Finding[] {
  const total = floatInputs(at).reduce((sum, k) => sum + (at[k]?.data.length ?? 0), 0)
  const generic = elements.length < total ? [1, 2, 3, 4].map((seed) => genericDirection(at, seed, eps)) : []
  return [...generic, ...bendingDirections(f, at, value, elements, eps)].map((direction): Finding => {
    const analytic = dot(gradients, direction).value
    return { check: 'reverse', element: null, direction, analytic, ...along(direction, analytic) }
  })
}
