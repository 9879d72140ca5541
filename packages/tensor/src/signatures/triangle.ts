import type { Fn, Op } from '../op.ts'
import type { Diag, Matrices, Out, Shape, Trace } from '../shape-types/index.ts'
import type { OpArg } from '../shape-types/vocabulary.ts'
import type { Tensor } from '../tensor.ts'

/** tril and triu. */
export interface TriangleFn<O = Op> extends Fn<O, TriangleMethod> {
  <S extends Shape>(x: OpArg<Tensor<S>, Matrices<S>>, k?: number): Out<Matrices<S>>
}

export type TriangleMethod = <S extends Shape>(this: OpArg<Tensor<S>, Matrices<S>>, k?: number) => Out<Matrices<S>>

export interface DiagFn<O = Op> extends Fn<O, DiagMethod> {
  <S extends Shape, K extends number = 0>(x: OpArg<Tensor<S>, Diag<S, K>>, k?: K): Out<Diag<S, K>>
}

export type DiagMethod = <S extends Shape, K extends number = 0>(
  this: OpArg<Tensor<S>, Diag<S, K>>,
  k?: K,
) => Out<Diag<S, K>>

export interface TraceFn<O = Op> extends Fn<O, TraceMethod> {
  <S extends Shape>(x: OpArg<Tensor<S>, Trace<S>>): Out<Trace<S>>
}

export type TraceMethod = <S extends Shape>(this: OpArg<Tensor<S>, Trace<S>>) => Out<Trace<S>>
