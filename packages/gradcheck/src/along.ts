import type { Differentiable } from './differentiable.ts'
import { smallestScale } from './directions.ts'
import { attempt } from './finding.ts'
import { coarsestEpsilon, largest, moved, type NDArray, overflows, underflows } from './ndarray.ts'
import { type Judgement, judge, type Slope, shortestStep } from './quotients.ts'

/** Judges a derivative along a direction. */
export type Along = (dx: readonly NDArray[], analytic: number) => Judgement

/** Judges derivatives of ⟨g, f⟩. Where f throws it has no value, as at the edge of its domain. */
export function alongOf(f: Differentiable, at: readonly NDArray[], g: NDArray, value: NDArray): Along {
  const centre = terms(value, g)
  const eps = coarsestEpsilon(value, ...at)
  const excused = overflows([...at, value])
  const coarse = underflows(at)
  const tiny = smallestScale(at) ?? 1
  return (dx, analytic) => {
    const termsAt = (t: number): readonly number[] => {
      const moving = attempt(() => terms(f.value(moved(at, dx, t)), g))
      return 'thrown' in moving ? centre.map(() => Number.NaN) : moving.result
    }
    const judgedAt = (scale: number): Judgement => {
      const { verdict, slope } = judge((t) => (t === 0 ? centre : termsAt(t * scale)), analytic * scale, eps, scale)
      return { verdict, slope: scaled(slope, 1 / scale) }
    }
    const short = 1 / Math.max(1, largest(dx))
    let judgement = judgedAt(1)
    const unsettled = judgement.verdict === 'fail' || judgement.verdict === 'undecided'
    if (unsettled && tiny < 1 && isFelt(at, dx, tiny * shortestStep(eps))) judgement = closer(judgement, judgedAt(tiny))
    if (judgement.verdict === 'fail' && short < 1) judgement = amongFractions(judgement, judgedAt(short), analytic)
    // beside an infinity or NaN, or what soon is one, no finite derivative is owed, and beside a number of few bits no exact one
    const unowed = (excused && !Number.isFinite(analytic)) || (coarse && judgement.verdict === 'fail')
    return unowed ? { ...judgement, verdict: 'undecided' } : judgement
  }
}

/** Does every number that moves along dx keep three digits of a step of that length? Beside a 3, one of 1e-30 is lost. */
function isFelt(at: readonly NDArray[], dx: readonly NDArray[], length: number): boolean {
  const after = moved(at, dx, length)
  return at.every(({ data }, k) =>
    data.every((value, place) => {
      const step = length * (dx[k]?.data[place] ?? 0)
      return step === 0 || Math.abs((after[k]?.data[place] ?? value) - value - step) <= Math.abs(step) / 1000
    }),
  )
}

/**
 * Beside a number of 1e-30 the function may bend, or its domain end, where no usual step can see it. Where a tiny step
 * sees the same slope, only less sharply, it does not, and what has failed has failed. Where a tiny step sees nothing
 * change, what is undecided stays so.
 */
function closer(usual: Judgement, near: Judgement): Judgement {
  const [a, b] = [usual.slope.central, near.slope.central]
  if (usual.verdict === 'undecided') return near.verdict === 'undecided' || b.value === 0 ? usual : near
  const bars = a.bar + b.bar + usual.slope.unseen + near.slope.unseen
  return Math.abs(a.value - b.value) <= bars ? usual : near
}

/**
 * Beside a large number the usual steps are so long that floor(x) looks like x. Where steps of up to 1 see no better, nobody
 * can tell a step function, whose derivative is 0, from a slope.
 */
function amongFractions(usual: Judgement, near: Judgement, analytic: number): Judgement {
  const judgement = closer(usual, near)
  const { central, unseen } = near.slope
  return judgement === usual && analytic === 0 && !(Math.abs(central.value) > 4 * (central.bar + unseen))
    ? { ...usual, verdict: 'undecided' }
    : judgement
}

/** The slope along a direction that is longer by a factor. */
export function scaled({ central, left, right, unseen, size }: Slope, factor: number): Slope {
  const times = ({ value, bar }: Slope['central']): Slope['central'] => ({ value: value * factor, bar: bar * factor })
  return {
    central: times(central),
    left: times(left),
    right: times(right),
    unseen: unseen * factor,
    size: size * factor,
  }
}

/** The terms of ⟨g, y⟩; 0 where g is 0, be y what it may. */
const terms = (y: NDArray, g: NDArray): number[] =>
  y.data.map((value, i) => (g.data[i] === 0 ? 0 : value * (g.data[i] ?? Number.NaN)))
