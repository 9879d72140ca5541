// Products of matrices in plain JavaScript: a tile of 4 by 4 elements is summed up in 16 variables, so that each number
// that is loaded takes part in four products. Two to three times as fast as loops that add to c in memory.
import type { Floats } from './numbers.ts'

/** How the factor a lies in memory: a(i, p) is at i * row + p * step. */
interface Factor {
  readonly row: number
  readonly step: number
}

/** c = a b, with a [m, k] and b [k, n] row by row; c starts at `start` where it is given, repeated in each row. */
export function product(c: Floats, a: Floats, b: Floats, m: number, k: number, n: number, start?: Floats): void {
  multiply(c, a, { row: k, step: 1 }, b, m, k, n, start)
}

/** c = aᵀ b, with a [m, k] and b [m, n]: [k, n]. */
export function productOfTransposed(c: Floats, a: Floats, b: Floats, m: number, k: number, n: number): void {
  multiply(c, a, { row: 1, step: k }, b, k, m, n)
}

function multiply(
  c: Floats,
  a: Floats,
  { row, step }: Factor,
  b: Floats,
  m: number,
  k: number,
  n: number,
  start?: Floats,
): void {
  const [rows, columns] = [m - (m % 4), n - (n % 4)]
  for (let i = 0; i < rows; i += 4) {
    for (let j = 0; j < columns; j += 4) tile(c, i * n + j, a, i * row, row, step, b, j, k, n)
  }
  for (let i = 0; i < m; i++) {
    for (let j = i < rows ? columns : 0; j < n; j++) {
      let sum = 0
      for (let p = 0; p < k; p++) sum += at(a, i * row + p * step) * at(b, p * n + j)
      c[i * n + j] = sum
    }
  }
  if (start === undefined) return
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) c[i * n + j] = at(c, i * n + j) + at(start, j)
}

/** Four rows and columns of c from element `to` on. */
function tile(
  c: Floats,
  to: number,
  a: Floats,
  first: number,
  row: number,
  step: number,
  b: Floats,
  column: number,
  k: number,
  n: number,
): void {
  let c00 = 0
  let c01 = 0
  let c02 = 0
  let c03 = 0
  let c10 = 0
  let c11 = 0
  let c12 = 0
  let c13 = 0
  let c20 = 0
  let c21 = 0
  let c22 = 0
  let c23 = 0
  let c30 = 0
  let c31 = 0
  let c32 = 0
  let c33 = 0
  for (let p = 0; p < k; p++) {
    const l = first + p * step
    const r = column + p * n
    const b0 = at(b, r) // one by one: to take a list apart is slow in the innermost loop
    const b1 = at(b, r + 1)
    const b2 = at(b, r + 2)
    const b3 = at(b, r + 3)
    const a0 = at(a, l)
    c00 += a0 * b0
    c01 += a0 * b1
    c02 += a0 * b2
    c03 += a0 * b3
    const a1 = at(a, l + row)
    c10 += a1 * b0
    c11 += a1 * b1
    c12 += a1 * b2
    c13 += a1 * b3
    const a2 = at(a, l + 2 * row)
    c20 += a2 * b0
    c21 += a2 * b1
    c22 += a2 * b2
    c23 += a2 * b3
    const a3 = at(a, l + 3 * row)
    c30 += a3 * b0
    c31 += a3 * b1
    c32 += a3 * b2
    c33 += a3 * b3
  }
  put(c, to, c00, c01, c02, c03)
  put(c, to + n, c10, c11, c12, c13)
  put(c, to + 2 * n, c20, c21, c22, c23)
  put(c, to + 3 * n, c30, c31, c32, c33)
}

function put(c: Floats, to: number, c0: number, c1: number, c2: number, c3: number): void {
  c[to] = c0
  c[to + 1] = c1
  c[to + 2] = c2
  c[to + 3] = c3
}

/** The element, which is there. */
const at = (x: Floats, i: number): number => x[i] as number

/** aᵀ, with a [m, n]. */
export function transpose(out: Floats, a: Floats, m: number, n: number): void {
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) out[j * m + i] = at(a, i * n + j)
}
