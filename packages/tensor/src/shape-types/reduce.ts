import type { CheckAxes, DropAxes, SetAxes } from './axes.ts'
import type { Ok, Shape, Tail, UnknownRank, Widened } from './vocabulary.ts'

export type Axes = number | readonly number[] | undefined

export type Reduce<S extends Shape, Axis extends Axes, KeepDims extends boolean> = [Axis] extends [undefined]
  ? ReduceAll<S, KeepDims>
  : undefined extends Axis
    ? ReduceUnknown<S, Shape, KeepDims>
    : Axis extends number
      ? number extends Axis
        ? ReduceUnknown<S, Tail<S>, KeepDims>
        : ReduceAxes<S, `${Axis}`, KeepDims>
      : Axis extends readonly number[]
        ? number extends Axis[number] | Axis['length']
          ? ReduceUnknown<S, Shape, KeepDims>
          : ReduceAxes<S, `${Axis[number]}`, KeepDims>
        : ReduceUnknown<S, Shape, KeepDims>

type ReduceAll<S extends Shape, KeepDims extends boolean> = [KeepDims] extends [false]
  ? Ok<[]>
  : [KeepDims] extends [true]
    ? UnknownRank<S> extends true
      ? Ok<Shape>
      : Ok<{ -readonly [K in keyof S]: 1 }>
    : Ok<Shape>

type ReduceUnknown<S extends Shape, Reduced extends Shape, KeepDims extends boolean> =
  UnknownRank<S> extends true
    ? Ok<Shape>
    : [KeepDims] extends [true]
      ? Ok<Widened<S>>
      : [KeepDims] extends [false]
        ? UnknownRank<Reduced> extends true
          ? Ok<Shape>
          : Ok<Widened<Reduced>>
        : Ok<Shape>

type ReduceAxes<S extends Shape, Axis extends string, KeepDims extends boolean> =
  UnknownRank<S> extends true
    ? Ok<Shape>
    : CheckAxes<S, Axis> extends infer Message extends string
      ? Message
      : [KeepDims] extends [false]
        ? DropAxes<S, Axis>
        : [KeepDims] extends [true]
          ? SetAxes<S, Axis, 1>
          : Ok<Shape>

/** An op that works along one axis and keeps the shape (softmax, cumsum, sort, ...). */
export type KeepAxis<S extends Shape, Axis extends number | undefined> = Axis extends number
  ? number extends Axis
    ? Ok<S>
    : UnknownRank<S> extends true
      ? Ok<S>
      : CheckAxes<S, `${Axis}`>
  : Ok<S>
