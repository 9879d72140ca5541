import { addScaled } from './rows.ts'

/** How a square matrix is read as a triangular one. */
export interface Triangle {
  /** the lower triangle is read, and 0 above it; else the upper one */
  readonly lower: boolean
  /** and then transposed */
  readonly transposed: boolean
  /** its diagonal is taken to be 1, and not read */
  readonly unit: boolean
}

/** Solves t x = b in place of b, which has n rows of `columns` numbers, by substitution. */
export function substitute(
  t: Float64Array,
  n: number,
  b: Float64Array,
  columns: number,
  { lower, transposed, unit }: Triangle,
): void {
  const [down, across] = transposed ? [1, n] : [n, 1]
  const forward = lower !== transposed
  for (let step = 0; step < n; step++) {
    const i = forward ? step : n - 1 - step
    for (let known = 0; known < step; known++) {
      const j = forward ? known : n - 1 - known
      addScaled(b, i * columns, b, j * columns, columns, -(t[i * down + j * across] ?? 0))
    }
    if (unit) continue
    const pivot = t[i * n + i] ?? 0
    for (let at = i * columns; at < (i + 1) * columns; at++) b[at] = (b[at] ?? 0) / pivot
  }
}

/** Where the first 0 on the diagonal stands; null where there is none, so that the matrix is regular. */
export function zeroOnDiagonal(t: Float64Array, n: number): number | null {
  for (let i = 0; i < n; i++) if (t[i * n + i] === 0) return i
  return null
}
