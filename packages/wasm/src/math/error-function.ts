import type { Local } from '../function.ts'
import type { Value } from '../instructions.ts'
import { oddRational } from './odd-rational.ts'
import type { Vectors } from './vectors.ts'

/** erf(x). */
export function erf(v: Vectors, x: Local<'v128'>): Value<'v128'> {
  return oddRational(v, x, erf32)
}

// erf(x) / x in x^2: minimax for the relative error by Remez' algorithm, 2.1e-8 up to 3.95.
const erf32 = {
  numerator: [1.12837914374, 0.191551945253, 0.0528756685226, 0.00380823260183, 0.000284689476338, 2.02589778588e-6],
  denominator: [1, 0.503091166875, 0.114560304487, 0.0150552327717, 0.00117074321582, 3.78317857251e-5],
  saturation: 3.95,
}
