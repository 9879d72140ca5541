import type { Local } from '../function.ts'
import type { Value } from '../instructions.ts'
import type { Vectors } from './vectors.ts'

/**
 * h / (h + 1), where h grows like an exponential function: a polynomial gives a root of it, so to say, and squaring the
 * rest. Where g is s (exp(y) - 1), g + g^2 / (2 s) is s / 2 (exp(2 y) - 1). There is no power of two to be made of bits, and
 * the error of h matters less the larger it is, so that a short polynomial is enough.
 *
 * What is above |x| is summed apart: where it is small, so are its roundings.
 *
 * @param above g - |x| for the first g
 * @param factors 1 / (2 s), step by step
 */
export function doubled(
  v: Vectors,
  magnitude: Local<'v128'>,
  above: Value<'v128'>,
  factors: readonly number[],
): Value<'v128'> {
  let sum = v.let(above)
  let g = v.let(v.float.add(magnitude, sum))
  for (const factor of factors) {
    sum = v.let(v.multiplyAdd(v.float.mul(g, v.constant(factor)), g, sum))
    g = v.let(v.float.add(magnitude, sum))
  }
  return v.float.div(g, v.float.add(g, v.constant(1)))
}
