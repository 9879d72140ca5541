import { div, equal, mean, mul, type ReductionAttrs, sub, type Tensor, where } from '@adjoint/tensor'
import type { Rules } from '../rule.ts'
import { byGradient, countAlong } from './reduction.ts'

interface SpreadAttrs extends ReductionAttrs {
  readonly ddof: number
}

export const statistics: Rules<'statistics'> = {
  // the mean in them adds nothing: what is left when it is taken away sums to 0
  variance: byGradient((_y, x, attrs: SpreadAttrs) => div(mul(2, centred(x, attrs)), divisor(x, attrs))),
  // 0 where all elements are the same
  std: byGradient((y, x, attrs: SpreadAttrs) =>
    where(equal(y, 0), 0, div(div(centred(x, attrs), y), divisor(x, attrs))),
  ),
}

function centred(x: Tensor, { axes: axis }: SpreadAttrs): Tensor {
  return sub(x, mean(x, { axis, keepDims: true }))
}

function divisor(x: Tensor, attrs: SpreadAttrs): number {
  return Math.max(countAlong(x, attrs) - attrs.ddof, 0)
}
