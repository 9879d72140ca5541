import { div, equal, mean, mul, type ReductionAttrs, sub, type Tensor, where } from '@adjoint/tensor'
import type { Rules } from '../rule.ts'
import { byGradient, countAlong } from './reduction.ts'

interface SpreadAttrs extends ReductionAttrs {
  readonly ddof: number
}

export const statistics: Rules<'statistics'> = {
  // the mean in them adds nothing: what is left when it is taken away sums to 0
  variance: byGradient((_y, x, attrs: SpreadAttrs) => mul(centred(x, attrs), 2 / divisor(x, attrs))),
  // 0 where all elements are the same; where they differ by roundings only, those of the mean must not be taken for spread
  std: byGradient((y, x, attrs: SpreadAttrs) =>
    where(equal(y, 0), 0, div(centred(centred(x, attrs), attrs), mul(y, divisor(x, attrs)))),
  ),
}

function centred(x: Tensor, { axes: axis }: SpreadAttrs): Tensor {
  return sub(x, mean(x, { axis, keepDims: true }))
}

function divisor(x: Tensor, attrs: SpreadAttrs): number {
  return Math.max(countAlong(x, attrs) - attrs.ddof, 0)
}
