import type { Differentiable } from './differentiable.ts'
import { attempt } from './finding.ts'
import { coarsestEpsilon, moved, type NDArray, overflows } from './ndarray.ts'
import { type Judgement, judge } from './quotients.ts'

/** Judges a derivative along a direction. */
export type Along = (dx: readonly NDArray[], analytic: number) => Judgement

/** Judges derivatives of ⟨g, f⟩. Where f throws it has no value, as at the edge of its domain. */
export function alongOf(f: Differentiable, at: readonly NDArray[], g: NDArray, value: NDArray): Along {
  const centre = terms(value, g)
  const eps = coarsestEpsilon(value, ...at)
  const excused = overflows([...at, value])
  return (dx, analytic) => {
    const termsAt = (t: number): readonly number[] => {
      const moving = attempt(() => terms(f.value(moved(at, dx, t)), g))
      return 'thrown' in moving ? centre.map(() => Number.NaN) : moving.result
    }
    const judgement = judge((t) => (t === 0 ? centre : termsAt(t)), analytic, eps)
    // beside an infinity or NaN, or what soon is one, no finite derivative is owed
    return excused && !Number.isFinite(analytic) ? { ...judgement, verdict: 'undecided' } : judgement
  }
}

/** The terms of ⟨g, y⟩; 0 where g is 0, be y what it may. */
const terms = (y: NDArray, g: NDArray): number[] =>
  y.data.map((value, i) => (g.data[i] === 0 ? 0 : value * (g.data[i] ?? Number.NaN)))
