import { bendingDirections } from './bends.ts'
import { type Differentiable, floatInputs } from './differentiable.ts'
import { type Element, genericDirection, placesOf, smallestScale, stepUnit } from './directions.ts'
import {
  coarsestEpsilon,
  cotangentOf,
  dot,
  isFloat,
  moved,
  type NDArray,
  overflows,
  sameShape,
  signature,
  unit,
} from './ndarray.ts'
import { floorOf, type Judgement, judge, type Slope, type Verdict } from './quotients.ts'

/** One thing that was checked at a point. */
export interface Finding {
  readonly check: 'reverse' | 'forward' | 'dot product' | 'form' | 'second order' | 'symmetry'
  readonly verdict: Verdict
  /** the element of an input that was varied; null for a direction through all of them */
  readonly element: Element | null
  /** where that is no generic one, the direction */
  readonly direction?: readonly NDArray[]
  /** the derivative that was given */
  readonly analytic: number
  /** what it was held against: difference quotients, or the other mode's number */
  readonly slope: Slope | null
  readonly other?: number
  /** what is wrong with the form of a gradient, or what was thrown */
  readonly message?: string
}

/** What was found at one point, before anybody asks why. */
export interface Examination {
  readonly findings: readonly Finding[]
  readonly value: NDArray
  /** the cotangents of the inputs; empty where reverse mode threw */
  readonly gradients: readonly NDArray[]
}

/**
 * Every check of a function's derivatives at one point: each element (of more than 64, some, and directions) by difference
 * quotients, the forward mode by ⟨g, J v⟩ = ⟨Jᵀ g, v⟩, and at order 2 the gradient as a function of its own.
 */
export function examine(f: Differentiable, at: readonly NDArray[], order: 1 | 2): Examination {
  const value = f.value(at)
  if (!isFloat(value.dtype)) {
    throw new TypeError(`the function gives ${value.dtype}; only float32 and float64 have derivatives.`)
  }
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
  findings.push(...forwardFindings(f, along, at, g, gradients, eps))
  if (order === 2) findings.push(...secondOrder(f, at, g, eps))
  return { findings, value, gradients }
}

/** The worst of some verdicts: a failure counts before a doubt, a doubt before a kink. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  const order: readonly Verdict[] = ['fail', 'undecided', 'kink']
  return order.find((verdict) => verdicts.includes(verdict)) ?? 'pass'
}

type Along = (dx: readonly NDArray[], analytic: number, eps: number) => Judgement

/** Judges a derivative of ⟨g, f⟩ along a direction. */
function alongOf(f: Differentiable, at: readonly NDArray[], g: NDArray, value: NDArray): Along {
  const centre = terms(value, g)
  const excused = overflows([...at, value])
  return (dx, analytic, eps) => {
    const judgement = judge((t) => (t === 0 ? centre : terms(f.value(moved(at, dx, t)), g)), analytic, eps)
    // beside an infinity or NaN, or what soon is one, no finite derivative is owed
    return excused && !Number.isFinite(analytic) ? { ...judgement, verdict: 'undecided' } : judgement
  }
}

/** The terms of ⟨g, y⟩; 0 where g is 0, be y what it may. */
const terms = (y: NDArray, g: NDArray): number[] =>
  y.data.map((value, i) => (g.data[i] === 0 ? 0 : value * (g.data[i] ?? Number.NaN)))

type Attempt<T> = { readonly result: T } | { readonly thrown: unknown }

function attempt<T>(run: () => T): Attempt<T> {
  try {
    return { result: run() }
  } catch (error) {
    return { thrown: error }
  }
}

function thrown(check: Finding['check'], error: unknown): Finding {
  const message = error instanceof Error ? error.message : String(error)
  return { check, verdict: 'fail', element: null, analytic: Number.NaN, slope: null, message: `throws: ${message}` }
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

function elementFindings(along: Along, at: readonly NDArray[], gradients: readonly NDArray[], eps: number): Finding[] {
  const tiny = smallestScale(at)
  return placesOf(at).map(({ input, place }): Finding => {
    const analytic = gradients[input]?.data[place] ?? Number.NaN
    const judged = (step: number): Finding => {
      const { verdict, slope } = along(unit(at, input, place, step), analytic * step, eps)
      return { check: 'reverse', verdict, element: { input, place }, analytic, slope: scaled(slope, 1 / step) }
    }
    const finding = judged(stepUnit(at[input]?.data[place] ?? 0, eps))
    // beside a number of 1e-30 the function may bend where no usual step can see it
    return finding.verdict === 'fail' && tiny !== null ? judged(tiny) : finding
  })
}

function scaled({ central, left, right }: Slope, factor: number): Slope {
  const times = ({ value, bar }: Slope['central']): Slope['central'] => ({ value: value * factor, bar: bar * factor })
  return { central: times(central), left: times(left), right: times(right) }
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
    return { check: 'reverse', element: null, direction, analytic, ...along(direction, analytic, eps) }
  })
}

/**
 * Forward mode along a generic direction. Both modes must agree within 64 eps S, S the sum of all terms' magnitudes; where
 * they do not, the difference quotients say which of them is wrong, or that it was only rounding.
 */
