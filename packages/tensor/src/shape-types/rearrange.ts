import type { AxisIndex, AxisMessage, CheckAxes, SetAxes } from './axes.ts'
import type { Digit, Digits, Divide, Sum } from './digits.ts'
import type { Axes } from './reduce.ts'
import type { Product, Reshape, SizeOf } from './reshape.ts'
import type { SliceShape } from './slice.ts'
import type { DimText, Ok, Shape, ShapeText, UnknownRank, Widened } from './vocabulary.ts'

export type Flip<S extends Shape, Axis extends Axes> =
  UnknownRank<S> extends true
    ? Ok<S>
    : Axis extends number
      ? number extends Axis
        ? Ok<S>
        : CheckAxes<S, `${Axis}`>
      : Axis extends readonly number[]
        ? number extends Axis[number] | Axis['length']
          ? Ok<S>
          : FlipAxes<S, Axis>
        : Ok<S>

type FlipAxes<S extends Shape, Axis extends Shape, Seen extends number = never> = Axis extends readonly [
  infer One extends number,
  ...infer R extends Shape,
]
  ? [AxisIndex<S, `${One}`>] extends [never]
    ? AxisMessage<S, `${One}`>
    : AxisIndex<S, `${One}`> extends infer I extends number
      ? I extends Seen
        ? `axis ${I} of ${ShapeText<S>} is given twice`
        : FlipAxes<S, R, Seen | I>
      : never
  : Ok<S>

/** An axis may be named twice here. */
export type Roll<S extends Shape, Axis extends Axes> =
  UnknownRank<S> extends true
    ? Ok<S>
    : Axis extends number
      ? number extends Axis
        ? Ok<S>
        : CheckAxes<S, `${Axis}`>
      : Axis extends readonly number[]
        ? number extends Axis[number] | Axis['length']
          ? Ok<S>
          : CheckAxes<S, `${Axis[number]}`>
        : Ok<S>

/** The number of equal parts, or the places where to cut. */
export type Parts = number | readonly number[]

/** The message for parts that do not come out even. An axis that is out of range is reported by itself. */
export type SplitParts<S extends Shape, P extends Parts, Axis extends number> =
  SplitShapes<S, P, Axis> extends infer Message extends string ? Message : Ok<S>

/** A list of shapes, one for each part, or a message. */
export type SplitShapes<S extends Shape, P extends Parts, Axis extends number> =
  UnknownRank<S> extends true
    ? Repeated<Shape, P>
    : number extends Axis
      ? Repeated<Widened<S>, P>
      : CheckAxes<S, `${Axis}`> extends string
        ? Repeated<Shape, P>
        : P extends number
          ? EqualParts<S, P, `${Axis}`, S[AxisIndex<S, `${Axis}`>]>
          : P extends readonly number[]
            ? number extends P['length']
              ? Repeated<SetAxis<S, `${Axis}`, number>, P>
              : CutParts<S, P, `${Axis}`, S[AxisIndex<S, `${Axis}`>]>
            : Shape[]

type SetAxis<S extends Shape, Axis extends string, N extends number> =
  SetAxes<S, Axis, N> extends Ok<infer T> ? T : never

type EqualParts<S extends Shape, P extends number, Axis extends string, D extends number> = number extends P
  ? SetAxis<S, Axis, number>[]
  : Digits<`${P}`> extends infer N extends string
    ? [N] extends [never]
      ? `cannot split ${ShapeText<S>} into ${P} parts`
      : `${P}` extends '0'
        ? `cannot split ${ShapeText<S>} into ${P} parts`
        : Digits<`${D}`> extends infer M extends string
          ? [M] extends [never]
            ? Repeated<SetAxis<S, Axis, number>, P>
            : Divide<M, N> extends infer Q
              ? [Q] extends [never]
                ? `cannot split ${ShapeText<S>} on axis ${Axis}: ${DimText<D>} is no multiple of ${P}`
                : Repeated<SetAxis<S, Axis, Quotient<D, P>>, P>
              : never
          : never
    : never

type Quotient<D extends number, P extends number> =
  Reshape<[D], [P, -1]> extends Ok<readonly [number, infer Q extends number]> ? Q : number

