import type { Fn, Op } from '../op.ts'
import type { Out, Reduce, Shape } from '../shape-types/index.ts'
import type { OpArg } from '../shape-types/vocabulary.ts'
import type { Tensor } from '../tensor.ts'

export interface ChoiceOptions<S extends Shape, Axis extends number | undefined, KeepDims extends boolean> {
  readonly axis?: OpArg<Axis, Reduce<S, Axis, KeepDims>>
  readonly keepDims?: KeepDims
}

/** Reduces one axis, or all of them: argmax, argmin. */
export interface ChoiceFn<O = Op> extends Fn<O, ChoiceMethod> {
  <S extends Shape, const Axis extends number | undefined = undefined, KeepDims extends boolean = false>(
    x: Tensor<S>,
    options?: ChoiceOptions<S, Axis, KeepDims>,
  ): Out<Reduce<S, Axis, KeepDims>>
}

export type ChoiceMethod = <
  S extends Shape,
  const Axis extends number | undefined = undefined,
  KeepDims extends boolean = false,
>(
  this: Tensor<S>,
  options?: ChoiceOptions<S, Axis, KeepDims>,
) => Out<Reduce<S, Axis, KeepDims>>
