import type { DType } from '../dtype.ts'
import type { ElementwiseOp, Fn, Op } from '../op.ts'
import type { Join, JoinAll, JoinOperands, Operand, OperandShape, Out, Shape } from '../shape-types/index.ts'
import type { OpArg } from '../shape-types/vocabulary.ts'
import type { Tensor } from '../tensor.ts'

export interface Unary<O = ElementwiseOp<1>> extends Fn<O, UnaryMethod> {
  <S extends Shape = []>(x: Tensor<S> | number): Tensor<S>
}

export type UnaryMethod = <S extends Shape>(this: Tensor<S>) => Tensor<S>

export interface Binary<O = ElementwiseOp<2>> extends Fn<O, BinaryMethod> {
  <A extends Operand, B extends Operand>(a: A, b: OpArg<B, JoinOperands<A, B>>): Out<JoinOperands<A, B>>
}

export type BinaryMethod = <A extends Shape, B extends Operand>(
  this: Tensor<A>,
  b: OpArg<B, Join<A, B>>,
) => Out<Join<A, B>>

type Bound = Operand | null

type BoundOperand<X> = X extends null ? number : X

export interface Clip<O = ElementwiseOp<3>> extends Fn<O, ClipMethod> {
  <X extends Operand, Lo extends Bound, Hi extends Bound>(
    x: X,
    lo: OpArg<Lo, Join<OperandShape<X>, BoundOperand<Lo>>>,
    hi: OpArg<Hi, JoinAll<OperandShape<X>, BoundOperand<Lo>, BoundOperand<Hi>>>,
  ): Out<JoinAll<OperandShape<X>, BoundOperand<Lo>, BoundOperand<Hi>>>
}

export type ClipMethod = <S extends Shape, Lo extends Bound, Hi extends Bound>(
  this: Tensor<S>,
  lo: OpArg<Lo, Join<S, BoundOperand<Lo>>>,
  hi: OpArg<Hi, JoinAll<S, BoundOperand<Lo>, BoundOperand<Hi>>>,
) => Out<JoinAll<S, BoundOperand<Lo>, BoundOperand<Hi>>>

export interface Where<O = ElementwiseOp<3>> extends Fn<O, WhereMethod> {
  <C extends Shape, A extends Operand, B extends Operand>(
    condition: Tensor<C>,
    a: OpArg<A, Join<C, A>>,
    b: OpArg<B, JoinAll<C, A, B>>,
  ): Out<JoinAll<C, A, B>>
}

export type WhereMethod = <C extends Shape, A extends Operand, B extends Operand>(
  this: Tensor<C>,
  a: OpArg<A, Join<C, A>>,
  b: OpArg<B, JoinAll<C, A, B>>,
) => Out<JoinAll<C, A, B>>

export interface AstypeFn<O = Op> extends Fn<O, AstypeMethod> {
  <S extends Shape>(x: Tensor<S>, dtype: DType): Tensor<S>
}

export type AstypeMethod = <S extends Shape>(this: Tensor<S>, dtype: DType) => Tensor<S>
