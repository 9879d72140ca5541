import { add, div } from '@adjoint/tensor'
import type { Rules } from '../rule.ts'

export const exponential: Rules<'exponential'> = {
  exp: [(y) => y],
  expm1: [(y) => add(y, 1)],
  log: [(_y, x) => div(1, x)],
  log1p: [(_y, x) => div(1, add(1, x))],
}
