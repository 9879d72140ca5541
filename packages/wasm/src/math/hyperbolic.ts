import type { Local } from '../function.ts'
import type { Value } from '../instructions.ts'
import { expm1OfNegative, halfExp } from './exponential.ts'
import type { Vectors } from './vectors.ts'

/** tanh(x). */
export function tanh(v: Vectors, x: Local<'v128'>): Value<'v128'> {
  return v.withSignOf(x, v.dtype === 'float32' ? tanh32(v, x) : tanh64(v, x))
}

// tanh(x) / x in x^2, with 1 at 0: minimax for the relative error by Remez' algorithm, 2.4e-8 up to 9.1.
const numerator32 = [1, 0.133775027829, 0.00349129416446, 2.05341589466e-5, 1.32429596139e-8]
const denominator32 = [1, 0.467108230501, 0.0258609281544, 0.000327842733192, 7.73250338586e-7]

/** A ratio of polynomials: half the instructions of a form by exp, for up to two units in the last place more near 1. */
function tanh32(v: Vectors, x: Local<'v128'>): Value<'v128'> {
  // tanh rounds to 1 from 9.011 on. What is computed here may still be below 1, but not at this bound, with fused products or
  // without: so from there on the result is 1, and 1 - tanh(x)^2 is 0.
  const bounded = v.let(v.float.pmin(v.float.abs(x), v.constant(9.0114975)))
  const square = v.let(v.float.mul(bounded, bounded))
  const ratio = v.float.div(v.polynomial(square, numerator32), v.polynomial(square, denominator32))
  return v.float.pmin(v.float.mul(bounded, ratio), v.constant(1))
}

/**
 * With e = exp(-2 |x|) = 2^n (1 + q): tanh |x| = (1 - e) / (1 + e) = ((1 - 2^n) - 2^n q) / ((1 + 2^n) + 2^n q). What
 * stands in the inner brackets has no error, and the outer sums lose nothing near 0, where n = 0.
 */
function tanh64(v: Vectors, x: Local<'v128'>): Value<'v128'> {
  // from 20 on the result is 1
  const magnitude = v.float.pmin(v.float.abs(x), v.constant(20))
  const { power, part } = expm1OfNegative(v, v.let(v.float.mul(magnitude, v.constant(-2))))
  const one = v.constant(1)
  const above = v.float.sub(v.float.sub(one, power), part)
  const below = v.float.add(v.float.add(one, power), part)
  return v.float.div(above, below)
}

// (sinh(x) / x - 1) / x^2 in x^2, up to 1: 1 / 3!, 1 / 5!, ..., until what is left out is below rounding
const sinhSeries = {
  float32: [1 / 6, 1 / 120, 1 / 5040, 1 / 362880],
  float64: [6, 120, 5040, 362880, 39916800, 6227020800, 1307674368000, 355687428096000, 121645100408832000].map(
    (factorial) => 1 / factorial,
  ),
}

/** sinh(x): (e^x - e^-x) / 2, and by its power series where these are nearly equal. */
export function sinh(v: Vectors, x: Local<'v128'>): Value<'v128'> {
  const magnitude = v.let(v.float.abs(x))
  const square = v.let(v.float.mul(magnitude, magnitude))
  const cubic = v.float.mul(v.float.mul(magnitude, square), v.polynomial(square, sinhSeries[v.dtype]))
  const small = v.float.add(magnitude, cubic)
  const half = v.let(halfExp(v, magnitude))
  const large = v.float.sub(half, v.float.div(v.constant(0.25), half))
  return v.withSignOf(x, v.select(small, large, v.float.lt(magnitude, v.constant(1))))
}

/** cosh(x): (e^x + e^-x) / 2. */
export function cosh(v: Vectors, x: Local<'v128'>): Value<'v128'> {
  const half = v.let(halfExp(v, v.let(v.float.abs(x))))
  return v.float.add(half, v.float.div(v.constant(0.25), half))
}
