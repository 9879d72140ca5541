import type { DType } from '../dtype.ts'
import type { Fn, Op } from '../op.ts'
import type {
  AlongRule,
  IndexRule,
  IndexShape,
  Indices,
  OneHot,
  Out,
  Scatter,
  Shape,
  Take,
  TakeAlongAxis,
} from '../shape-types/index.ts'
import type { OpArg } from '../shape-types/vocabulary.ts'
import type { Tensor } from '../tensor.ts'
import type { AlongOptions } from './reduce.ts'

type TakeAxis = number | undefined

export interface TakeFn<O = Op> extends Fn<O, TakeMethod> {
  <S extends Shape, const I extends Indices, Axis extends TakeAxis = undefined>(
    x: Tensor<S>,
    indices: OpArg<I, IndexRule<I>>,
    options?: AlongOptions<S, Axis>,
  ): Out<Take<S, IndexShape<I>, Axis>>
}

export type TakeMethod = <S extends Shape, const I extends Indices, Axis extends TakeAxis = undefined>(
  this: Tensor<S>,
  indices: OpArg<I, IndexRule<I>>,
  options?: AlongOptions<S, Axis>,
) => Out<Take<S, IndexShape<I>, Axis>>

export interface ScatterAddFn<O = Op> extends Fn<O, ScatterAddMethod> {
  <S extends Shape, const I extends Indices, U extends Shape, Axis extends TakeAxis = undefined>(
    x: Tensor<S>,
    indices: OpArg<I, IndexRule<I>>,
    updates: OpArg<Tensor<U>, Scatter<S, U, Take<S, IndexShape<I>, Axis>>>,
    options?: AlongOptions<S, Axis>,
  ): Tensor<S>
}

export type ScatterAddMethod = <
  S extends Shape,
  const I extends Indices,
  U extends Shape,
  Axis extends TakeAxis = undefined,
>(
  this: Tensor<S>,
  indices: OpArg<I, IndexRule<I>>,
  updates: OpArg<Tensor<U>, Scatter<S, U, Take<S, IndexShape<I>, Axis>>>,
  options?: AlongOptions<S, Axis>,
) => Tensor<S>

export interface TakeAlongAxisFn<O = Op> extends Fn<O, TakeAlongAxisMethod> {
  <S extends Shape, const I extends Indices, Axis extends number = -1>(
    x: Tensor<S>,
    indices: OpArg<I, AlongRule<S, I, Axis>>,
    options?: AlongOptions<S, Axis>,
  ): Out<TakeAlongAxis<S, IndexShape<I>, Axis>>
}

export type TakeAlongAxisMethod = <S extends Shape, const I extends Indices, Axis extends number = -1>(
  this: Tensor<S>,
  indices: OpArg<I, AlongRule<S, I, Axis>>,
  options?: AlongOptions<S, Axis>,
) => Out<TakeAlongAxis<S, IndexShape<I>, Axis>>

export interface ScatterAddAlongAxisFn<O = Op> extends Fn<O, ScatterAddAlongAxisMethod> {
  <S extends Shape, const I extends Indices, U extends Shape, Axis extends number = -1>(
    x: Tensor<S>,
    indices: OpArg<I, AlongRule<S, I, Axis>>,
    updates: OpArg<Tensor<U>, Scatter<S, U, TakeAlongAxis<S, IndexShape<I>, Axis>>>,
    options?: AlongOptions<S, Axis>,
  ): Tensor<S>
}

export type ScatterAddAlongAxisMethod = <
  S extends Shape,
  const I extends Indices,
  U extends Shape,
  Axis extends number = -1,
>(
  this: Tensor<S>,
  indices: OpArg<I, AlongRule<S, I, Axis>>,
  updates: OpArg<Tensor<U>, Scatter<S, U, TakeAlongAxis<S, IndexShape<I>, Axis>>>,
  options?: AlongOptions<S, Axis>,
) => Tensor<S>

export interface OneHotOptions {
  readonly dtype?: DType
}

export interface OneHotFn<O = Op> extends Fn<O, OneHotMethod> {
  <const I extends Indices, Depth extends number>(
    indices: OpArg<I, IndexRule<I>>,
    depth: Depth,
    options?: OneHotOptions,
  ): Out<OneHot<IndexShape<I>, Depth>>
}

export type OneHotMethod = <S extends Shape, Depth extends number>(
  this: Tensor<S>,
  depth: Depth,
  options?: OneHotOptions,
) => Out<OneHot<S, Depth>>
