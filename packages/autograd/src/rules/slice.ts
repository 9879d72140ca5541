import { apply, ops } from '@adjoint/tensor'
import type { Rules } from '../rule.ts'

export const slice: Rules<'slice'> = {
  slice: { transpose: (g, [x], { parts }) => [apply(ops.unslice.op, [g], { parts, shape: x.shape })] },
  unslice: { transpose: (g, _x, { parts }) => [apply(ops.slice.op, [g], { parts })] },
}
