import type { Digits, Minus, NumberOf, Plus, Quotient, Times } from './digits.ts'
import type { Single } from './nested.ts'
import type { DimText, Ok, Shape, ShapeText, UnknownRank } from './vocabulary.ts'

/** A number along a row. */
export type Steps1d = number

/** A number for both axes of an image, or [vertical, horizontal]. */
export type Steps2d = number | readonly [number, number]

/** The same at both ends of a row, or [before, after]. */
export type PoolPadding1d = number | readonly [number, number]

/** The same at all sides of an image, [vertical, horizontal], or [[top, bottom], [left, right]]. */
export type PoolPadding2d = Steps2d | readonly [readonly [number, number], readonly [number, number]]

/** Padding by numbers or by what is wanted. */
export type Padding1d = PoolPadding1d | 'same' | 'valid'

/** Padding by numbers or by what is wanted. */
export type Padding2d = PoolPadding2d | 'same' | 'valid'

/** What windows of a pool leave of rows [..., length]. */
export type Pool1dShape<S extends Shape, Size extends Steps1d, Stride, Padding> =
  UnknownRank<S> extends true
    ? Ok<Shape>
    : S extends readonly [...infer Lead extends Shape, infer L extends number]
      ? PoolCount<S, L, Size, Or<Stride, Size>, Pads1d<Padding>> extends infer N
        ? N extends number
          ? Ok<[...Lead, N]>
          : N
        : never
      : `a pool of rows takes [..., length], but gets ${ShapeText<S>}`

/** What windows of a pool leave of images [..., h, w]. */
export type Pool2dShape<S extends Shape, Size extends Steps2d, Stride, Padding> =
  UnknownRank<S> extends true
    ? Ok<Shape>
    : S extends readonly [...infer Lead extends Shape, infer H extends number, infer W extends number]
      ? Both<
          Lead,
          PoolCount<S, H, Along<Size, 0>, Along<Or<Stride, Size>, 0>, Pads2d<Padding, 0>>,
          PoolCount<S, W, Along<Size, 1>, Along<Or<Stride, Size>, 1>, Pads2d<Padding, 1>>
        >
      : `a pool of images takes [..., h, w], but gets ${ShapeText<S>}`

/** A shape with two sizes at its end, or the message of the first that is none. */
export type Both<Lead extends Shape, R, C> = R extends number ? (C extends number ? Ok<[...Lead, R, C]> : C) : R

type Or<Given, Default> = [Given] extends [undefined] ? Default : Given

/** Of a number for both axes, or one for each: the one of an axis. */
export type Along<P, Axis extends 0 | 1> = P extends number ? P : P extends readonly [number, number] ? P[Axis] : number

/** Padding before and after. */
interface Pads<Before, After> {
  readonly before: Before
  readonly after: After
}

export type Pads1d<P> = P extends number
  ? Pads<P, P>
  : P extends readonly [infer A, infer B]
    ? Pads<A, B>
    : P extends 'valid'
      ? Pads<0, 0>
      : Pads<number, number>

export type Pads2d<P, Axis extends 0 | 1> = P extends number
  ? Pads<P, P>
  : P extends readonly [unknown, unknown]
    ? P[Axis] extends readonly [infer A, infer B]
      ? Pads<A, B>
      : Pads<P[Axis], P[Axis]>
    : P extends 'valid'
      ? Pads<0, 0>
      : Pads<number, number>

/** The digits of a literal; 'open' for what is no single one. */
type Literal<N> = N extends number
  ? Single<N> extends true
    ? [Digits<`${N}`>] extends [never]
      ? 'open'
      : Digits<`${N}`>
    : 'open'
  : 'open'

/** How many windows of size K lie along D numbers, or why none does. */
export type WindowCount<S extends Shape, D extends number, K, Stride, Dilation, P> = K extends 0
  ? `a window of 0 cannot slide over ${ShapeText<S>}`
  : P extends Pads<infer Before, infer After>
    ? 'open' extends Literal<D> | Literal<K> | Literal<Stride> | Literal<Dilation> | Literal<Before> | Literal<After>
      ? number
      : Stride extends 0
        ? number
        : Room<Literal<D>, Literal<K>, Literal<Dilation>, Literal<Before>, Literal<After>> extends infer Rest
          ? [Rest] extends [never]
            ? `a window of ${K & number} cannot slide over ${DimText<D>} of ${ShapeText<S>}: it is larger, padding included`
            : NumberOf<Plus<Quotient<Rest, Literal<Stride>>, '1'>>
          : never
    : number

type PoolCount<S extends Shape, D extends number, K, Stride, P> =
  Crowded<K, P> extends true
    ? `a window of ${K & number} takes a padding of half its size at most`
    : WindowCount<S, D, K, Stride, 1, P>

/** True where a padding is certainly more than half of the window. */
type Crowded<K, P> =
  P extends Pads<infer Before, infer After>
    ? 'open' extends Literal<K> | Literal<Before> | Literal<After>
      ? false
      : [Minus<Literal<K>, Twice<Literal<Before>>>] extends [never]
        ? true
        : [Minus<Literal<K>, Twice<Literal<After>>>] extends [never]
          ? true
          : false
    : false

type Twice<N> = Plus<N, N>

/** What a window leaves of the padded axis; never where it does not fit. */
type Room<D, K, Dilation, Before, After> = Minus<Plus<Plus<D, Before>, After>, Span<K, Dilation>>

/** From the first to the last number of a window, with both. */
type Span<K, Dilation> = Dilation extends string ? Plus<Times<Dilation, Minus<K, '1'>>, '1'> : never

/** The length of an axis on which windows lie as they do, in a transposed convolution; `number` where it is open. */
export type SpreadLength<N extends number, K, Stride, Dilation, P, More> =
  P extends Pads<infer Before, infer After>
    ? 'open' extends
        | Literal<N>
        | Literal<K>
        | Literal<Stride>
        | Literal<Dilation>
        | Literal<Before>
        | Literal<After>
        | Literal<More>
      ? number
      : N | K extends infer Size
        ? 0 extends Size
          ? 'a transposed convolution needs an image and a window of 1 or more'
          : Spread<Literal<N>, Literal<K>, Literal<Stride>, Literal<Dilation>, Literal<More>> extends infer Whole
            ? Minus<Whole, Plus<Literal<Before>, Literal<After>>> extends infer Left
              ? [Left] extends [never]
                ? Vanishes
                : NumberOf<Left> extends 0
                  ? Vanishes
                  : NumberOf<Left>
              : never
            : never
        : never
    : number

type Vanishes = 'a transposed convolution cannot lose all of an axis to its padding'

type Spread<N, K, Stride, Dilation, More> = Stride extends string
  ? Plus<Plus<Times<Stride, Minus<N, '1'>>, Span<K, Dilation>>, More>
  : never
