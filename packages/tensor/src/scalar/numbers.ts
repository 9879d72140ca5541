import { erfOfNumber, mathFunctions, powOfNumbers } from '@adjoint/wasm'
import type { Algebra } from './algebra.ts'

/** Above these all numbers are integers. */
const integral = 2 ** 52

/** To 2^52 only integers can be added: the sum is rounded to one, and a tie to an even one. */
function nearest(x: number): number {
  if (x > 0) return x < integral ? x + integral - integral : x
  return x < 0 && x > -integral ? -(integral - x - integral) : x
}

/** A power of int32, wrapped, by squaring; cut towards 0 where the exponent is negative. */
function integerPower(a: number, b: number): number {
  if (b < 0 && Math.abs(a) !== 1) return 0
  let [power, base] = [1, a]
  for (let bits = b; bits !== 0; bits >>>= 1) {
    if (bits & 1) power = Math.imul(power, base)
    base = Math.imul(base, base)
  }
  return power
}

/** The functions of the algebra which `Math` has not, by the names that generated loops call them. */
export const outside: Readonly<
  Record<'erf' | 'nearest', (x: number) => number> & Record<'pow' | 'integerPower', (x: number, y: number) => number>
> = {
  erf: erfOfNumber,
  nearest,
  pow: powOfNumbers,
  integerPower,
}

/** Formulas read as plain arithmetic on JS numbers: what generated loops must agree with. */
export const numbers: Algebra<number> = {
  constant: (value) => value,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  pow: outside.pow,
  rem: mathFunctions.fmod,
  neg: (a) => -a,
  abs: Math.abs,
  floor: Math.floor,
  nearest: outside.nearest,
  sqrt: Math.sqrt,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  atan2: Math.atan2,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  erf: outside.erf,
  less: (a, b) => (a < b ? 1 : 0),
  lessEqual: (a, b) => (a <= b ? 1 : 0),
  equal: (a, b) => (a === b ? 1 : 0),
  select: (condition, yes, no) => (condition !== 0 ? yes : no),
}

/** The same where every number is an int32: products and powers can need more than a double's 53 bits before they wrap. */
export const integers: Algebra<number> = { ...numbers, mul: Math.imul, pow: integerPower }
