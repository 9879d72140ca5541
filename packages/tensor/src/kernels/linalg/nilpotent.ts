// Arithmetic with infinitesimals: a number a + b ε₁ + c ε₂ + d ε₁ε₂ + ... in which εᵢ² = 0. What a polynomial computes with
// x + ε₁ v₁ + ε₂ v₂ has, at ε₁ε₂, its second derivative along v₁ and v₂, exactly. Such a number of m infinitesimals is 2ᵐ
// coefficients; that at index s belongs to the product of those εᵢ whose bit i is set in s.
import { addScaled } from './rows.ts'

export type Nilpotent = Float64Array

/** A matrix of such numbers: for each coefficient a plane, row after row. */
export type Planes = readonly Float64Array[]

/** `real` as such a number. */
export function nilpotent(real: number, coefficients: number): Nilpotent {
  const x = new Float64Array(coefficients)
  x[0] = real
  return x
}

/** Calls `visit` with each way to make s of two parts: a product's coefficient s is the sum over them. */
function parts(s: number, visit: (part: number, rest: number) => void): void {
  for (let part = s; ; part = (part - 1) & s) {
    visit(part, s ^ part)
    if (part === 0) return
  }
}

export function times(a: Nilpotent, b: Nilpotent): Nilpotent {
  const product = new Float64Array(a.length)
  for (let s = 0; s < a.length; s++) {
    parts(s, (p, q) => {
      product[s] = (product[s] ?? 0) + (a[p] ?? 0) * (b[q] ?? 0)
    })
  }
  return product
}

/** 1 / a, for a whose real part is not 0: each coefficient of a · (1 / a) but the first is 0. */
export function inverse(a: Nilpotent): Nilpotent {
  const [real = 0] = a
  const result = nilpotent(1 / real, a.length)
  for (let s = 1; s < a.length; s++) {
    let sum = 0
    parts(s, (p, q) => {
      if (p !== 0) sum += (a[p] ?? 0) * (result[q] ?? 0)
    })
    result[s] = -sum / real
  }
  return result
}

export function scaled(a: Nilpotent, factor: number): Nilpotent {
  return a.map((coefficient) => coefficient * factor)
}

export function elementAt(planes: Planes, at: number): Nilpotent {
  return Float64Array.from(planes, (plane) => plane[at] ?? 0)
}

/** Row i of y += factor · row j of x, from column `from` on, for n columns. */
export function addRow(y: Planes, i: number, x: Planes, j: number, factor: Nilpotent, n: number, from = 0): void {
  for (const [s, target] of y.entries()) {
    parts(s, (p, q) => {
      const [scale, source] = [factor[p] ?? 0, x[q]]
      if (scale !== 0 && source) addScaled(target, i * n + from, source, j * n + from, n - from, scale)
    })
  }
}
