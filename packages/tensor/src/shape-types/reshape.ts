import type { Digits, Divide, NumberOf, NumberText, Times } from './digits.ts'
import type { Is, Ok, Shape, ShapeText, UnknownRank } from './vocabulary.ts'

export type Reshape<S extends Shape, To extends Shape> =
  UnknownRank<To> extends true
    ? Ok<Shape>
    : UnknownRank<S> extends true
      ? Ok<Fill<To, number>>
      : Cancel<S, To> extends [infer SR extends Shape, infer ToR extends Shape]
        ? Measure<SR> extends Measured<infer P, infer X>
          ? Measure<ToR> extends Measured<infer Q, infer Y>
            ? ReshapeBy<S, To, P, Q, X, Y>
            : never
          : never
        : never

/** The product of the literal dimensions, and the other ones: `number`, named ones, and the open -1. */
interface Measured<P, Others extends Shape> {
  readonly product: P
  readonly others: Others
}

type Measure<S extends Shape, P = '1', Others extends Shape = []> = S extends readonly [
  infer D extends number,
  ...infer R extends Shape,
]
  ? Digits<`${D}`> extends infer N extends string
    ? [N] extends [never]
      ? Measure<R, P, [...Others, D]>
      : Measure<R, Times<N, P>, Others>
    : never
  : Measured<P, Others>

type Cancel<X extends Shape, Y extends Shape, Left extends Shape = []> = X extends readonly [
  infer D extends number,
  ...infer R extends Shape,
]
  ? Without<Y, D> extends infer YR extends Shape
    ? [YR] extends [never]
      ? Cancel<R, Y, [...Left, D]>
      : Cancel<R, YR, Left>
    : never
  : [Left, Y]

// Two dimensions that are merely `number` may differ, and zeros decide the whole product: they do not cancel.
type Without<S extends Shape, D extends number, Done extends Shape = []> =
  D extends Uncancelled<D>
    ? never
    : S extends readonly [infer E extends number, ...infer R extends Shape]
      ? Is<D> extends Is<E>
        ? [...Done, ...R]
        : Without<R, D, [...Done, E]>
      : never

type Uncancelled<D extends number> = number extends D ? number : 0

/** `P` and `X` are the literal product and the other dimensions of what remains of `S`; `Q` and `Y` those of `To`. */
type ReshapeBy<S extends Shape, To extends Shape, P, Q, X extends Shape, Y extends Shape> = [X, Y] extends [[], []]
  ? NumberText<P> extends NumberText<Q>
    ? Ok<[...To]>
    : `cannot reshape ${ShapeText<S>} (${SizeText<S>} numbers) to ${ShapeText<To>} (${SizeText<To>})`
  : [X, Y] extends [[], [-1]]
    ? ReshapeOpen<S, To, Quotient<P, Q>>
    : [X, Y] extends [[infer D extends number], [-1]]
      ? Ok<Fill<To, NumberText<P> extends NumberText<Q> ? D : number>>
      : Y extends readonly [-1, -1, ...Shape]
        ? `cannot reshape ${ShapeText<S>} to ${ShapeText<To>}: only one dimension can be -1`
        : Ok<Fill<To, number>>

type ReshapeOpen<S extends Shape, To extends Shape, N> = [N] extends [never]
  ? `cannot reshape ${ShapeText<S>} (${SizeText<S>} numbers) to ${ShapeText<To>}: not a multiple of ${SizeText<To>}`
  : Ok<Fill<To, N & number>>

type Quotient<P, Q> =
  NumberText<Q> extends '0' ? number : NumberText<Q> extends '1' ? NumberOf<P> : NumberOf<Divide<P, Q>>

/** How many numbers a shape holds, as text; an open -1 counts for nothing. */
type SizeText<S extends Shape> = Measure<S> extends Measured<infer P, Shape> ? NumberText<P> : never

type Fill<To extends Shape, D extends number> = { -readonly [K in keyof To]: To[K] extends -1 ? D : To[K] }

/** How many numbers a shape holds: the size of it as a flat one. */
export type SizeOf<S extends Shape> = Reshape<S, [-1]> extends Ok<readonly [infer N extends number]> ? N : number

export type Product<X extends number, Y extends number> = SizeOf<[X, Y]>