function forwardFindings(
  f: Differentiable,
  along: Along,
  at: readonly NDArray[],
  g: NDArray,
  gradients: readonly NDArray[],
  eps: number,
): Finding[] {
  if (f.jvp === undefined || at.every(({ dtype }) => !isFloat(dtype))) return []
  const v = genericDirection(at, 5, eps)
  const tangent = attempt(() => f.jvp?.(at, v))
  if ('thrown' in tangent) return [thrown('forward', tangent.thrown)]
  const dy = tangent.result
  if (dy === undefined || !sameShape(dy.shape, g.shape) || dy.dtype !== g.dtype) {
    const message = `the tangent is ${dy ? signature(dy) : 'missing'}, but the result is ${signature(g)}`
    return [{ check: 'form', verdict: 'fail', element: null, analytic: Number.NaN, slope: null, message }]
  }
  const forward = dot([g], [dy])
  const floats = floatInputs(at)
  const reverse = dot(floats.map((k) => gradients[k] ?? g), floats.map((k) => v[k] ?? g)) // biome-ignore format: one line
  const finding = { check: 'dot product', element: null, analytic: forward.value, other: reverse.value } as const
  const difference = Math.abs(forward.value - reverse.value)
  const magnitude = forward.magnitude + reverse.magnitude
  if (difference <= 64 * eps * magnitude) return [{ ...finding, verdict: 'pass', slope: null }]
  const ofForward = along(v, forward.value, eps)
  const ofReverse = along(v, reverse.value, eps)
  if (ofForward.verdict === 'fail') return [{ ...finding, check: 'forward', ...ofForward }]
  if (ofReverse.verdict === 'fail') return [{ ...finding, check: 'reverse', analytic: reverse.value, ...ofReverse }]
  const verdicts = [ofForward.verdict, ofReverse.verdict]
  const gross = Number.isFinite(difference) && difference > 1e-3 * magnitude && !verdicts.includes('pass')
  return [{ ...finding, verdict: gross ? 'fail' : worst(verdicts), slope: ofForward.slope }]
}

/**
 * The gradient as a function of its own: its derivatives along two directions against its difference quotients, forward over
 * reverse against reverse over reverse, and the symmetry of the Hessian, ⟨u, H v⟩ = ⟨v, H u⟩.
 */
function secondOrder(f: Differentiable, at: readonly NDArray[], g: NDArray, eps: number): Finding[] {
  const { cotangent } = f
  if (cotangent === undefined) return []
  const inputs = floatInputs(at).filter((k) => (at[k]?.data.length ?? 0) > 0)
  const gradients = inputs.map((k) => ({ k, of: cotangent(g, k) }))
  const [u, v] = [genericDirection(at, 6, eps), genericDirection(at, 7, eps)]
  const attempted = attempt(() =>
    gradients.flatMap(({ of, k }): Finding[] => {
      const w = u[k] ?? g
      const products = of.vjp(at, w)
      const along = alongOf(of, at, w, of.value(at))
      const reverse = [1, 2].map((seed): Finding => {
        const dx = genericDirection(at, seed, eps)
        const analytic = dot(inputs.map((i) => products[i] ?? g), inputs.map((i) => dx[i] ?? g)).value // biome-ignore format: one line
        return { check: 'second order', element: null, analytic, ...along(dx, analytic, eps) }
      })
      const forward = forwardFindings(of, along, at, w, products, eps)
      return [...reverse, ...forward.map((finding): Finding => ({ ...finding, check: 'second order' }))]
    }),
  )
  if ('thrown' in attempted) return [thrown('second order', attempted.thrown)]
  return [...attempted.result, ...symmetry(gradients, at, u, v, eps)]
}

function symmetry(
  gradients: readonly { readonly k: number; readonly of: Differentiable }[],
  at: readonly NDArray[],
  u: readonly NDArray[],
  v: readonly NDArray[],
  eps: number,
): Finding[] {
  /** ⟨a, H b⟩, row by row of H: Σ_k ⟨∂(∂f/∂x_k)ᵀ a_k, b⟩ */
  const form = (a: readonly NDArray[], b: readonly NDArray[]) => {
    const rows = gradients.map(({ k, of }) => of.vjp(at, a[k] ?? { shape: [], dtype: 'float64', data: [] }))
    const inputs = gradients.map(({ k }) => k)
    const terms = rows.map((row) => dot(inputs.flatMap((i) => row[i] ?? []), inputs.flatMap((i) => b[i] ?? []))) // biome-ignore format: one line
    return terms.reduce((sum, { value, magnitude }) => ({ value: sum.value + value, magnitude: sum.magnitude + magnitude }), { value: 0, magnitude: 0 }) // biome-ignore format: one line
  }
  const [uHv, vHu] = [form(u, v), form(v, u)]
  const difference = Math.abs(uHv.value - vHu.value)
  const finding = { check: 'symmetry', element: null, analytic: uHv.value, other: vHu.value, slope: null } as const
  if (!Number.isFinite(difference)) return [{ ...finding, verdict: overflows(at) ? 'undecided' : 'fail' }]
  // what cancelled inside the function is not among the terms here, hence not 64 eps, and the floor
  const bound = Math.max(64 * eps, 1e-6) * (uHv.magnitude + vHu.magnitude) + floorOf(eps)
  return [{ ...finding, verdict: difference <= bound ? 'pass' : 'fail' }]
}
