import type { Fn, Op } from '../op.ts'
import type {
  Axes,
  BroadcastTo,
  ExpandDims,
  Out,
  Permute,
  Reshape,
  Shape,
  Squeeze,
  SwapAxes,
} from '../shape-types/index.ts'
import type { OpArg } from '../shape-types/vocabulary.ts'
import type { Tensor } from '../tensor.ts'

export interface ReshapeFn<O = Op> extends Fn<O, ReshapeMethod> {
  <S extends Shape, const To extends Shape>(x: Tensor<S>, shape: OpArg<To, Reshape<S, To>>): Out<Reshape<S, To>>
}

export type ReshapeMethod = <S extends Shape, const To extends Shape>(
  this: Tensor<S>,
  shape: OpArg<To, Reshape<S, To>>,
) => Out<Reshape<S, To>>

type Order = readonly number[] | undefined

export interface TransposeFn<O = Op> extends Fn<O, TransposeMethod> {
  <S extends Shape, const A extends Order = undefined>(x: Tensor<S>, axes?: OpArg<A, Permute<S, A>>): Out<Permute<S, A>>
}

export type TransposeMethod = <S extends Shape, const A extends Order = undefined>(
  this: Tensor<S>,
  axes?: OpArg<A, Permute<S, A>>,
) => Out<Permute<S, A>>

export interface SwapAxesFn<O = Op> extends Fn<O, SwapAxesMethod> {
  <S extends Shape, I extends number, J extends number>(
    x: Tensor<S>,
    i: OpArg<I, SwapAxes<S, I, I>>,
    j: OpArg<J, SwapAxes<S, J, J>>,
  ): Out<SwapAxes<S, I, J>>
}

export type SwapAxesMethod = <S extends Shape, I extends number, J extends number>(
  this: Tensor<S>,
  i: OpArg<I, SwapAxes<S, I, I>>,
  j: OpArg<J, SwapAxes<S, J, J>>,
) => Out<SwapAxes<S, I, J>>

export interface BroadcastToFn<O = Op> extends Fn<O, BroadcastToMethod> {
  <S extends Shape, const To extends Shape>(x: Tensor<S>, shape: OpArg<To, BroadcastTo<S, To>>): Out<BroadcastTo<S, To>>
}

export type BroadcastToMethod = <S extends Shape, const To extends Shape>(
  this: Tensor<S>,
  shape: OpArg<To, BroadcastTo<S, To>>,
) => Out<BroadcastTo<S, To>>

export interface ExpandDimsFn<O = Op> extends Fn<O, ExpandDimsMethod> {
  <S extends Shape, Axis extends number>(x: Tensor<S>, axis: OpArg<Axis, ExpandDims<S, Axis>>): Out<ExpandDims<S, Axis>>
}

export type ExpandDimsMethod = <S extends Shape, Axis extends number>(
  this: Tensor<S>,
  axis: OpArg<Axis, ExpandDims<S, Axis>>,
) => Out<ExpandDims<S, Axis>>

export interface SqueezeOptions<S extends Shape, Axis extends Axes> {
  readonly axis?: OpArg<Axis, Squeeze<S, Axis>>
}

export interface SqueezeFn<O = Op> extends Fn<O, SqueezeMethod> {
  <S extends Shape, const Axis extends Axes = undefined>(
    x: Tensor<S>,
    options?: SqueezeOptions<S, Axis>,
  ): Out<Squeeze<S, Axis>>
}

export type SqueezeMethod = <S extends Shape, const Axis extends Axes = undefined>(
  this: Tensor<S>,
  options?: SqueezeOptions<S, Axis>,
) => Out<Squeeze<S, Axis>>
