import type { CheckAxes, NamesHere, SetAxes } from './axes.ts'
import type { Sum } from './digits.ts'
import type { SameDim, SameDims } from './dimensions.ts'
import type { Single } from './nested.ts'
import type { NewAxis } from './permute.ts'
import type { KeepAxis } from './reduce.ts'
import type { DimText, Mutable, Ok, Shape, ShapeText, UnknownRank, Widened } from './vocabulary.ts'

export type Concat<Shapes extends readonly Shape[], Axis extends number> = Shapes extends readonly [
  infer First extends Shape,
  ...infer R extends readonly Shape[],
]
  ? ConcatAxis<First, Axis> extends infer Message extends string
    ? Message
    : ConcatAll<First, R, Axis>
  : Shapes extends readonly []
    ? 'concat needs at least one tensor'
    : ConcatUnknown<Shapes[number], Axis>

type ConcatUnknown<S extends Shape, Axis extends number> =
  Single<S> extends false
    ? Ok<Shape>
    : UnknownRank<S> extends true
      ? Ok<Shape>
      : number extends Axis
        ? Ok<Widened<S>>
        : CheckAxes<S, `${Axis}`> extends infer Message extends string
          ? Message
          : SetAxes<S, `${Axis}`, number>

type ConcatAll<S extends Shape, Rest extends readonly Shape[], Axis extends number> = Rest extends readonly [
  infer T extends Shape,
  ...infer R extends readonly Shape[],
]
  ? ConcatTwo<S, T, Axis> extends Ok<infer ST>
    ? ConcatAll<ST, R, Axis>
    : ConcatTwo<S, T, Axis>
  : Rest extends readonly []
    ? Ok<Mutable<S>>
    : Ok<Shape>

/** The message for an axis that the first shape does not have. */
export type ConcatAxis<S extends Shape, Axis extends number> = KeepAxis<S, Axis>

export type ConcatTwo<S extends Shape, T extends Shape, Axis extends number> =
  UnknownRank<S | T> extends true
    ? Ok<Shape>
    : number extends Axis
      ? Ok<S['length'] extends T['length'] ? Widened<S> : Shape>
      : CheckAxes<S, `${Axis}`> extends string
        ? Ok<Shape>
        : S['length'] extends T['length']
          ? ConcatDims<S, T, `${Axis}`, S, T>
          : `cannot concat ${ShapeText<S>} with ${ShapeText<T>}: ranks ${S['length']} and ${T['length']} differ`

type ConcatDims<
  S extends Shape,
  T extends Shape,
  Axis extends string,
  AllS extends Shape,
  AllT extends Shape,
  Out extends Shape = [],
> = S extends readonly [infer X extends number, ...infer SR extends Shape]
  ? T extends readonly [infer Y extends number, ...infer TR extends Shape]
    ? Axis extends NamesHere<Out, S>
      ? ConcatDims<SR, TR, Axis, AllS, AllT, [...Out, Sum<X, Y>]>
      : SameDim<X, Y> extends true
        ? ConcatDims<SR, TR, Axis, AllS, AllT, [...Out, Narrower<X, Y>]>
        : `cannot concat ${ShapeText<AllS>} with ${ShapeText<AllT>} on axis ${Axis}: ${DimText<X>} and ${DimText<Y>} differ`
    : never
  : Ok<Out>

type Narrower<X extends number, Y extends number> = [X] extends [Y] ? X : Y

export type Stack<Shapes extends readonly Shape[], Axis extends number> = Shapes extends readonly [
  infer First extends Shape,
  ...infer R extends readonly Shape[],
]
  ? StackAll<First, R, Axis, Shapes['length']>
  : Shapes extends readonly []
    ? 'stack needs at least one tensor'
    : Single<Shapes[number]> extends false
      ? Ok<Shape>
      : NewAxis<Shapes[number], Axis, number>

type StackAll<
  S extends Shape,
  Rest extends readonly Shape[],
  Axis extends number,
  N extends number,
> = Rest extends readonly [infer T extends Shape, ...infer R extends readonly Shape[]]
  ? StackTwo<S, T> extends Ok<infer ST>
    ? StackAll<ST, R, Axis, N>
    : StackTwo<S, T>
  : Rest extends readonly []
    ? NewAxis<S, Axis, N>
    : Ok<Shape>

export type StackTwo<S extends Shape, T extends Shape> =
  UnknownRank<S | T> extends true
    ? Ok<Shape>
    : SameDims<S, T> extends true
      ? Ok<{ -readonly [K in keyof S]: K extends keyof T ? NarrowerOf<S[K], T[K]> : S[K] }>
      : `cannot stack ${ShapeText<S>} with ${ShapeText<T>}: the shapes differ`

type NarrowerOf<X, Y> = [X] extends [Y] ? X : Y
