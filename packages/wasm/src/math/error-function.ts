import type { Local } from '../function.ts'
import type { Value } from '../instructions.ts'
import { doubled } from './doubling.ts'
import { exp } from './exponential.ts'
import type { Vectors } from './vectors.ts'

/** erf(x). */
export function erf(v: Vectors, x: Local<'v128'>): Value<'v128'> {
  return v.withSignOf(x, v.dtype === 'float32' ? erf32(v, x) : erf64(v, x))
}

// (16 ((1 - erf(x))^(-1/16) - 1) - x) / x in powers of x, with weights that make it minimax for the relative error of
// erf(x), by Lawson's algorithm: 9.6e-9, the coefficients rounded to float32.
const excess32 = [
  0.12837917, 0.67640805, 0.14861116, 0.002350673, 0.0037975772, 0.0016095317, -5.10469e-4, 1.1640791e-4, -7.674311e-6,
]

/** With h = 1 / (1 - erf |x|) - 1: erf |x| = h / (h + 1). */
function erf32(v: Vectors, x: Local<'v128'>): Value<'v128'> {
  // from 3.92 on the result is 1
  const magnitude = v.let(v.float.pmin(v.float.abs(x), v.constant(4)))
  const above = v.float.mul(magnitude, v.polynomial(magnitude, excess32))
  return doubled(v, magnitude, above, [1 / 32, 1 / 16, 1 / 8, 1 / 4])
}

interface Fraction {
  readonly numerator: readonly number[]
  readonly denominator: readonly number[]
}

// Minimax for the relative error of erf(x), by Lawson's algorithm. Up to 1, erf(x) / x - 1 in x^2: 7e-19.
const small64: Fraction = {
  numerator: [
    0.1283791670955126, -0.31700613913645265, -0.048329456691360705, -0.008815668012976383, -0.0004956134676646822,
    -0.000020732538265738253,
  ],
  denominator: [
    1, 0.4605128015155317, 0.09381306958543711, 0.010693079176508608, 0.0006924981960750174, 0.00002081025598167444,
  ],
}

// From 1 to 5.95, exp(x^2) (1 - erf(x)) in x: 1.3e-18.
const large64: Fraction = {
  numerator: [
    0.9999998891640314, 1.3900887975307386, 0.9489133553322366, 0.3732365321726545, 0.08423331554825585,
    0.008912944252497015,
  ],
  denominator: [
    1, 2.518466795232803, 2.7907047031702636, 1.7559767050791868, 0.6695032496076755, 0.1492957347903477,
    0.015797905728677644,
  ],
}

/** Both forms, and of each lane the one that is good there. */
function erf64(v: Vectors, x: Local<'v128'>): Value<'v128'> {
  const one = v.constant(1)
  // from 5.93 on the result is 1
  const magnitude = v.let(v.float.pmin(v.float.abs(x), v.constant(5.95)))
  const square = v.let(v.float.mul(magnitude, magnitude))
  const small = v.multiplyAdd(magnitude, quotient(v, square, small64), magnitude)
  const gauss = exp(v, v.let(v.float.mul(square, v.constant(-1))))
  const large = v.subtractProduct(one, gauss, quotient(v, magnitude, large64))
  return v.select(small, large, v.float.lt(magnitude, one))
}

/**
 * erf(x) of a number, which `Math` has not, by the same fits. The largest error that was found is 1.3 units in the last
 * place.
 */
export function erfOfNumber(x: number): number {
  const magnitude = Math.abs(x)
  const square = magnitude * magnitude
  if (magnitude < 1) return x + x * quotientOfNumbers(square, small64)
  const result = magnitude < 5.95 ? 1 - Math.exp(-square) * quotientOfNumbers(magnitude, large64) : 1
  return Number.isNaN(x) ? x : Math.sign(x) * result
}

function quotientOfNumbers(x: number, { numerator, denominator }: Fraction): number {
  return horner(x, numerator) / horner(x, denominator)
}

function horner(x: number, coefficients: readonly number[]): number {
  let sum = 0
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + (coefficients[i] ?? 0)
  return sum
}

function quotient(v: Vectors, x: Local<'v128'>, { numerator, denominator }: Fraction): Value<'v128'> {
  return v.float.div(v.polynomial(x, numerator), v.polynomial(x, denominator))
}
