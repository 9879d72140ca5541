import type { Local } from '../function.ts'
import type { Value } from '../instructions.ts'
import type { Vectors } from './vectors.ts'

/** x P(x^2) / Q(x^2), for an odd function that goes to 1. */
export interface OddRational {
  readonly numerator: readonly number[]
  readonly denominator: readonly number[]
  /** from here on the function is 1; there the fraction is not below 1, rounding included */
  readonly saturation: number
}

/**
 * One division, and no exponential function: Eigen's way to approximate tanh and erf in float32. The argument is held
 * where the fraction is good, and the result to 1, which the fraction may exceed by a rounding.
 */
export function oddRational(v: Vectors, x: Local<'v128'>, fraction: OddRational): Value<'v128'> {
  const { numerator, denominator, saturation } = fraction
  const held = v.let(v.clamp(x, -saturation, saturation))
  const square = v.let(v.float.mul(held, held))
  const above = v.float.mul(held, v.polynomial(square, numerator))
  return v.clamp(v.float.div(above, v.polynomial(square, denominator)), -1, 1)
}
