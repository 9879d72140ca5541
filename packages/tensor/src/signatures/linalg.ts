import type { Fn, Op } from '../op.ts'
import type { As, OperandShape, Out, Shape, Solve, Square, SquareBatch } from '../shape-types/index.ts'
import type { OpArg } from '../shape-types/vocabulary.ts'
import type { Tensor } from '../tensor.ts'

/** From square matrices to square matrices: inv, cholesky. */
export interface SquareFn<O = Op> extends Fn<O, SquareMethod> {
  <S extends Shape>(x: OpArg<Tensor<S>, Square<S>>): Out<Square<S>>
}

export type SquareMethod = <S extends Shape>(this: OpArg<Tensor<S>, Square<S>>) => Out<Square<S>>

export interface DetFn<O = Op> extends Fn<O, DetMethod> {
  <S extends Shape>(x: OpArg<Tensor<S>, Square<S>>): Out<SquareBatch<S>>
}

export type DetMethod = <S extends Shape>(this: OpArg<Tensor<S>, Square<S>>) => Out<SquareBatch<S>>

/** Directions in which matrices of shape S vary. */
type Directions<S extends Shape, T extends readonly Tensor[]> = {
  [K in keyof T]: OpArg<T[K], As<OperandShape<T[K]>, S>>
}

export interface CofactorsFn<O = Op> extends Fn<O, CofactorsMethod> {
  <S extends Shape, const T extends readonly Tensor[]>(
    x: OpArg<Tensor<S>, Square<S>>,
    ...directions: Directions<S, T>
  ): Out<Square<S>>
}

export type CofactorsMethod = <S extends Shape, const T extends readonly Tensor[]>(
  this: OpArg<Tensor<S>, Square<S>>,
  ...directions: Directions<S, T>
) => Out<Square<S>>

export interface SolveFn<O = Op> extends Fn<O, SolveMethod> {
  <A extends Shape, B extends Shape>(a: OpArg<Tensor<A>, Square<A>>, b: OpArg<Tensor<B>, Solve<A, B>>): Out<Solve<A, B>>
}

export type SolveMethod = <A extends Shape, B extends Shape>(
  this: OpArg<Tensor<A>, Square<A>>,
  b: OpArg<Tensor<B>, Solve<A, B>>,
) => Out<Solve<A, B>>

export interface TriangularOptions {
  /** read the lower triangle; false by default */
  readonly lower?: boolean
  /** transpose it first; false by default */
  readonly transpose?: boolean
}

export interface SolveTriangularFn<O = Op> extends Fn<O, SolveTriangularMethod> {
  <A extends Shape, B extends Shape>(
    a: OpArg<Tensor<A>, Square<A>>,
    b: OpArg<Tensor<B>, Solve<A, B>>,
    options?: TriangularOptions,
  ): Out<Solve<A, B>>
}

export type SolveTriangularMethod = <A extends Shape, B extends Shape>(
  this: OpArg<Tensor<A>, Square<A>>,
  b: OpArg<Tensor<B>, Solve<A, B>>,
  options?: TriangularOptions,
) => Out<Solve<A, B>>
