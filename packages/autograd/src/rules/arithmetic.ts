import { div, log, mul, mulAbsorbing, neg, pow, round, sign, sub } from '@adjoint/tensor'
import type { Rules } from '../rule.ts'
import { choosesLarger, choosesSmaller } from './ties.ts'

export const arithmetic: Rules<'arithmetic'> = {
  add: [1, 1],
  sub: [1, -1],
  mul: [(_y, _a, b) => b, (_y, a) => a],
  mulAbsorbing: [(_y, _a, b) => b, (_y, a) => a],
  div: [(_y, _a, b) => div(1, b), (y, _a, b) => neg(div(y, b))],
  // absorbing: the derivative of x⁰ is 0 even where x⁻¹ is infinite, and 0ᵇ log 0 is 0
  pow: [(_y, a, b) => mulAbsorbing(b, pow(a, sub(b, 1))), (y, a) => mulAbsorbing(y, log(a))],
  // constant but for jumps: y = a - b n with an integer n
  remainder: [1, (y, a, b) => round(div(sub(y, a), b))],
  maximum: [(_y, a, b) => choosesLarger(a, b), (_y, a, b) => choosesLarger(b, a)],
  minimum: [(_y, a, b) => choosesSmaller(a, b), (_y, a, b) => choosesSmaller(b, a)],
  neg: [-1],
  abs: [(_y, x) => sign(x)], // 0 at 0
  sign: [null],
  square: [(_y, x) => mul(2, x)],
  sqrt: [(y) => div(0.5, y)], // infinite at 0
}
