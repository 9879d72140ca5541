import { NDArray } from '../array.ts'
import type { ComposedOp, ShapeDType } from '../op.ts'
import type { Tensor } from '../tensor.ts'

/**
 * Declares an op by its definition in terms of other ops.
 *
 * @param infer the shape and dtype of what `compose` gives, without computing it
 */
export function composed<A, N extends number>(
  name: string,
  arity: N,
  infer: (inputs: readonly Tensor[], attrs: A) => ShapeDType,
  compose: (inputs: readonly Tensor[], attrs: A) => Tensor,
): ComposedOp<A, N> {
  return {
    name,
    family: 'composed',
    arity,
    infer,
    compose,
    kernel: (inputs, attrs) => NDArray.expect(compose(inputs, attrs)),
  }
}
