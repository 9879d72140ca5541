import type { Fn, Op } from '../op.ts'
import type { Arg, Axes, KeepAxis, Out, Reduce, Shape } from '../shape-types/index.ts'
import type { Tensor } from '../tensor.ts'

export interface ReductionOptions<S extends Shape, Axis extends Axes, KeepDims extends boolean> {
  readonly axis?: Arg<Axis, Reduce<S, Axis, KeepDims>>
  readonly keepDims?: KeepDims
}

export interface Reduction<O = Op> extends Fn<O, ReductionMethod> {
  <S extends Shape, const Axis extends Axes = undefined, KeepDims extends boolean = false>(
    x: Tensor<S>,
    options?: ReductionOptions<S, Axis, KeepDims>,
  ): Out<Reduce<S, Axis, KeepDims>>
}

export type ReductionMethod = <S extends Shape, const Axis extends Axes = undefined, KeepDims extends boolean = false>(
  this: Tensor<S>,
  options?: ReductionOptions<S, Axis, KeepDims>,
) => Out<Reduce<S, Axis, KeepDims>>

export interface AlongOptions<S extends Shape, Axis extends number | undefined> {
  readonly axis?: Arg<Axis, KeepAxis<S, Axis>>
}

/** Works along one axis and keeps the shape: softmax, cumsum, sort, argsort, ... */
export interface Along<O = Op> extends Fn<O, AlongMethod> {
  <S extends Shape, Axis extends number | undefined = undefined>(
    x: Tensor<S>,
    options?: AlongOptions<S, Axis>,
  ): Tensor<S>
}

export type AlongMethod = <S extends Shape, Axis extends number | undefined = undefined>(
  this: Tensor<S>,
  options?: AlongOptions<S, Axis>,
) => Tensor<S>
