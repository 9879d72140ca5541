import type { FunctionBuilder, Local } from '../function.ts'
import type { Value } from '../instructions.ts'
import { erf } from './error-function.ts'
import { exp, expm1 } from './exponential.ts'
import { tanh } from './hyperbolic.ts'
import { log, log1p } from './logarithm.ts'
import { cos, sin } from './trigonometric.ts'
import { type Constants, type FloatType, Vectors } from './vectors.ts'

export type { Constants, FloatType }

/** A function of every lane. */
type Elementwise = (x: Value<'v128'>) => Local<'v128'>

/** The functions of `Math`, on vectors. */
export interface VectorMath {
  /** a number in every lane */
  constant(n: number): Value<'v128'>
  readonly exp: Elementwise
  readonly expm1: Elementwise
  readonly log: Elementwise
  readonly log1p: Elementwise
  readonly tanh: Elementwise
  readonly sin: Elementwise
  readonly cos: Elementwise
  readonly erf: Elementwise
}

/**
 * The functions of `Math` on vectors of float32 or float64, as statements added to `f`. Each leaves its result in a
 * variable. Special values (NaN, -0, infinities, poles) are those of `Math`. Errors are at most 3 units in the last place
 * in float32 and 2 in float64, but sin and cos lose the phase from 1.6e6 on; the README has the table.
 *
 * @param fused whether to use relaxed SIMD's multiplyAdd, which is faster where the machine has it; the bounds on the
 * error hold with and without
 * @param constants whether to make them at the beginning of the function, or where they are used
 */
export function vectorMath(
  f: FunctionBuilder,
  dtype: FloatType,
  fused: boolean,
  constants: Constants = 'first',
): VectorMath {
  const v = new Vectors(f, dtype, fused, constants)
  const elementwise =
    (compute: (v: Vectors, x: Local<'v128'>) => Value<'v128'>): Elementwise =>
    (x) =>
      v.let(compute(v, v.let(x)))
  return {
    constant: (n) => v.constant(n),
    exp: elementwise(exp),
    expm1: elementwise(expm1),
    log: elementwise(log),
    log1p: elementwise(log1p),
    tanh: elementwise(tanh),
    sin: elementwise(sin),
    cos: elementwise(cos),
    erf: elementwise(erf),
  }
}
