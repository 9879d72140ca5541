import type { Local } from '../function.ts'
import type { Value } from '../instructions.ts'
import { doubled } from './doubling.ts'
import { expm1OfNegative } from './exponential.ts'
import type { Vectors } from './vectors.ts'

/** tanh(x). */
export function tanh(v: Vectors, x: Local<'v128'>): Value<'v128'> {
  return v.withSignOf(x, v.dtype === 'float32' ? tanh32(v, x) : tanh64(v, x))
}

// (2 (exp(x / 2) - 1) - x) / x^2 in powers of x, with weights that make it minimax for the relative error of tanh(x), by
// Lawson's algorithm: 7.7e-9, the coefficients rounded to float32.
const tail32 = [0.2500002, 0.04166466, 0.005214358, 5.1281607e-4, 4.8711467e-5, 1.3283387e-6, 4.6253388e-7]

/** With h = (exp(2 |x|) - 1) / 2: tanh |x| = h / (h + 1). */
function tanh32(v: Vectors, x: Local<'v128'>): Value<'v128'> {
  // from 9.02 on the result is 1
  const magnitude = v.let(v.float.pmin(v.float.abs(x), v.constant(9.1)))
  const above = v.float.mul(v.float.mul(magnitude, magnitude), v.polynomial(magnitude, tail32))
  return doubled(v, magnitude, above, [1 / 4, 1 / 2])
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
