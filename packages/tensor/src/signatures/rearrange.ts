import type { Fn, Op } from '../op.ts'
import type {
  Axes,
  Flip,
  KeepAxis,
  Out,
  Parts,
  Repeat,
  Roll,
  Shape,
  SplitParts,
  SplitShapes,
  Tile,
} from '../shape-types/index.ts'
import type { OpArg } from '../shape-types/vocabulary.ts'
import type { Tensor } from '../tensor.ts'
import type { AlongOptions } from './reduce.ts'

export interface FlipOptions<S extends Shape, Axis extends Axes> {
  readonly axis?: OpArg<Axis, Flip<S, Axis>>
}

export interface FlipFn<O = Op> extends Fn<O, FlipMethod> {
  <S extends Shape, const Axis extends Axes = undefined>(x: Tensor<S>, options?: FlipOptions<S, Axis>): Tensor<S>
}

export type FlipMethod = <S extends Shape, const Axis extends Axes = undefined>(
  this: Tensor<S>,
  options?: FlipOptions<S, Axis>,
) => Tensor<S>

export interface RollOptions<S extends Shape, Axis extends Axes> {
  readonly axis?: OpArg<Axis, Roll<S, Axis>>
}

export interface RollFn<O = Op> extends Fn<O, RollMethod> {
  <S extends Shape, const Axis extends Axes = undefined>(
    x: Tensor<S>,
    n: number | readonly number[],
    options?: RollOptions<S, Axis>,
  ): Tensor<S>
}

export type RollMethod = <S extends Shape, const Axis extends Axes = undefined>(
  this: Tensor<S>,
  n: number | readonly number[],
  options?: RollOptions<S, Axis>,
) => Tensor<S>

/** An array of tensors from a list of shapes; after a message, of tensors of unknown shapes. */
type Split<R> = R extends readonly Shape[] ? Tensors<R> : Tensor[]

type Tensors<R extends readonly Shape[]> = { -readonly [K in keyof R]: Tensor<R[K]> }

/** The message for the parts, or for the axis where that is the first one by default. */
type SplitArg<S extends Shape, P extends Parts, Axis extends number> = OpArg<
  P,
  KeepAxis<S, Axis> extends string ? KeepAxis<S, Axis> : SplitParts<S, P, Axis>
>

export interface SplitFn<O = Op> extends Fn<O, SplitMethod> {
  <S extends Shape, const P extends Parts, Axis extends number = 0>(
    x: Tensor<S>,
    parts: SplitArg<S, P, Axis>,
    options?: AlongOptions<S, Axis>,
  ): Split<SplitShapes<S, P, Axis>>
}

export type SplitMethod = <S extends Shape, const P extends Parts, Axis extends number = 0>(
  this: Tensor<S>,
  parts: SplitArg<S, P, Axis>,
  options?: AlongOptions<S, Axis>,
) => Split<SplitShapes<S, P, Axis>>

export interface TileFn<O = Op> extends Fn<O, TileMethod> {
  <S extends Shape, const Reps extends Parts>(x: Tensor<S>, reps: OpArg<Reps, Tile<S, Reps>>): Out<Tile<S, Reps>>
}

export type TileMethod = <S extends Shape, const Reps extends Parts>(
  this: Tensor<S>,
  reps: OpArg<Reps, Tile<S, Reps>>,
) => Out<Tile<S, Reps>>

type RepeatAxis = number | undefined

export interface RepeatFn<O = Op> extends Fn<O, RepeatMethod> {
  <S extends Shape, const N extends Parts, Axis extends RepeatAxis = undefined>(
    x: Tensor<S>,
    n: OpArg<N, Repeat<S, N, Axis>>,
    options?: AlongOptions<S, Axis>,
  ): Out<Repeat<S, N, Axis>>
}

export type RepeatMethod = <S extends Shape, const N extends Parts, Axis extends RepeatAxis = undefined>(
  this: Tensor<S>,
  n: OpArg<N, Repeat<S, N, Axis>>,
  options?: AlongOptions<S, Axis>,
) => Out<Repeat<S, N, Axis>>
