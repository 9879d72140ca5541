import type { AxisIndex, CheckAxes, DropAxes } from './axes.ts'
import type { Operand, OperandShape } from './broadcast.ts'
import type { SameDim } from './dimensions.ts'
import type { Reshape } from './reshape.ts'
import type { DimText, Ok, Shape, ShapeText, UnknownRank } from './vocabulary.ts'

/** The shape of `dot`, in which a number multiplies. */
export type Dot<X extends Operand, Y extends Operand> = [X] extends [number]
  ? Ok<OperandShape<Y>>
  : [Y] extends [number]
    ? Ok<OperandShape<X>>
    : DotShape<OperandShape<X>, OperandShape<Y>>

type DotShape<A extends Shape, B extends Shape> =
  UnknownRank<A | B> extends true
    ? Ok<Shape>
    : A extends readonly [...infer MA extends Shape, infer K extends number]
      ? B extends readonly [...infer NB extends Shape, infer L extends number, infer P extends number]
        ? DotInner<A, B, K, L, [...MA, ...NB, P]>
        : B extends readonly [infer L extends number]
          ? DotInner<A, B, K, L, MA>
          : Ok<[...A]>
      : Ok<[...B]>

type DotInner<A extends Shape, B extends Shape, K extends number, L extends number, Result extends Shape> =
  SameDim<K, L> extends true
    ? Ok<Result>
    : `cannot dot ${ShapeText<A>} with ${ShapeText<B>}: inner dimensions ${DimText<K>} and ${DimText<L>} differ`

/** The shape of `outer`: as many rows as X has numbers, as many columns as Y has. */
export type Outer<X extends Operand, Y extends Operand> =
  Reshape<OperandShape<X>, [-1]> extends Ok<infer N>
    ? Reshape<OperandShape<Y>, [-1]> extends Ok<infer M>
      ? Ok<[...N, ...M]>
      : never
    : never

/** How many axes `tensordot` sums over, or which. */
export type PairedAxes = number | readonly [number | readonly number[], number | readonly number[]]

/** The shape of `tensordot`, or the message that its dimensions or its axes do not fit. */
export type Tensordot<A extends Shape, B extends Shape, Axes extends PairedAxes> =
  Paired<A, B, Axes> extends Pairs<infer I, infer J>
    ? TensordotDims<A, B, I, J> extends infer Message extends string
      ? Message
      : DropAxes<A, I[number]> extends Ok<infer RA>
        ? DropAxes<B, J[number]> extends Ok<infer RB>
          ? Ok<[...RA, ...RB]>
          : never
        : never
    : Paired<A, B, Axes> extends infer Message extends string
      ? Message
      : Ok<Shape>

/** The message for lists of axes that are wrong whatever the sizes are. */
export type TensordotAxes<A extends Shape, B extends Shape, Axes extends PairedAxes> = Axes extends number
  ? Ok<Shape>
  : Paired<A, B, Axes> extends infer Message extends string
    ? Message
    : Ok<Shape>

/** The message for operands that do not fit: sizes that differ, or, since a count may be left out, too few axes for it. */
export type TensordotOperand<A extends Shape, B extends Shape, Axes extends PairedAxes> =
  TensordotAxes<A, B, Axes> extends string ? Ok<Shape> : Tensordot<A, B, Axes>

type Names = readonly string[]

/** Axes of A, and those of B that they meet. */
interface Pairs<I extends Names, J extends Names> {
  readonly ofA: I
  readonly ofB: J
}

/** The axes that are summed over, a message, or null where they are not known. */
type Paired<A extends Shape, B extends Shape, Axes extends PairedAxes> =
  UnknownRank<A | B> extends true
    ? null
    : Axes extends number
      ? number extends Axes
        ? null
        : [LastNames<A, Axes>, FirstNames<B, Axes>] extends [infer I extends Names, infer J extends Names]
          ? Pairs<I, J>
          : `cannot sum over ${Axes} axes of ${ShapeText<A>} and ${ShapeText<B>}`
      : Axes extends readonly [infer I, infer J]
        ? PairedLists<A, B, ListOf<I>, ListOf<J>>
        : null

type ListOf<I> = I extends number ? readonly [I] : I

type PairedLists<A extends Shape, B extends Shape, I, J> = I extends readonly number[]
  ? J extends readonly number[]
    ? number extends I['length'] | J['length'] | I[number] | J[number]
      ? null
      : Distinct<A, I> extends infer P
        ? Distinct<B, J> extends infer Q
          ? P extends Names
            ? Q extends Names
              ? P['length'] extends Q['length']
                ? Pairs<P, Q>
                : `tensordot takes as many axes of ${ShapeText<A>} as of ${ShapeText<B>}, but gets ${P['length']} and ${Q['length']}`
              : Q
            : P
          : never
        : never
    : null
  : null

/** The names of axes that exist and are all different; else a message. */
type Distinct<
  S extends Shape,
  Axes extends readonly number[],
  Seen = never,
  Out extends Names = [],
> = Axes extends readonly [infer I extends number, ...infer R extends readonly number[]]
  ? CheckAxes<S, `${I}`> extends infer Message extends string
    ? Message
    : AxisIndex<S, `${I}`> extends Seen
      ? `axis ${I} of ${ShapeText<S>} is named twice`
      : Distinct<S, R, Seen | AxisIndex<S, `${I}`>, [...Out, `${I}`]>
  : Out

type FirstNames<S extends Shape, N extends number, Out extends Names = []> = Out['length'] extends N
  ? Out
  : S extends readonly [number, ...infer R extends Shape]
    ? FirstNames<R, N, [...Out, `${Out['length']}`]>
    : null

type LastNames<S extends Shape, N extends number, Done extends Shape = []> = S['length'] extends N
  ? NamesFrom<S, Done>
  : S extends readonly [infer D extends number, ...infer R extends Shape]
    ? LastNames<R, N, [...Done, D]>
    : null

type NamesFrom<S extends Shape, Done extends Shape, Out extends Names = []> = S extends readonly [
  infer D extends number,
  ...infer R extends Shape,
]
  ? NamesFrom<R, [...Done, D], [...Out, `${Done['length']}`]>
  : Out

type TensordotDims<A extends Shape, B extends Shape, I extends Names, J extends Names> = I extends readonly [
  infer P extends string,
  ...infer IR extends Names,
]
  ? J extends readonly [infer Q extends string, ...infer JR extends Names]
    ? SameDim<A[AxisIndex<A, P>], B[AxisIndex<B, Q>]> extends true
      ? TensordotDims<A, B, IR, JR>
      : `cannot sum over axis ${P} of ${ShapeText<A>} with axis ${Q} of ${ShapeText<B>}: ${DimText<A[AxisIndex<A, P>]>} and ${DimText<B[AxisIndex<B, Q>]>} differ`
    : null
  : null
