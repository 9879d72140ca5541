import type { Differentiable } from './differentiable.ts'
import { smallestScale } from './directions.ts'
import { attempt } from './finding.ts'
import { coarsestEpsilon, moved, type NDArray, overflows } from './ndarray.ts'
import { type Judgement, judge, type Slope } from './quotients.ts'

/** Judges a derivative along a direction. */
export type Along = (dx: readonly NDArray[], analytic: number) => Judgement

/** Judges derivatives of ⟨g, f⟩. Where f throws it has no value, as at the edge of its domain. */
export function alongOf(f: Differentiable, at: readonly NDArray[], g: NDArray, value: NDArray): Along {
  const centre = terms(value, g)
  const eps = coarsestEpsilon(value, ...at)
  const excused = overflows([...at, value])
  const tiny = smallestScale(at)
  return (dx, analytic) => {
    const termsAt = (t: number): readonly number[] => {
      const moving = attempt(() => terms(f.value(moved(at, dx, t)), g))
      return 'thrown' in moving ? centre.map(() => Number.NaN) : moving.result
    }
    const judgedAt = (scale: number): Judgement => {
      const { verdict, slope } = judge((t) => (t === 0 ? centre : termsAt(t * scale)), analytic * scale, eps)
      return { verdict, slope: scaled(slope, 1 / scale) }
    }
    const usual = judgedAt(1)
    const judgement = usual.verdict === 'fail' && tiny !== null ? closer(usual, judgedAt(tiny)) : usual
    // beside an infinity or NaN, or what soon is one, no finite derivative is owed
    return excused && !Number.isFinite(analytic) ? { ...judgement, verdict: 'undecided' } : judgement
  }
}

/**
 * Beside a number of 1e-30 the function may bend where no usual step can see it. Where a tiny step sees the same slope, only
 * less sharply, it does not, and what has failed has failed.
 */
function closer(usual: Judgement, near: Judgement): Judgement {
  const [a, b] = [usual.slope.central, near.slope.central]
  return Math.abs(a.value - b.value) <= a.bar + b.bar ? usual : near
}

/** The slope along a direction that is longer by a factor. */
export function scaled({ central, left, right }: Slope, factor: number): Slope {
  const times = ({ value, bar }: Slope['central']): Slope['central'] => ({ value: value * factor, bar: bar * factor })
  return { central: times(central), left: times(left), right: times(right) }
}

/** The terms of ⟨g, y⟩; 0 where g is 0, be y what it may. */
const terms = (y: NDArray, g: NDArray): number[] =>
  y.data.map((value, i) => (g.data[i] === 0 ? 0 : value * (g.data[i] ?? Number.NaN)))
