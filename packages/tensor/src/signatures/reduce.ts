import type { Fn, Op } from '../op.ts'
import type { Axes, KeepAxis, Out, Reduce, Shape } from '../shape-types/index.ts'
import type { OpArg } from '../shape-types/vocabulary.ts'
import type { Tensor } from '../tensor.ts'

export interface ReductionOptions<S extends Shape, Axis extends Axes, KeepDims extends boolean> {
  readonly axis?: OpArg<Axis, Reduce<S, Axis, KeepDims>>
  readonly keepDims?: KeepDims
}

/** Reduces axes, one, some or all; `More` are the options besides: those of variance, std and norm. */
export interface Reduction<O = Op, More = unknown> extends Fn<O, ReductionMethod<More>> {
  <S extends Shape, const Axis extends Axes = undefined, KeepDims extends boolean = false>(
    x: Tensor<S>,
    options?: ReductionOptions<S, Axis, KeepDims> & More,
  ): Out<Reduce<S, Axis, KeepDims>>
}

export type ReductionMethod<More = unknown> = <
  S extends Shape,
  const Axis extends Axes = undefined,
  KeepDims extends boolean = false,
>(
  this: Tensor<S>,
  options?: ReductionOptions<S, Axis, KeepDims> & More,
) => Out<Reduce<S, Axis, KeepDims>>

export interface AlongOptions<S extends Shape, Axis extends number | undefined> {
  readonly axis?: OpArg<Axis, KeepAxis<S, Axis>>
}

/** Works along one axis and keeps the shape: softmax, and with options of their own sort and argsort. */
export interface Along<O = Op, More = unknown> extends Fn<O, AlongMethod<More>> {
  <S extends Shape, Axis extends number | undefined = undefined>(
    x: Tensor<S>,
    options?: AlongOptions<S, Axis> & More,
  ): Tensor<S>
}

export type AlongMethod<More = unknown> = <S extends Shape, Axis extends number | undefined = undefined>(
  this: Tensor<S>,
  options?: AlongOptions<S, Axis> & More,
) => Tensor<S>
