import { apply } from '../apply.ts'
import { NDArray } from '../array.ts'
import type { ComposedOp, Op, ShapeDType } from '../op.ts'
import { astype } from '../ops/cast.ts'
import type { Tensor } from '../tensor.ts'
import { floating } from './elementwise.ts'

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

/**
 * Applies an op of floats to a tensor of any dtype. int32 is float64 meanwhile, which holds each of its numbers: the difference of
 * two large ones would be lost in float32.
 */
export function applyToFloats<A>(op: Op<A>, x: Tensor, attrs: A): Tensor {
  const dtype = floating([x.dtype], op.name)
  return astype(apply(op, [astype(x, x.dtype === 'int32' ? 'float64' : dtype)], attrs), dtype)
}
