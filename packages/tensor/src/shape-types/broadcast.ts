import type { Tensor } from '../tensor.ts'
import type { BroadcastDim, SameDim } from './dimensions.ts'
import type { DimText, Is, Ok, Shape, ShapeText, UnknownRank } from './vocabulary.ts'

export type Operand = Tensor | number

export type OperandShape<X> = X extends number ? [] : X extends Tensor<infer S> ? S : never

/** The shape of an elementwise op on a tensor of shape `A` and an operand `X`. */
export type Join<A extends Shape, X> = [X] extends [number] ? Ok<A> : Broadcast<A, OperandShape<X>>

/** The shape of an elementwise op on two operands. */
export type JoinOperands<X, Y> = [Y] extends [number]
  ? Ok<OperandShape<X>>
  : [X] extends [number]
    ? Ok<OperandShape<Y>>
    : Broadcast<OperandShape<X>, OperandShape<Y>>

export type Broadcast<A extends Shape, B extends Shape> =
  Is<A> extends Is<B> ? Ok<A> : UnknownRank<A | B> extends true ? Ok<Shape> : BroadcastDims<A, B, A, B>

type BroadcastDims<
  A extends Shape,
  B extends Shape,
  AllA extends Shape,
  AllB extends Shape,
  Out extends Shape = [],
> = A extends readonly [...infer AR extends Shape, infer X extends number]
  ? B extends readonly [...infer BR extends Shape, infer Y extends number]
    ? BroadcastDim<X, Y> extends infer D extends number
      ? BroadcastDims<AR, BR, AllA, AllB, [D, ...Out]>
      : `cannot broadcast ${ShapeText<AllA>} with ${ShapeText<AllB>}: ${DimText<X>} and ${DimText<Y>} differ`
    : Ok<[...A, ...Out]>
  : Ok<[...B, ...Out]>

export type BroadcastAll<A extends Shape, B extends Shape, C extends Shape> =
  Broadcast<A, B> extends Ok<infer AB> ? Broadcast<AB, C> : Broadcast<A, B>

/** As `Join`, for a second operand beside the first. A first operand that does not fit is reported by itself. */
export type JoinAll<A extends Shape, X, Y> = Join<A, X> extends Ok<infer AX> ? Join<AX, Y> : Ok<Shape>

export type BroadcastTo<S extends Shape, To extends Shape> =
  UnknownRank<To> extends true ? Ok<Shape> : UnknownRank<S> extends true ? Ok<[...To]> : BroadcastToDims<S, To, S, To>

type BroadcastToDims<S extends Shape, To extends Shape, AllS extends Shape, AllTo extends Shape> = S extends readonly [
  ...infer SR extends Shape,
  infer X extends number,
]
  ? To extends readonly [...infer ToR extends Shape, infer Y extends number]
    ? (X extends 1 ? true : SameDim<X, Y>) extends true
      ? BroadcastToDims<SR, ToR, AllS, AllTo>
      : `cannot broadcast ${ShapeText<AllS>} to ${ShapeText<AllTo>}: ${DimText<X>} and ${DimText<Y>} differ`
    : `cannot broadcast ${ShapeText<AllS>} to ${ShapeText<AllTo>}: rank ${AllS['length']} is above ${AllTo['length']}`
  : Ok<[...AllTo]>
