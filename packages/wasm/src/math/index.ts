import type { FunctionBuilder, Local } from '../function.ts'
import type { Value } from '../instructions.ts'
import { acos, asin, atan, atan2 } from './arc.ts'
import { erf } from './error-function.ts'
import { exp, expm1 } from './exponential.ts'
import { cosh, sinh, tanh } from './hyperbolic.ts'
import { log, log1p } from './logarithm.ts'
import { fmod } from './modulo.ts'
import { pow } from './power.ts'
import { cos, sin, tan } from './trigonometric.ts'
import { type Constants, type FloatType, Vectors } from './vectors.ts'

export type { Constants, FloatType }

/** A function of every lane. */
type Elementwise = (x: Value<'v128'>) => Local<'v128'>
/** A function of the lanes of two vectors. */
type Pairwise = (a: Value<'v128'>, b: Value<'v128'>) => Local<'v128'>

/** The functions of `Math`, on vectors. */
export interface VectorMath {
  /** a number in every lane */
  constant(n: number): Value<'v128'>
  readonly exp: Elementwise
  readonly expm1: Elementwise
  readonly log: Elementwise
  readonly log1p: Elementwise
  readonly sin: Elementwise
  readonly cos: Elementwise
  readonly tan: Elementwise
  readonly asin: Elementwise
  readonly acos: Elementwise
  readonly atan: Elementwise
  readonly sinh: Elementwise
  readonly cosh: Elementwise
  readonly tanh: Elementwise
  readonly erf: Elementwise
  /** the angle of the point (b, a) */
  readonly atan2: Pairwise
  /** C's fmod, JavaScript's `%` */
  readonly fmod: Pairwise
  /** C's pow: 1 to any power, and anything to the power 0, is 1 */
  readonly pow: Pairwise
}

/**
 * The functions of `Math` on vectors of float32 or float64, as statements added to `f`. Each leaves its result in a
 * variable. Special values (NaN, -0, infinities, poles) are those of `Math`. Errors are a few units in the last place; the
 * README has the table. A module with sin, cos, tan or fmod must import `mathImports`.
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
  const pairwise =
    (compute: (v: Vectors, a: Local<'v128'>, b: Local<'v128'>) => Value<'v128'>): Pairwise =>
    (a, b) =>
      v.let(compute(v, v.let(a), v.let(b)))
  return {
    constant: (n) => v.constant(n),
    exp: elementwise(exp),
    expm1: elementwise(expm1),
    log: elementwise(log),
    log1p: elementwise(log1p),
    sin: elementwise(sin),
    cos: elementwise(cos),
    tan: elementwise(tan),
    asin: elementwise(asin),
    acos: elementwise(acos),
    atan: elementwise(atan),
    sinh: elementwise(sinh),
    cosh: elementwise(cosh),
    tanh: elementwise(tanh),
    erf: elementwise(erf),
    atan2: pairwise(atan2),
    fmod: pairwise(fmod),
    pow: pairwise(pow),
  }
}
