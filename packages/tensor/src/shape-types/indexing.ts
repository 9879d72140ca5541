import type { Tensor } from '../tensor.ts'
import type { AxisIndex, CheckAxes, SetAxes } from './axes.ts'
import type { Broadcast, OperandShape } from './broadcast.ts'
import type { SameDims } from './dimensions.ts'
import type { NestedShape, ShapeOf } from './nested.ts'
import type { KeepAxis } from './reduce.ts'
import type { Ok, Shape, ShapeText, Tail, UnknownRank, Widened } from './vocabulary.ts'

type NestedIndices = readonly (number | NestedIndices)[]

/** What indices may be given as: an int32 tensor, a number, or nested arrays. */
export type Indices = Tensor | number | NestedIndices

/** The rule of indices by themselves: lists of them must not be ragged. */
export type IndexRule<I> = I extends Tensor | number ? Ok<Shape> : NestedShape<I>

export type IndexShape<I> = I extends Tensor | number ? OperandShape<I> : ShapeOf<I>

/** `I` is the shape of the indices; it stands in place of the axis, or is all where x is flattened first. */
export type Take<S extends Shape, I extends Shape, Axis extends number | undefined> = [Axis] extends [undefined]
  ? Ok<UnknownRank<I> extends true ? Shape : I>
  : Axis extends number
    ? UnknownRank<S> extends true
      ? Ok<Shape>
      : number extends Axis
        ? Ok<UnknownRank<I> extends true ? Shape : Widened<[...Tail<S>, ...I]>>
        : CheckAxes<S, `${Axis}`> extends infer Message extends string
          ? Message
          : UnknownRank<I> extends true
            ? Ok<Shape>
            : Replaced<S, AxisIndex<S, `${Axis}`>, I>
    : Ok<Shape>

type Replaced<S extends Shape, At, I extends Shape, Done extends Shape = []> = S extends readonly [
  infer D extends number,
  ...infer R extends Shape,
]
  ? Done['length'] extends At
    ? Ok<[...Done, ...I, ...R]>
    : Replaced<R, At, I, [...Done, D]>
  : never

/** All axes but one broadcast; there it is the size of the indices. An axis that is out of range is reported by itself. */
export type TakeAlongAxis<S extends Shape, I extends Shape, Axis extends number> =
  UnknownRank<S | I> extends true
    ? Ok<Shape>
    : S['length'] extends I['length']
      ? number extends Axis
        ? Ok<Widened<S>>
        : CheckAxes<S, `${Axis}`> extends string
          ? Ok<Shape>
          : AlongAxis<S, I, `${Axis}`>
      : `cannot index ${ShapeText<S>} by ${ShapeText<I>}: ranks ${S['length']} and ${I['length']} differ`

type AlongAxis<S extends Shape, I extends Shape, Axis extends string> =
  SetAxes<S, Axis, 1> extends Ok<infer SO>
    ? SetAxes<I, Axis, 1> extends Ok<infer IO>
      ? Broadcast<SO, IO> extends Ok<infer T>
        ? SetAxes<T, Axis, I[AxisIndex<I, Axis>]>
        : Broadcast<SO, IO>
      : never
    : never

/** The rule of indices along an axis. An axis that is out of range is reported here, too, since it may be the default. */
export type AlongRule<S extends Shape, I, Axis extends number> =
  KeepAxis<S, Axis> extends infer Message extends string
    ? Message
    : IndexRule<I> extends infer Message extends string
      ? Message
      : TakeAlongAxis<S, IndexShape<I>, Axis>

/** `Ok<S>` where updates of shape `U` may have the shape that is taken, by the rule `R`. */
export type Scatter<S extends Shape, U extends Shape, R> =
  R extends Ok<infer T>
    ? UnknownRank<T | U> extends true
      ? Ok<S>
      : U['length'] extends T['length']
        ? SameDims<U, T> extends true
          ? Ok<S>
          : `the updates ${ShapeText<U>} and what is taken, ${ShapeText<T>}, differ`
        : `the updates ${ShapeText<U>} and what is taken, ${ShapeText<T>}, differ`
    : Ok<S>

export type OneHot<I extends Shape, Depth extends number> = UnknownRank<I> extends true ? Ok<Shape> : Ok<[...I, Depth]>
