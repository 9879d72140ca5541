import type { Element } from './directions.ts'
import type { NDArray } from './ndarray.ts'
import type { Slope, Verdict } from './quotients.ts'

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

/** The worst of some verdicts: a failure counts before a doubt, a doubt before a kink. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  const order: readonly Verdict[] = ['fail', 'undecided', 'kink']
  return order.find((verdict) => verdicts.includes(verdict)) ?? 'pass'
}

/** What a call gave, or what it threw. */
export type Attempt<T> = { readonly result: T } | { readonly thrown: unknown }

/** Calls, and catches. */
export function attempt<T>(run: () => T): Attempt<T> {
  try {
    return { result: run() }
  } catch (error) {
    return { thrown: error }
  }
}

/** The finding that a derivative throws. */
export function thrown(check: Finding['check'], error: unknown): Finding {
  const message = error instanceof Error ? error.message : String(error)
  return { check, verdict: 'fail', element: null, analytic: Number.NaN, slope: null, message: `throws: ${message}` }
}
