/**
 * What is said of a derivative:
 *
 * - `pass`: the difference quotients converge to it;
 * - `kink`: the function has no derivative there, and the given one is a legal subgradient;
 * - `undecided`: the quotients cannot tell (the edge of the domain, too much rounding);
 * - `fail`: it is wrong.
 */
export type Verdict = 'pass' | 'kink' | 'undecided' | 'fail'

/** A number with an error bar. */
interface Estimate {
  readonly value: number
  readonly bar: number
}

/** What difference quotients say of a function of one variable at 0. */
export interface Slope {
  /** the derivative, from both sides at once */
  readonly central: Estimate
  readonly left: Estimate
  readonly right: Estimate
  /** how much of it the terms that no step changes may have lost in their rounding */
  readonly unseen: number
  /** the sum of the magnitudes of the terms' own slopes, at least: theirs may cancel, but not their errors */
  readonly size: number
}

/** A verdict with the numbers that led to it. */
export interface Judgement {
  readonly verdict: Verdict
  readonly slope: Slope
}

/** Steps that shrink by a factor. */
interface Ladder {
  readonly steps: readonly number[]
  readonly factor: number
}

const nothing: Estimate = { value: Number.NaN, bar: Number.POSITIVE_INFINITY }

/**
 * The ladders that are climbed one after the other until one decides. The second lies elsewhere, so that a kink between the
 * steps of the first cannot fool both, nor can roundings that agree at powers of 2; in float64 there is room to place it much
 * closer to the point.
 */
function laddersOf(eps: number): readonly [Ladder, Ladder] {
  if (eps < 1e-10) return [ladder(2 ** -6, 4), ladder(0.739 * 2 ** -14, 4)]
  return [ladder(2 ** -3, 2), ladder(0.613 * 2 ** -3, 2)] // longer steps, because f is rounded more
}

function ladder(longest: number, factor: number): Ladder {
  return { steps: Array.from({ length: 6 }, (_, i) => longest / factor ** i), factor }
}

/**
 * Judges a derivative by difference quotients that know their own error: a verdict, never a bare tolerance.
 *
 * A derivative passes within 4 error bars and a small floor. At a kink, where the one-sided derivatives differ by more than
 * 10 bars, any value between them does. Where f is not finite round 0, or the bar is too wide to tell, it stays undecided.
 * It fails only if both ladders say so, the second with the rounding of f measured and not assumed.
 *
 * @param f a function of the step along a direction, as the terms of a sum; wanted is the sum's derivative at 0. Terms that
 *   the step does not change count neither as values nor as rounding: they may be huge, or not finite
 * @param analytic the derivative to be judged
 * @param eps the rounding unit of f's dtype
 * @param unit how long a step of 1 is: of a derivative along a step of 1e-12, 1e-8 is no small error
 */
export function judge(f: Terms, analytic: number, eps: number, unit: number = 1): Judgement {
  const [first, second] = laddersOf(eps)
  const slope = climb(f, first, eps, 0)
  const verdict = compare(slope, analytic, eps, unit)
  if (verdict === 'pass' || verdict === 'kink') return { verdict, slope }

  const noise = measuredNoise(f, eps)
  const again = climb(f, second, eps, noise)
  const closer = compare(again, analytic, eps, unit)
  if (closer === 'pass' || closer === 'kink') return { verdict: closer, slope: again }
  const both = verdict === 'fail' && closer === 'fail' && compare(climb(f, first, eps, noise), analytic, eps, unit)
  // steps in time with a period of f can settle on a number that is no slope; those of the other ladder then disagree
  const { value, bar } = slope.central
  const apart = Math.abs(value - again.central.value)
  const agree = !(apart > 10 * (bar + again.central.bar) + 1e-2 * (unit + Math.abs(value)))
  return { verdict: both === 'fail' && agree ? 'fail' : 'undecided', slope }
}

/** The longest step of all, in units. */
export function longestStep(eps: number): number {
  return Math.max(...laddersOf(eps).flatMap(({ steps }) => steps))
}

/** The shortest one. */
export function shortestStep(eps: number): number {
  return Math.min(...laddersOf(eps).flatMap(({ steps }) => steps))
}

/** The terms of a sum at a step t. */
export type Terms = (t: number) => readonly number[]

/** Central and one-sided quotients at every step of a ladder, extrapolated to a step of 0. */
function climb(f: Terms, { steps, factor }: Ladder, eps: number, measured: number): Slope {
  const centre = f(0)
  const up = steps.map((h) => f(h))
  const down = steps.map((h) => f(-h))
  const [above, below] = [rises(centre, up), rises(centre, down)]
  const noiseOf = (magnitude: number): number => Math.max(measured, 8 * eps * magnitude)
  // a term that no step changes may only have absorbed the change in its rounding
  const unseen = (8 * eps * hidden(centre, [...up, ...down])) / (steps[0] ?? 1)
  const limit = (rise: (i: number) => number, order: 1 | 2, noise: number): Estimate => {
    if (!Number.isFinite(noise)) return nothing
    return extrapolate(steps, factor, order, noise, (i) => rise(i) / (steps[i] ?? 1))
  }
  const [right, left] = [(i: number) => above.rises[i] ?? 0, (i: number) => -(below.rises[i] ?? 0)]
  return {
    central: limit((i) => (right(i) + left(i)) / 2, 2, noiseOf(Math.max(above.magnitude, below.magnitude))),
    right: limit(right, 1, noiseOf(above.magnitude)),
    left: limit(left, 1, noiseOf(below.magnitude)),
    unseen,
    size: Math.min(...steps.map((h, i) => Math.min(above.sizes[i] ?? 0, below.sizes[i] ?? 0) / h)) || 0,
  }
}

