import type { Broadcast } from './broadcast.ts'
import type { SameDim } from './dimensions.ts'
import type { DimText, Ok, Shape, ShapeText, UnknownRank } from './vocabulary.ts'

export type MatMul<A extends Shape, B extends Shape> =
  UnknownRank<A | B> extends true
    ? Ok<Shape>
    : LeftFactor<A> extends Factor<infer LA, infer M, infer K>
      ? RightFactor<B> extends Factor<infer LB, infer N, infer L>
        ? SameDim<K, L> extends true
          ? MatMulBatch<LA, LB, [...M, ...N], A, B>
          : `cannot matmul ${ShapeText<A>} by ${ShapeText<B>}: inner dimensions ${DimText<K>} and ${DimText<L>} differ`
        : MatMulRank<A, B>
      : MatMulRank<A, B>

/** What matmul does with the dimensions of an operand: `Lead` broadcasts, `Kept` stays, `Inner` is summed over. */
interface Factor<Lead extends Shape, Kept extends Shape, Inner extends number> {
  readonly lead: Lead
  readonly kept: Kept
  readonly inner: Inner
}

type LeftFactor<A extends Shape> = A extends readonly [
  ...infer Lead extends Shape,
  infer M extends number,
  infer K extends number,
]
  ? Factor<Lead, [M], K>
  : A extends readonly [infer K extends number]
    ? Factor<[], [], K>
    : null

type RightFactor<B extends Shape> = B extends readonly [
  ...infer Lead extends Shape,
  infer K extends number,
  infer N extends number,
]
  ? Factor<Lead, [N], K>
  : B extends readonly [infer K extends number]
    ? Factor<[], [], K>
    : null

type MatMulBatch<LA extends Shape, LB extends Shape, MN extends Shape, A extends Shape, B extends Shape> =
  Broadcast<LA, LB> extends Ok<infer L>
    ? Ok<[...L, ...MN]>
    : `cannot matmul ${ShapeText<A>} by ${ShapeText<B>}: cannot broadcast the leading ${ShapeText<LA>} with ${ShapeText<LB>}`

type MatMulRank<
  A extends Shape,
  B extends Shape,
> = `cannot matmul ${ShapeText<A>} by ${ShapeText<B>}: both need at least one axis`
