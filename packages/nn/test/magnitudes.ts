// How far two correct ways to compute a network's derivatives may be apart. The article's formulas are evaluated on absolute
// values, so that no cancellation hides the size of what was added; beside each value goes what its own rounding amounts to,
// in units of eps, because everything computed from it inherits that. An error is judged by these sums and never by the
// result: a result that cancels to nearly nothing is as inexact as its terms.
import { type Activation, forward, type Gradients, type Matrix, transpose } from '../src/by-hand/index.ts'
import type { Case } from './networks.ts'

/** 64 roundings: more than the longest path through 4 layers of 6 units, forward and back, has. */
const tolerance = 64 * Number.EPSILON

/** The sums of |terms|, of the shapes of what they belong to. */
export interface Magnitudes extends Gradients {
  /** false where rounding decides a relu (the two sides may differ by a whole unit) or a prediction is certain (0 or 1) */
  readonly decided: boolean
}

/** a = g(z), g'(z), and what g' changes by, per unit of change in a, with its own terms. */
const derivatives: Record<Activation, (z: number, a: number, errorOfA: number) => { slope: number; error: number }> = {
  relu: (z) => ({ slope: z > 0 ? 1 : 0, error: 0 }),
  linear: () => ({ slope: 1, error: 0 }),
  sigmoid: (_z, a, e) => ({ slope: a * (1 - a), error: a * (1 - a) + Math.abs(1 - 2 * a) * e }),
  tanh: (_z, a, e) => ({ slope: 1 - a * a, error: 1 + a * a + 2 * Math.abs(a) * e }),
}

/** The magnitudes of all derivatives of a case. */
export function magnitudesOf({ architecture, parameters, X, Y }: Case): Magnitudes {
  const { YHat, cache } = forward(X, parameters, architecture)
  const m = X[0]?.length ?? 0
  let decided = YHat.flat().every((p) => p > 0 && p < 1)

  // forward: the terms of Z = W A_prev + b, then of A
  let errorA: Matrix = X.map((row) => row.map(() => 0))
  const errors = cache.map(({ APrev, Z, A }, l) => {
    const { W, b } = parameters[l] ?? { W: [], b: [] }
    const activation = architecture[l]?.activation ?? 'linear'
    const before = errorA
    const termsA = zip(APrev, before, (a, e) => Math.abs(a) + e)
    const errorZ = product(absolute(W), termsA).map((row, i) => row.map((value) => value + Math.abs(b[i] ?? 0)))
    if (activation === 'relu')
      decided &&= zip(Z, errorZ, (z, e) => Number(e === 0 || Math.abs(z) > tolerance * e))
        .flat()
        .every(Boolean)
    errorA = A.map((row, i) =>
      row.map((a, j) => Math.abs(a) + derivatives[activation](at(Z, i, j), a, 0).slope * at(errorZ, i, j)),
    )
    return { before, errorA }
  })

  // backward: the terms of each product, whose factors have errors of their own
  const exact = YHat.map((row, i) => row.map((p, j) => -(at(Y, i, j) / p - (1 - at(Y, i, j)) / (1 - p))))
  const dYHat = YHat.map((row, i) =>
    row.map((p, j) => {
      const [y, e] = [at(Y, i, j), at(errorA, i, j)]
      return (y / p) * (1 + e / p) + ((1 - y) / (1 - p)) * (1 + e / (1 - p))
    }),
  )
  let termsA: Matrix = dYHat
  let valueA: Matrix = exact
  const layers: Magnitudes['layers'][number][] = []
  for (const [l, { APrev, Z, A }] of [...cache.entries()].reverse()) {
    const { W } = parameters[l] ?? { W: [] }
    const activation = architecture[l]?.activation ?? 'linear'
    const { before, errorA } = errors[l] ?? { before: [], errorA: [] }
    const local = A.map((row, i) => row.map((a, j) => derivatives[activation](at(Z, i, j), a, at(errorA, i, j))))
    const valueZ = valueA.map((row, i) => row.map((dA, j) => dA * (local[i]?.[j]?.slope ?? Number.NaN)))
    const dZ = termsA.map((row, i) =>
      row.map((s, j) => {
        const { slope, error } = local[i]?.[j] ?? { slope: Number.NaN, error: Number.NaN }
        return s * slope + Math.abs(at(valueA, i, j)) * error
      }),
    )
    const direct = product(dZ, transpose(absolute(APrev)))
    const inherited = product(absolute(valueZ), transpose(before))
    const dW = zip(direct, inherited, (a, b) => (a + b) / m)
    const db = dZ.map((row) => row.reduce((a, b) => a + b, 0) / m)
    const dAPrev = product(transpose(absolute(W)), dZ)
    layers.unshift({ dZ, dW, db, dAPrev })
    termsA = dAPrev
    valueA = product(transpose(W), valueZ)
  }
  return { dYHat, layers, decided }
}

/** How many times 64 eps S the two sides differ by, at the worst element; above 1 they differ by more than rounding. */
export function excess(actual: Matrix, expected: Matrix, magnitude: Matrix): number {
  const ratios = expected.flatMap((row, i) =>
    row.map((value, j) => {
      const difference = Math.abs(at(actual, i, j) - value)
      return difference === 0 ? 0 : difference / (tolerance * 2 * at(magnitude, i, j)) // both sides have such terms
    }),
  )
  const sameShape = actual.length === expected.length && actual.every((row, i) => row.length === expected[i]?.length)
  return sameShape
    ? Math.max(0, ...ratios.map((ratio) => (Number.isNaN(ratio) ? Number.POSITIVE_INFINITY : ratio)))
    : Number.POSITIVE_INFINITY
}

function at(a: Matrix, i: number, j: number): number {
  return a[i]?.[j] ?? Number.NaN
}

function absolute(a: Matrix): Matrix {
  return a.map((row) => row.map(Math.abs))
}

function zip(a: Matrix, b: Matrix, f: (x: number, y: number) => number): Matrix {
  return a.map((row, i) => row.map((value, j) => f(value, at(b, i, j))))
}

/** The matrix product, independent of the one under test. */
function product(a: Matrix, b: Matrix): Matrix {
  return a.map((row) => (b[0] ?? []).map((_, j) => row.reduce((sum, value, k) => sum + value * at(b, k, j), 0)))
}
