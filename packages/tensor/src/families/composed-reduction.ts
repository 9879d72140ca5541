import type { ComposedOp, ReductionAttrs } from '../op.ts'
import type { Tensor } from '../tensor.ts'
import { composed } from './composed.ts'
import { only } from './operands.ts'
import { reducedShape } from './reduction.ts'

/** The descriptor of an op that reduces axes of a float tensor and is defined by other ops. */
export function composedReduction<A extends ReductionAttrs>(
  name: string,
  compose: (x: Tensor, attrs: A) => Tensor,
): ComposedOp<A, 1> {
  return composed(
    name,
    1,
    (inputs, attrs) => ({ shape: reducedShape(only(inputs).shape, attrs), dtype: only(inputs).dtype }),
    (inputs, attrs) => compose(only(inputs), attrs),
  )
}
