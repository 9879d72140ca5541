import {
  abs,
  add,
  cos,
  div,
  equal,
  greater,
  mul,
  neg,
  notEqual,
  sin,
  sqrt,
  square,
  sub,
  type Tensor,
  where,
} from '@adjoint/tensor'
import type { Rules } from '../rule.ts'

export const trigonometric: Rules<'trigonometric'> = {
  sin: [(_y, x) => cos(x)],
  cos: [(_y, x) => neg(sin(x))],
  tan: [(y) => add(1, square(y))],
  asin: [(_y, x) => div(1, sine(x))], // infinite at -1 and 1
  acos: [(_y, x) => div(-1, sine(x))],
  atan: [(_y, x) => div(1, add(1, square(x)))],
  atan2: [
    (_y, a, b) => {
      const { steep, inverse, ratio } = polar(a, b)
      return where(steep, mul(ratio, inverse), inverse)
    },
    (_y, a, b) => {
      const { steep, inverse, ratio } = polar(a, b)
      return neg(where(steep, inverse, mul(ratio, inverse)))
    },
  ],
}

/** The sine of an angle from its cosine: √(1 - x²), whose factors lose nothing near 1. */
function sine(x: Tensor): Tensor {
  return sqrt(mul(sub(1, x), add(1, x)))
}

/**
 * Of l, the larger of a and b in size, and s, the smaller one: the ratio r = s/l, and l/(a² + b²) as (1/l)/(1 + r²), which does
 * not overflow where squares would. At (0, 0), where the angle jumps, they are 0.
 */
function polar(a: Tensor, b: Tensor): { readonly steep: Tensor; readonly inverse: Tensor; readonly ratio: Tensor } {
  const steep = greater(abs(a), abs(b))
  const larger = where(steep, a, b)
  const divisor = add(larger, equal(larger, 0))
  const ratio = div(where(steep, b, a), divisor)
  return { steep, ratio, inverse: div(div(notEqual(larger, 0), divisor), add(1, square(ratio))) }
}
