import type { Digits, Minus, NumberOf, Plus, SizeDigits } from './digits.ts'
import type { Ok, Shape, ShapeText, UnknownRank } from './vocabulary.ts'

/** Matrices, on the last two axes. */
export type Matrices<S extends Shape> =
  UnknownRank<S> extends true
    ? Ok<S>
    : S extends readonly [number, number, ...Shape]
      ? Ok<S>
      : `${ShapeText<S>} is no matrix: it takes a rank of 2 or more`

export type Trace<S extends Shape> =
  UnknownRank<S> extends true
    ? Ok<Shape>
    : S extends readonly [number, number, ...infer R extends Shape]
      ? Ok<R>
      : `${ShapeText<S>} is no matrix: it takes a rank of 2 or more`

export type Diag<S extends Shape, K extends number> =
  UnknownRank<S> extends true
    ? Ok<Shape>
    : S extends readonly [infer N extends number]
      ? Ok<[Longer<N, K>, Longer<N, K>]>
      : S extends readonly [infer M extends number, infer N extends number]
        ? Ok<[`${K}` extends `-${infer Down}` ? Shorter<M, Down, N> : Shorter<N, `${K}`, M>]>
        : `diag takes a vector or a matrix, not ${ShapeText<S>}`

type Longer<N extends number, K extends number> = [Digits<`${N}`>] extends [never]
  ? number
  : [SizeDigits<K>] extends [never]
    ? number
    : NumberOf<Plus<Digits<`${N}`>, SizeDigits<K>>>

/** min(N - Cut, Other), 0 at least. */
type Shorter<N extends number, Cut extends string, Other extends number> = [Digits<`${N}`>] extends [never]
  ? number
  : [Digits<`${Other}`>] extends [never]
    ? number
    : [Digits<Cut>] extends [never]
      ? number
      : Minus<Digits<`${N}`>, Digits<Cut>> extends infer Left
        ? [Left] extends [never]
          ? 0
          : [Minus<Left, Digits<`${Other}`>>] extends [never]
            ? NumberOf<Left>
            : Other
        : never
