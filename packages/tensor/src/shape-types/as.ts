import type { SameDim } from './dimensions.ts'
import type { Dim, DimText, Ok, Shape, ShapeText, UnknownRank } from './vocabulary.ts'

/** `x.as(To)`: only two literals, or two ranks, can be certainly different; a name or `number` may be any size. */
export type As<S extends Shape, To extends Shape> =
  UnknownRank<To> extends true
    ? Ok<Shape>
    : UnknownRank<S> extends true
      ? Ok<[...To]>
      : S['length'] extends To['length']
        ? AsDims<S, To, S, To>
        : `${ShapeText<S>} cannot be ${ShapeText<To>}: ranks ${S['length']} and ${To['length']} differ`

type AsDims<S extends Shape, To extends Shape, AllS extends Shape, AllTo extends Shape> = S extends readonly [
  infer X extends number,
  ...infer SR extends Shape,
]
  ? To extends readonly [infer Y extends number, ...infer ToR extends Shape]
    ? SameSize<X, Y> extends true
      ? AsDims<SR, ToR, AllS, AllTo>
      : `${ShapeText<AllS>} cannot be ${ShapeText<AllTo>}: ${DimText<X>} and ${DimText<Y>} differ`
    : never
  : Ok<[...AllTo]>

type SameSize<X extends number, Y extends number> =
  X extends Dim<string> ? true : Y extends Dim<string> ? true : SameDim<X, Y>
