import { add, div, exp, mul, neg, square } from '@adjoint/tensor'
import type { Rules } from '../rule.ts'

export const exponential: Rules<'exponential'> = {
  exp: [(y) => y],
  expm1: [(_y, x) => exp(x)], // y + 1 would lose it far below 0
  log: [(_y, x) => div(1, x)],
  log1p: [(_y, x) => div(1, add(1, x))],
  erf: [(_y, x) => mul(2 / Math.sqrt(Math.PI), exp(neg(square(x))))],
}