/** The magnitudes of the finite terms that no row changes. */
function hidden(centre: readonly number[], rows: readonly (readonly number[])[]): number {
  const same = centre.filter((value, i) => Number.isFinite(value) && rows.every((row) => row[i] === value))
  return same.reduce((sum, value) => sum + Math.abs(value), 0)
}

/**
 * For each row how far its sum is above the centre's, and the sum of the magnitudes of its changes; and the largest sum of the
 * magnitudes of what changes.
 */
function rises(centre: readonly number[], rows: readonly (readonly number[])[]) {
  const changing = centre.flatMap((value, i) => (rows.some((row) => !Object.is(row[i], value)) ? [i] : []))
  let magnitude = 0
  const sizes: number[] = []
  const sums = rows.map((row) => {
    let [sum, change, size] = [0, 0, 0]
    for (const i of changing) {
      const [value = Number.NaN, before = Number.NaN] = [row[i], centre[i]]
      sum += value - before
      change += Math.abs(value - before)
      size += Math.max(Math.abs(value), Math.abs(before))
    }
    magnitude = Math.max(magnitude, size)
    sizes.push(change)
    return sum
  })
  return { rises: sums, sizes, magnitude }
}

/**
 * The limit of difference quotients for ever shorter steps, by Richardson extrapolation: their error is a series in powers
 * of h^order. Of all extrapolants it takes the one with the smallest error bar (Ridders, 1982): the change that the
 * extrapolation made, plus the rounding of the quotient.
 */
function extrapolate(
  steps: readonly number[],
  factor: number,
  order: 1 | 2,
  noise: number,
  quotient: (i: number) => number,
): Estimate {
  let best = nothing
  let previous: number[] = []
  for (let i = 0; i < steps.length; i++) {
    const row = [quotient(i)]
    const rounding = noise / (steps[i] ?? 1)
    for (let k = 1; k <= i; k++) {
      const [finer = 0, coarser = 0] = [row[k - 1], previous[k - 1]]
      const value = finer + (finer - coarser) / (factor ** (order * k) - 1)
      const bar = Math.max(Math.abs(value - finer), Math.abs(value - coarser)) + rounding
      row.push(value)
      if (bar < best.bar) best = { value, bar }
    }
    previous = row
  }
  return best
}

function compare(slope: Slope, analytic: number, eps: number, unit: number): Verdict {
  const { central, left, right, unseen, size } = slope
  const { value, bar } = central
  const scale = unit + Math.abs(value)
  const limit = 1e-3 * Math.max(scale, size)
  const floor = floorOf(eps) * scale
  if (bar === Number.POSITIVE_INFINITY)
    return atEdge(left, unseen, analytic, eps, unit) ?? atEdge(right, unseen, analytic, eps, unit) ?? 'undecided'
  const bends = isKink(slope, floor)
  // where f jumps at the point itself, the quotients of both sides grow without bounds and may cancel in the central ones
  const jumps = (left.bar + right.bar) / 100 > limit
  if (bar <= limit && Math.abs(analytic - value) <= 4 * bar + floor) {
    if (bends) return 'kink'
    return jumps || unseen > scale ? 'undecided' : 'pass'
  }
  if (unseen > 0 && Math.abs(analytic - value) <= 4 * (bar + unseen) + floor) return 'undecided'
  const slack = (bends ? 4 : 1) * (left.bar + right.bar) + 2 * unseen + floor
  const [low, high] = [Math.min(left.value, right.value), Math.max(left.value, right.value)]
  const between = analytic >= low - slack && analytic <= high + slack
  if (bends) return between ? 'kink' : 'fail'
  return between || jumps || bar > limit ? 'undecided' : 'fail'
}

/** Do the one-sided derivatives differ by more than their error bars explain? */
export function isKink({ left, right }: Slope, floor: number): boolean {
  return Math.abs(left.value - right.value) > 10 * (left.bar + right.bar) + floor
}

/** At the edge of the domain only one side speaks; it may agree, but where it does not it may be the edge's doing. */
function atEdge({ value, bar }: Estimate, unseen: number, analytic: number, eps: number, unit: number): Verdict | null {
  const scale = unit + Math.abs(value)
  return bar <= 1e-3 * scale && unseen <= scale && Math.abs(analytic - value) <= 4 * bar + floorOf(eps) * scale
    ? 'pass'
    : null
}

/** What the rounding of a derivative may amount to by itself: 64 eps in float32; in float64 about the root of eps. */
export function floorOf(eps: number): number {
  return eps < 1e-10 ? 1e-8 : 64 * eps
}

/**
 * The rounding error of f near 0, from its fourth differences: those of a smooth function are of the order h⁴ and vanish
 * beside it (Hamming; Moré and Wild, 2011, "Estimating computational noise"). Each side is measured by itself, and the
 * quieter one believed: a kink is no noise. 0 at the edge of f's domain.
 */
function measuredNoise(f: Terms, eps: number): number {
  const h = 0.739 * (eps < 1e-10 ? 2 ** -13 : 2 ** -8) // no power of 2, so that roundings do not repeat
  const [right, left] = [noiseAlong(f, h), noiseAlong(f, -h)]
  return Number.isFinite(right + left) ? Math.min(right, left) : 0
}

function noiseAlong(f: Terms, step: number): number {
  let differences = rises(f(0), Array.from({ length: 10 }, (_, i) => f((i + 1) * step))).rises // biome-ignore format: one line
  for (let order = 1; order <= 4; order++) {
    differences = differences.slice(1).map((value, i) => value - (differences[i] ?? 0))
  }
  // the fourth difference of independent errors of size σ has the size σ √70
  const squares = differences.reduce((sum, difference) => sum + difference ** 2, 0) / differences.length
  return 8 * Math.sqrt(squares / 70)
}
