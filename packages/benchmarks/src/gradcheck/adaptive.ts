import type { DType } from '@adjoint/gradcheck'

/** The numbers of f at a step t. */
type Curve = (t: number) => readonly number[]

/**
 * A stencil of P points for the derivative of order Q, with what its error is bounded by: the rounding of f times `rounding` / h^Q,
 * plus the derivative of order P times `truncation` h^(P - Q).
 */
interface Stencil {
  readonly points: number
  readonly order: number
  readonly grid: readonly number[]
  readonly weights: readonly number[]
  /** Σ |wᵢ| */
  readonly rounding: number
  /** Σ |wᵢ gᵢ^P| / P! */
  readonly truncation: number
}

const five: Stencil = stencil(1, [-2, -1, 0, 1, 2], [1 / 12, -2 / 3, 0, 2 / 3, -1 / 12])
const fifthWeights = [-1 / 2, 2, -5 / 2, 0, 5 / 2, -2, 1 / 2]
const fifth: Stencil = stencil(5, [-3, -2, -1, 0, 1, 2, 3], fifthWeights)
const sixthWeights = [1, -6, 15, -20, 15, -6, 1]

function stencil(order: number, grid: readonly number[], weights: readonly number[]): Stencil {
  const points = grid.length
  const factorial = grid.reduce((product, _, i) => product * (i + 1), 1)
  const total = weights.reduce((sum, weight, i) => sum + Math.abs(weight * (grid[i] ?? 0) ** points), 0)
  return {
    points,
    order,
    grid,
    weights,
    rounding: weights.reduce((sum, w) => sum + Math.abs(w), 0),
    truncation: total / factorial,
  }
}

/**
 * The derivative at 0 as `central_fdm(5, 1)` of FiniteDifferences.jl estimates it (src/methods.jl): the step minimises a bound
 * of the error, in which the fifth derivative is estimated by seven points with a fixed step, as the largest at and beside 0,
 * and the rounding of f is one unit in the last place of its largest value.
 */
export function adaptiveDerivative(f: Curve, dtype: DType): number[] {
  const eps = dtype === 'float32' ? 2 ** -23 : 2 ** -52
  const round = dtype === 'float32' ? Math.fround : (value: number) => value
  const wide = round(bestStep(fifth, eps, 10))
  const around = fifth.grid.map((g) => f(round(wide * g)))
  // the fifth derivative of the interpolant is linear, so that beside 0 it is what it is at 0, plus or minus the sixth
  const beside = [-1, 0, 1].flatMap((side) =>
    apply(
      fifthWeights.map((w, i) => w + side * (sixthWeights[i] ?? 0)),
      around,
    ).map((sum) => Math.abs(sum) / wide ** 5),
  )
  const size = largest(around.flat().map(Math.abs))
  const bend = largest(beside)
  const standard = bestStep(five, eps, 10)
  const step = bend === 0 || size === 0 ? standard : Math.min(bestStep(five, ulp(size, eps), bend), 1000 * standard)
  const h = round(step)
  return apply(
    five.weights,
    five.grid.map((g) => f(round(h * g))),
  ).map((sum) => round(sum / h))
}

/** The step that minimises the bound of the error. */
function bestStep({ points, order, rounding, truncation }: Stencil, error: number, bend: number): number {
  return ((order / (points - order)) * ((error * rounding) / (bend * truncation))) ** (1 / points)
}

/** Σ wᵢ rowᵢ, number by number. */
function apply(weights: readonly number[], rows: readonly (readonly number[])[]): number[] {
  const [first = []] = rows
  return first.map((_, j) => weights.reduce((sum, weight, i) => sum + weight * (rows[i]?.[j] ?? 0), 0))
}

/** The largest, NaN if one is. */
const largest = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value), 0)

/** The distance from a number to the next of its dtype. */
const ulp = (size: number, eps: number): number => eps * 2 ** Math.floor(Math.log2(size))
