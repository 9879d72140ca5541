import type { Broadcast } from './broadcast.ts'
import type { SameDim } from './dimensions.ts'
import type { DimText, Ok, Shape, ShapeText, UnknownRank } from './vocabulary.ts'

/** `Ok<S>`, or the message for what are no square matrices. */
export type Square<S extends Shape> = UnknownRank<S> extends true ? Ok<Shape> : SquareAs<S, [...S]>

/** The shape of one number for each square matrix. */
export type SquareBatch<S extends Shape> =
  UnknownRank<S> extends true
    ? Ok<Shape>
    : SquareAs<S, S extends readonly [...infer L extends Shape, number, number] ? L : []>

type SquareAs<S extends Shape, Result extends Shape> = S extends readonly [
  ...Shape,
  infer N extends number,
  infer M extends number,
]
  ? SameDim<N, M> extends true
    ? Ok<Result>
    : NotSquare<S>
  : NotSquare<S>

type NotSquare<S extends Shape> = `needs square matrices [..., n, n], but gets ${ShapeText<S>}`

/** The shape of `solve`. A left operand that is not square is reported by itself. */
export type Solve<A extends Shape, B extends Shape> =
  UnknownRank<A | B> extends true
    ? Ok<Shape>
    : Square<A> extends Ok<Shape>
      ? A extends readonly [...infer LA extends Shape, number, infer N extends number]
        ? B extends readonly [...infer LB extends Shape, infer K extends number, infer M extends number]
          ? SolveBatch<A, B, LA, LB, N, K, [N, M]>
          : B extends readonly [infer K extends number]
            ? SolveBatch<A, B, LA, [], N, K, [N]>
            : `cannot solve ${ShapeText<A>} for []: the right side needs an axis`
        : never
      : Ok<Shape>

type SolveBatch<
  A extends Shape,
  B extends Shape,
  LA extends Shape,
  LB extends Shape,
  N extends number,
  K extends number,
  Kept extends Shape,
> =
  SameDim<N, K> extends true
    ? Broadcast<LA, LB> extends Ok<infer L>
      ? Ok<[...L, ...Kept]>
      : `cannot solve ${ShapeText<A>} for ${ShapeText<B>}: cannot broadcast the leading ${ShapeText<LA>} with ${ShapeText<LB>}`
    : `cannot solve ${ShapeText<A>} for ${ShapeText<B>}: ${DimText<N>} and ${DimText<K>} differ`
