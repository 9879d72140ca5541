import { div, equal, where } from '@adjoint/tensor'
import type { Rules } from '../rule.ts'
import { byGradient } from './reduction.ts'

export const norm: Rules<'norm'> = {
  norm: byGradient((y, x) => where(equal(y, 0), 0, div(x, y))), // 0 at 0
}
