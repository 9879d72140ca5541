import type { Local } from '../function.ts'
import type { Value } from '../instructions.ts'
import { expm1OfNegative } from './exponential.ts'
import { oddRational } from './odd-rational.ts'
import type { Vectors } from './vectors.ts'

/** tanh(x). */
export function tanh(v: Vectors, x: Local<'v128'>): Value<'v128'> {
  return v.dtype === 'float32' ? oddRational(v, x, tanh32) : tanh64(v, x)
}

// tanh(x) / x in x^2, with 1 at 0: minimax for the relative error by Remez' algorithm, 2.4e-8 up to 9.1.
const tanh32 = {
  numerator: [1, 0.133775027829, 0.00349129416446, 2.05341589466e-5, 1.32429596139e-8],
  denominator: [1, 0.467108230501, 0.0258609281544, 0.000327842733192, 7.73250338586e-7],
  saturation: 9.1,
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
  return v.withSignOf(x, v.float.div(above, below))
}
