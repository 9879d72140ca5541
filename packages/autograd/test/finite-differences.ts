/** What a comparison of a derivative with difference quotients says. */
export interface Judgement {
  /** `kink`: the function has no derivative there, and the given one lies between the left and the right one */
  readonly verdict: 'pass' | 'kink' | 'undecided' | 'fail'
  readonly numeric: number
  readonly bar: number
}

/** A sum and the sum of its terms' magnitudes, which says how far rounding may have moved it. */
export interface Rounded {
  readonly sum: number
  readonly magnitude: number
}

interface Estimate {
  readonly value: number
  readonly bar: number
}

/** Steps that shrink by a factor. */
interface Ladder {
  readonly steps: readonly number[]
  readonly factor: number
}

const float64: Ladder = { steps: [6, 8, 10, 12, 14, 16].map((k) => 2 ** -k), factor: 4 }
// longer steps, because f is rounded more
const float32: Ladder = { steps: [3, 4, 5, 6, 7, 8].map((k) => 2 ** -k), factor: 2 }

/**
 * Judges a derivative by difference quotients that know their own error: a verdict, never a bare tolerance.
 *
 * Central quotients at steps from 2⁻⁶ to 2⁻¹⁶ (2⁻³ to 2⁻⁸ for float32) are extrapolated to a step of 0 (Richardson). The
 * error bar is the change between extrapolants plus the rounding of the quotient. A derivative within 4 bars passes; at
 * a kink any value between the one-sided derivatives does; where f is not finite around 0, or the bar is too wide to
 * tell, it stays undecided.
 *
 * @param f a function of the step along a direction, whose derivative at 0 is wanted
 * @param eps the rounding unit of f's dtype
 */
export function judge(f: (t: number) => Rounded, analytic: number, eps: number): Judgement {
  const ladder = eps < 1e-10 ? float64 : float32
  const { steps } = ladder
  const values = [0, ...steps, ...steps.map((h) => -h)].map(f)
  const noise = 8 * eps * Math.max(...values.map(({ magnitude }) => magnitude))
  const [centre = Number.NaN, ...around] = values.map(({ sum }) => sum)
  const [up, down] = [around.slice(0, steps.length), around.slice(steps.length)]
  if (!Number.isFinite(noise)) return { verdict: 'undecided', numeric: Number.NaN, bar: Number.POSITIVE_INFINITY }

  const limit = (rise: (i: number) => number, order: 1 | 2): Estimate =>
    extrapolate(
      steps.map((h, i) => rise(i) / h),
      ladder,
      order,
      noise,
    )
  const { value: numeric, bar } = limit((i) => ((up[i] ?? 0) - (down[i] ?? 0)) / 2, 2)
  const scale = 1 + Math.abs(numeric)
  const near = Math.abs(analytic - numeric) <= 4 * bar + 1e-8 * scale
  if (near && bar <= 1e-3 * scale) return { verdict: 'pass', numeric, bar }

  const right = limit((i) => (up[i] ?? 0) - centre, 1)
  const left = limit((i) => centre - (down[i] ?? 0), 1)
  const bars = left.bar + right.bar
  if (Math.abs(left.value - right.value) > 10 * bars + 1e-8 * scale) {
    const between =
      analytic >= Math.min(left.value, right.value) - bars && analytic <= Math.max(left.value, right.value) + bars
    return { verdict: between ? 'kink' : 'fail', numeric, bar }
  }
  return { verdict: bar > 1e-3 * scale ? 'undecided' : 'fail', numeric, bar }
}

/**
 * The limit of difference quotients for ever shorter steps, by Richardson extrapolation: their error is
 * a series in powers of h^order. Of all extrapolants it takes the one with the smallest error bar (Ridders).
 */
function extrapolate(quotients: readonly number[], { steps, factor }: Ladder, order: 1 | 2, noise: number): Estimate {
  let best: Estimate = { value: quotients[0] ?? Number.NaN, bar: Number.POSITIVE_INFINITY }
  let previous: number[] = []
  quotients.forEach((quotient, i) => {
    const row = [quotient]
    const rounding = noise / (steps[i] ?? 1)
    for (let k = 1; k <= i; k++) {
      const cancel = factor ** (order * k)
      const [finer, coarser] = [row[k - 1] ?? 0, previous[k - 1] ?? 0]
      const value = finer + (finer - coarser) / (cancel - 1)
      const bar = Math.max(Math.abs(value - finer), Math.abs(value - coarser)) + rounding
      row.push(value)
      if (bar < best.bar) best = { value, bar }
    }
    previous = row
  })
  return best
}