/** As many as there are parts: a tuple, up to a length for which that is of use. */
type Repeated<T extends Shape, P extends Parts> = P extends number
  ? number extends P
    ? T[]
    : `${P}` extends `${Digit}` | `${Digit}${Digit}`
      ? Copies<T, P>
      : T[]
  : P extends readonly number[]
    ? number extends P['length']
      ? T[]
      : AsMany<T, P> extends infer Most extends Shape[]
        ? [...Most, T]
        : never
    : T[]

type AsMany<T extends Shape, P extends readonly number[]> = { -readonly [K in keyof P]: T }

type Copies<T extends Shape, N extends number, Out extends Shape[] = []> = Out['length'] extends N
  ? Out
  : Copies<T, N, [...Out, T]>

type CutParts<
  S extends Shape,
  Cuts extends readonly number[],
  Axis extends string,
  D extends number,
  Start extends number | null = null,
  Out extends Shape[] = [],
> = Cuts extends readonly [infer Stop extends number, ...infer R extends readonly number[]]
  ? CutParts<S, R, Axis, D, Stop, [...Out, SetAxis<S, Axis, Between<D, Start, Stop>>]>
  : [...Out, SetAxis<S, Axis, Between<D, Start, null>>]

type Between<D extends number, Start extends number | null, Stop extends number | null> =
  SliceShape<[D], [[Start, Stop]]> extends Ok<readonly [infer N extends number]> ? N : number

export type Tile<S extends Shape, Reps extends Parts> = Reps extends number
  ? TileAxes<S, [Reps]>
  : Reps extends readonly number[]
    ? TileAxes<S, Reps>
    : Ok<Shape>

type TileAxes<S extends Shape, Reps extends readonly number[]> =
  UnknownRank<S> extends true ? Ok<Shape> : UnknownRank<Reps> extends true ? Ok<Shape> : TileDims<S, Reps>

type TileDims<S extends Shape, Reps extends readonly number[], Out extends Shape = []> = S extends readonly [
  ...infer SR extends Shape,
  infer D extends number,
]
  ? Reps extends readonly [...infer RR extends readonly number[], infer N extends number]
    ? NotCount<N> extends infer Message extends string
      ? Message
      : TileDims<SR, RR, [Product<D, N>, ...Out]>
    : Ok<[...S, ...Out]>
  : Reps extends readonly [...infer RR extends readonly number[], infer N extends number]
    ? NotCount<N> extends infer Message extends string
      ? Message
      : TileDims<S, RR, [N, ...Out]>
    : Ok<Out>

/** The message for a number that is certainly no integer of 0 or more; else null. */
export type NotCount<N extends number> = [N] extends [never]
  ? null
  : number extends N
    ? null
    : `${N}` extends `-${string}` | `${string}.${string}`
      ? `${N} is out of range: it takes integers of 0 or more`
      : null

export type Repeat<S extends Shape, N extends Parts, Axis extends number | undefined> = [Axis] extends [undefined]
  ? RepeatAxis<[SizeOf<S>], N, '0'>
  : Axis extends number
    ? UnknownRank<S> extends true
      ? Ok<Shape>
      : number extends Axis
        ? Ok<Widened<S>>
        : CheckAxes<S, `${Axis}`> extends string
          ? Ok<Shape>
          : RepeatAxis<S, N, `${Axis}`>
    : Ok<Shape>

type RepeatAxis<S extends Shape, N extends Parts, Axis extends string> = N extends number
  ? NotCount<N> extends infer Message extends string
    ? Message
    : SetAxes<S, Axis, Product<S[AxisIndex<S, Axis>], N>>
  : N extends readonly [infer One extends number]
    ? RepeatAxis<S, One, Axis>
    : N extends readonly number[]
      ? number extends N['length']
        ? SetAxes<S, Axis, number>
        : RepeatEach<S, N, Axis, S[AxisIndex<S, Axis>]>
      : Ok<Shape>

type RepeatEach<S extends Shape, N extends readonly number[], Axis extends string, D extends number> =
  NotCount<N[number]> extends infer Message extends string
    ? Message
    : `${D}` extends `${N['length']}`
      ? SetAxes<S, Axis, SumOf<N>>
      : [Digits<`${D}`>] extends [never]
        ? SetAxes<S, Axis, SumOf<N>>
        : `cannot repeat ${ShapeText<S>} on axis ${Axis}: ${N['length']} counts for ${DimText<D>} elements differ`

type SumOf<N extends readonly number[], Out extends number = 0> = N extends readonly [
  infer One extends number,
  ...infer R extends readonly number[],
]
  ? SumOf<R, Sum<Out, One>>
  : Out
