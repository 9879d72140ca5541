import { addRow, elementAt, inverse, type Nilpotent, nilpotent, type Planes, scaled, times } from './nilpotent.ts'
import { identity, swapRows } from './rows.ts'

/**
 * The cofactor matrix of x, or its derivative along directions v: the coefficient of ε₁ε₂... in the cofactors of
 * x + ε₁ v₁ + ε₂ v₂ + ... It is a polynomial of x and v, and is computed without dividing by what may be 0, so it is as exact
 * for singular matrices as for others.
 *
 * Elimination with complete pivoting, R x Q = U, leaves a last block S of U whose pivots it does not divide by: one that is
 * no larger than the number of directions (and at least 1), or one that has no real part left. With
 * U = diag(D, S) U', where U' has a unit diagonal,
 *
 *   adj(x Q) = U'⁻¹ diag(det S · adj D, det D · adj S) R det P
 *
 * (adj is the transpose of the cofactors, P the permutation of rows in R); adj D takes products only, and adj S is taken by
 * the method of Faddeev and LeVerrier, which divides by integers only.
 *
 * @param matrices x, then the directions; n by n numbers each
 */
export function cofactorsOf(matrices: readonly Float64Array[], n: number): Float64Array {
  const directions = matrices.length - 1
  const out = new Float64Array(n * n)
  if (!matrices.every((matrix) => matrix.every(Number.isFinite))) return out.fill(Number.NaN)
  const { u, r, order, sign, pivots } = eliminate(planesOf(matrices, n), n, Math.max(1, directions))
  const block = n - pivots.length
  if (block > directions + 1) return out // of the infinitesimals in S, so many factors are needed that a product is 0
  const adjugate = adjugateOf(u, r, pivots, n)
  const last = adjugate.at(-1) ?? out
  for (const [j, column] of order.entries()) {
    for (let i = 0; i < n; i++) out[i * n + column] = sign * (last[j * n + i] ?? 0)
  }
  return out
}

/** x + ε₁ v₁ + ε₂ v₂ + ..., as planes; the coefficients of products are 0. */
function planesOf(matrices: readonly Float64Array[], n: number): Float64Array[] {
  const [x = new Float64Array(n * n), ...directions] = matrices
  const planes = Array.from({ length: 2 ** directions.length }, () => new Float64Array(n * n))
  planes[0]?.set(x)
  for (const [i, v] of directions.entries()) planes[2 ** i]?.set(v)
  return planes
}

/** R x Q = U, where the columns of U are in another order, and rows below the pivots are not eliminated. */
interface Elimination {
  readonly u: Planes
  readonly r: Planes
  /** the column of x that stands in each column of U */
  readonly order: readonly number[]
  /** the product of the determinants of both permutations */
  readonly sign: number
  readonly pivots: readonly Nilpotent[]
}

/** Eliminates until `least` rows are left, or the real parts of all that is left are 0. Works in place of u. */
function eliminate(u: Planes, n: number, least: number): Elimination {
  const r = u.map((_, s) => (s === 0 ? identity(n) : new Float64Array(n * n)))
  const order = Array.from({ length: n }, (_, i) => i)
  const pivots: Nilpotent[] = []
  let sign = 1
  for (let k = 0; k < n - least; k++) {
    const chosen = largestFrom(u[0] ?? new Float64Array(0), n, k)
    if (chosen === null) break
    const [row, column] = chosen
    if (row !== k) sign = -sign
    if (column !== k) sign = -sign
    for (const plane of [...u, ...r]) swapRows(plane, k, row, n)
    for (const plane of u) swapColumns(plane, k, column, n)
    swap(order, k, column)
    const pivot = elementAt(u, k * (n + 1))
    const negative = scaled(inverse(pivot), -1)
    pivots.push(pivot)
    for (let i = k + 1; i < n; i++) {
      const factor = times(elementAt(u, i * n + k), negative)
      addRow(u, i, u, k, factor, n, k)
      addRow(r, i, r, k, factor, n)
    }
  }
  return { u, r, order, sign, pivots }
}

