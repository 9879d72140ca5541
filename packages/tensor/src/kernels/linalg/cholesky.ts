/**
 * The lower L with L Lᵀ = (a + aᵀ) / 2, in place of a.
 *
 * @returns the row at which a is found not to be positive definite, after which a is of no use; null where it is
 * @see Golub and Van Loan (2013), Matrix Computations, section 4.2.5, by rows
 */
export function choleskyInPlace(a: Float64Array, n: number): number | null {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const given = ((a[i * n + j] ?? 0) + (a[j * n + i] ?? 0)) / 2
      const rest = given - dotOfRows(a, i * n, j * n, j)
      if (j < i) {
        a[i * n + j] = rest / (a[j * n + j] ?? 0)
      } else {
        if (!(rest > 0)) return i // NaN, too
        a[i * n + i] = Math.sqrt(rest)
      }
    }
  }
  for (let i = 0; i < n; i++) a.fill(0, i * n + i + 1, (i + 1) * n)
  return null
}

/** Σ a[p + k] a[q + k]: four sums at a time, which need not wait for each other. */
function dotOfRows(a: Float64Array, p: number, q: number, count: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0]
  let k = 0
  for (; k + 3 < count; k += 4) {
    s0 += (a[p + k] ?? 0) * (a[q + k] ?? 0)
    s1 += (a[p + k + 1] ?? 0) * (a[q + k + 1] ?? 0)
    s2 += (a[p + k + 2] ?? 0) * (a[q + k + 2] ?? 0)
    s3 += (a[p + k + 3] ?? 0) * (a[q + k + 3] ?? 0)
  }
  for (; k < count; k++) s0 += (a[p + k] ?? 0) * (a[q + k] ?? 0)
  return s0 + s1 + (s2 + s3)
}
