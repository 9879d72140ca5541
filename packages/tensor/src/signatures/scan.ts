import type { Fn, Op } from '../op.ts'
import type { Join, JoinOperands, KeepAxis, Ok, Operand, Out, ScanShape, Shape } from '../shape-types/index.ts'
import type { OpArg } from '../shape-types/vocabulary.ts'
import type { Tensor } from '../tensor.ts'

export interface ScanOptions<S extends Shape, Axis extends number | undefined> {
  readonly axis?: OpArg<Axis, ScanShape<S, Axis>>
}

/** Walks along one axis and keeps the shape, or over all numbers and gives one row: cumsum, cumprod. */
export interface ScanFn<O = Op> extends Fn<O, ScanMethod> {
  <S extends Shape, Axis extends number | undefined = undefined>(
    x: Tensor<S>,
    options?: ScanOptions<S, Axis>,
  ): Out<ScanShape<S, Axis>>
}

export type ScanMethod = <S extends Shape, Axis extends number | undefined = undefined>(
  this: Tensor<S>,
  options?: ScanOptions<S, Axis>,
) => Out<ScanShape<S, Axis>>

/** A joined shape with that axis, or the message for one that it has not. */
type JoinedAxis<R, Axis extends number | undefined> = R extends Ok<infer S> ? KeepAxis<S, Axis> : Ok<Shape>

export interface RecurrenceFn<O = Op> extends Fn<O, RecurrenceMethod> {
  <A extends Operand, B extends Operand, const Axis extends number | undefined = undefined>(
    a: A,
    b: OpArg<B, JoinOperands<A, B>>,
    options?: { readonly axis?: OpArg<Axis, JoinedAxis<JoinOperands<A, B>, Axis>> },
  ): Out<JoinOperands<A, B>>
}

export type RecurrenceMethod = <A extends Shape, B extends Operand, const Axis extends number | undefined = undefined>(
  this: Tensor<A>,
  b: OpArg<B, Join<A, B>>,
  options?: { readonly axis?: OpArg<Axis, JoinedAxis<Join<A, B>, Axis>> },
) => Out<Join<A, B>>