/** The row and column of the largest number from row and column k on; null where all are 0. */
function largestFrom(a: Float64Array, n: number, k: number): readonly [number, number] | null {
  let [largest, at] = [0, -1]
  for (let i = k; i < n; i++) {
    for (let place = i * n + k; place < (i + 1) * n; place++) {
      const size = Math.abs(a[place] ?? 0)
      if (size <= largest) continue
      largest = size
      at = place
    }
  }
  return at < 0 ? null : [Math.floor(at / n), at % n]
}

function swap(list: number[], i: number, j: number): void {
  const kept = list[i] ?? i
  list[i] = list[j] ?? j
  list[j] = kept
}

function swapColumns(a: Float64Array, i: number, j: number, n: number): void {
  if (i === j) return
  for (let row = 0; row < n * n; row += n) {
    const kept = a[row + i] ?? 0
    a[row + i] = a[row + j] ?? 0
    a[row + j] = kept
  }
}

/** adj U · R, for U of pivots D and a last block S. */
function adjugateOf(u: Planes, r: Planes, pivots: readonly Nilpotent[], n: number): Planes {
  const coefficients = u.length
  const rank = pivots.length
  const one = nilpotent(1, coefficients)
  const before = [one] // the products of the first pivots
  for (const pivot of pivots) before.push(times(before.at(-1) ?? one, pivot))
  const { adjugate, determinant } = faddeevLeVerrier(blockOf(u, rank, n))
  const z = u.map(() => new Float64Array(n * n))
  for (const [i, row] of adjugate.entries()) {
    for (const [j, element] of row.entries()) {
      addRow(z, rank + i, r, rank + j, times(before[rank] ?? one, element), n)
    }
  }
  let after = determinant
  for (let i = rank - 1; i >= 0; i--) {
    const [pivot = one, others = one] = [pivots[i], before[i]]
    const negative = scaled(inverse(pivot), -1)
    addRow(z, i, r, i, times(others, after), n)
    for (let j = i + 1; j < n; j++) addRow(z, i, z, j, times(elementAt(u, i * n + j), negative), n)
    after = times(after, pivot)
  }
  return z
}

/** The last rows and columns, from `from` on. */
function blockOf(u: Planes, from: number, n: number): Nilpotent[][] {
  const rest = Array.from({ length: n - from }, (_, i) => from + i)
  return rest.map((i) => rest.map((j) => elementAt(u, i * n + j)))
}

/**
 * The adjugate and the determinant of a small matrix, by its characteristic polynomial.
 *
 * @see Gantmacher (1959), The Theory of Matrices, volume 1, chapter IV, section 5
 */
function faddeevLeVerrier(s: readonly (readonly Nilpotent[])[]): {
  readonly adjugate: Nilpotent[][]
  readonly determinant: Nilpotent
} {
  const k = s.length
  const coefficients = s[0]?.[0]?.length ?? 1
  const add = (a: Nilpotent, b: Nilpotent): Nilpotent => a.map((coefficient, i) => coefficient + (b[i] ?? 0))
  const zero = nilpotent(0, coefficients)
  let adjugate = s.map((row, i) => row.map((_, j) => nilpotent(i === j ? 1 : 0, coefficients)))
  let determinant = zero
  for (let step = 1; step <= k; step++) {
    const product = s.map((row) =>
      row.map((_, j) => row.map((x, l) => times(x, adjugate[l]?.[j] ?? zero)).reduce(add, zero)),
    )
    const trace = product.map((row, i) => row[i] ?? zero).reduce(add, zero)
    determinant = scaled(trace, 1 / step)
    if (step < k) {
      // both change their sign at every step, which leaves the signs of adj S and det S at the end
      adjugate = product.map((row, i) => row.map((x, j) => add(scaled(x, -1), i === j ? determinant : zero)))
    }
  }
  return { adjugate, determinant }
}
