import { addScaled, swapRows } from './rows.ts'
import { substitute } from './triangular.ts'

/** P a = L U: L below the diagonal (its own is 1), U on it and above. */
export interface Factors {
  readonly lu: Float64Array
  readonly n: number
  /** the row of a that stands in each row of P a */
  readonly order: readonly number[]
  /** the determinant of P: 1 or -1 */
  readonly sign: number
  /** where U's first 0 on the diagonal stands; null for a regular matrix */
  readonly singular: number | null
}

/**
 * Gaussian elimination with partial pivoting; overwrites `a`.
 *
 * @see Golub and Van Loan (2013), Matrix Computations, algorithm 3.4.1, by rows
 */
export function factorize(a: Float64Array, n: number): Factors {
  const order = Array.from({ length: n }, (_, i) => i)
  let sign = 1
  let singular: number | null = null
  for (let k = 0; k < n; k++) {
    const chosen = largestBelow(a, n, k)
    if (chosen !== k) {
      swapRows(a, k, chosen, n)
      ;[order[k], order[chosen]] = [order[chosen] ?? k, order[k] ?? k]
      sign = -sign
    }
    const pivot = a[k * n + k] ?? 0
    if (pivot === 0) {
      singular ??= k
      continue // all below are 0, too
    }
    for (let i = k + 1; i < n; i++) {
      const factor = (a[i * n + k] ?? 0) / pivot
      a[i * n + k] = factor
      addScaled(a, i * n + k + 1, a, k * n + k + 1, n - k - 1, -factor)
    }
  }
  return { lu: a, n, order, sign, singular }
}

/** The row from k on with the largest number in column k; NaN counts as the largest, so that it is not lost. */
function largestBelow(a: Float64Array, n: number, k: number): number {
  let [chosen, largest] = [k, Math.abs(a[k * n + k] ?? 0)]
  for (let i = k + 1; i < n; i++) {
    const size = Math.abs(a[i * n + k] ?? 0)
    if (size <= largest || Number.isNaN(largest)) continue
    chosen = i
    largest = size
  }
  return chosen
}

/** The solution of a x = b, for b of n rows of `columns` numbers. */
export function solveFactored({ lu, n, order }: Factors, b: Float64Array, columns: number): Float64Array {
  const x = new Float64Array(n * columns)
  for (const [i, row] of order.entries()) x.set(b.subarray(row * columns, (row + 1) * columns), i * columns)
  substitute(lu, n, x, columns, { lower: true, transposed: false, unit: true })
  substitute(lu, n, x, columns, { lower: false, transposed: false, unit: false })
  return x
}

/**
 * The determinant: the product of U's diagonal. Its exponent is kept apart, so that it overflows only where the determinant
 * itself does: the product and each factor are brought between 1/2 and 1.
 */
export function determinant({ lu, n, sign }: Factors): number {
  const pivots = Array.from({ length: n }, (_, i) => lu[i * n + i] ?? 0)
  if (pivots.includes(0)) return 0 // never -0, and beside infinities too, as in NumPy
  if (!pivots.every(Number.isFinite)) return pivots.reduce((product, pivot) => product * pivot, sign)
  let [product, exponent] = [sign, 0]
  for (const pivot of pivots) {
    const shift = Math.floor(Math.log2(Math.abs(pivot))) + 1
    product *= timesPower(pivot, -shift)
    exponent += shift
    if (Math.abs(product) >= 0.5) continue
    product *= 2
    exponent--
  }
  return timesPower(product, exponent)
}

/** x 2ⁿ, in two steps, since one power of 2 may be out of range where the result is not. */
function timesPower(x: number, n: number): number {
  const half = Math.trunc(n / 2)
  return x * 2 ** half * 2 ** (n - half)
}
