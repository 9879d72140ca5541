import type { AxisIndex, AxisMessage, CheckAxes, DropAxes, InsertAxis, SetAxes } from './axes.ts'
import type { SameDim } from './dimensions.ts'
import type { Axes } from './reduce.ts'
import type { DimText, Mutable, Ok, Shape, ShapeText, Tail, UnknownRank, Widened } from './vocabulary.ts'

export type Permute<S extends Shape, Order extends readonly number[] | undefined> = [Order] extends [readonly number[]]
  ? UnknownRank<S> extends true
    ? Ok<UnknownRank<Order> extends true ? Shape : Widened<Order>>
    : number extends Order[number] | Order['length']
      ? Ok<Widened<S>>
      : Order['length'] extends S['length']
        ? PermuteAxes<S, Order>
        : `cannot transpose ${ShapeText<S>} by ${ShapeText<Order>}: rank ${S['length']} takes ${S['length']} axes`
  : [Order] extends [undefined]
    ? UnknownRank<S> extends true
      ? Ok<Shape>
      : Reverse<S>
    : Ok<UnknownRank<S> extends true ? Shape : Widened<S>>

type Reverse<S extends Shape, Out extends Shape = []> = S extends readonly [
  infer D extends number,
  ...infer R extends Shape,
]
  ? Reverse<R, [D, ...Out]>
  : Ok<Out>

type PermuteAxes<
  S extends Shape,
  Order extends Shape,
  Seen extends number = never,
  Out extends Shape = [],
> = Order extends readonly [infer Axis extends number, ...infer R extends Shape]
  ? [AxisIndex<S, `${Axis}`>] extends [never]
    ? AxisMessage<S, `${Axis}`>
    : AxisIndex<S, `${Axis}`> extends infer I extends number
      ? I extends Seen
        ? `cannot transpose ${ShapeText<S>}: axis ${I} is named twice`
        : PermuteAxes<S, R, Seen | I, [...Out, S[I]]>
      : never
  : Ok<Out>

export type SwapAxes<S extends Shape, I extends number, J extends number> =
  UnknownRank<S> extends true
    ? Ok<Shape>
    : number extends I | J
      ? Ok<Widened<S>>
      : CheckAxes<S, `${I}` | `${J}`> extends infer Message extends string
        ? Message
        : SetAxes<S, `${I}`, S[AxisIndex<S, `${J}`>]> extends Ok<infer T>
          ? SetAxes<T, `${J}`, S[AxisIndex<S, `${I}`>]>
          : never

export type ExpandDims<S extends Shape, Axis extends number> = NewAxis<S, Axis, 1>

export type NewAxis<S extends Shape, Axis extends number, N extends number> =
  UnknownRank<S> extends true
    ? Ok<Shape>
    : number extends Axis
      ? Ok<[number, ...Widened<S>]>
      : InsertAxis<S, `${Axis}`, N>

export type Squeeze<S extends Shape, Axis extends Axes> =
  UnknownRank<S> extends true
    ? Ok<Shape>
    : [Axis] extends [undefined]
      ? SqueezeAll<S>
      : Axis extends number
        ? number extends Axis
          ? Ok<Widened<Tail<S>>>
          : SqueezeAxes<S, `${Axis}`>
        : Axis extends readonly []
          ? Ok<Mutable<S>>
          : Axis extends readonly number[]
            ? number extends Axis[number] | Axis['length']
              ? Ok<Shape>
              : SqueezeAxes<S, `${Axis[number]}`>
            : Ok<Shape>

type SqueezeAll<S extends Shape, Out extends Shape = []> = S extends readonly [
  infer D extends number,
  ...infer R extends Shape,
]
  ? SameDim<D, 1> extends false
    ? SqueezeAll<R, [...Out, D]>
    : D extends 1
      ? SqueezeAll<R, Out>
      : Ok<Shape>
  : Ok<Out>

type SqueezeAxes<S extends Shape, Axis extends string> =
  CheckAxes<S, Axis> extends infer Message extends string
    ? Message
    : SameDim<Exclude<S[AxisIndex<S, Axis>], 1>, 1> extends false // of several axes, any one
      ? `cannot squeeze ${ShapeText<S>}: axis ${Axis} has size ${DimText<S[AxisIndex<S, Axis>]>}, not 1`
      : DropAxes<S, Axis>
