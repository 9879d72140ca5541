import { equal, maximum, mul, notEqual } from '@adjoint/tensor'
import type { Rules } from '../rule.ts'
import { choosesLarger, choosesSmaller } from './ties.ts'

export const selection: Rules<'selection'> = {
  where: [null, (_y, c) => notEqual(c, 0), (_y, c) => equal(c, 0)],
  // min(max(x, lo), hi), by the chain rule
  clip: [
    (_y, x, lo, hi) => mul(choosesSmaller(x, hi), choosesLarger(x, lo)), // x where x > lo, and else 0
    (_y, x, lo, hi) => mul(choosesSmaller(maximum(x, lo), hi), choosesLarger(lo, x)),
    (_y, x, lo, hi) => choosesSmaller(hi, maximum(x, lo)),
  ],
}
