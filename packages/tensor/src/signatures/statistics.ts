import type { Fn, Op } from '../op.ts'
import type { Axes, Out, Reduce, Shape } from '../shape-types/index.ts'
import type { Tensor } from '../tensor.ts'
import type { ReductionOptions } from './reduce.ts'

/** A reduction that has more options than the axes: variance, std, norm. */
export interface ReductionWith<More, O = Op> extends Fn<O, ReductionWithMethod<More>> {
  <S extends Shape, const Axis extends Axes = undefined, KeepDims extends boolean = false>(
    x: Tensor<S>,
    options?: ReductionOptions<S, Axis, KeepDims> & More,
  ): Out<Reduce<S, Axis, KeepDims>>
}

export type ReductionWithMethod<More> = <
  S extends Shape,
  const Axis extends Axes = undefined,
  KeepDims extends boolean = false,
>(
  this: Tensor<S>,
  options?: ReductionOptions<S, Axis, KeepDims> & More,
) => Out<Reduce<S, Axis, KeepDims>>

export interface SpreadOptions {
  /** "delta degrees of freedom": the divisor is n - ddof; 0 by default */
  readonly ddof?: number
}

export interface NormOptions {
  /** 1, 2 or Infinity; 2, the Euclidean norm, by default */
  readonly ord?: number
}
