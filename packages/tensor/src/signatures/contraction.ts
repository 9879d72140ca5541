import type { Fn } from '../op.ts'
import type {
  Dot,
  Einsum,
  EinsumEquation,
  EinsumMethodEquation,
  EinsumOperands,
  EinsumOthers,
  MethodEinsum,
  Operand,
  Out,
  Outer,
  PairedAxes,
  Shape,
  Tensordot,
  TensordotAxes,
  TensordotOperand,
} from '../shape-types/index.ts'
import type { OpArg } from '../shape-types/vocabulary.ts'
import type { Tensor } from '../tensor.ts'

export interface DotFn<O = null> extends Fn<O, DotMethod> {
  <A extends Operand, B extends Operand>(a: A, b: OpArg<B, Dot<A, B>>): Out<Dot<A, B>>
}

export type DotMethod = <S extends Shape, B extends Operand>(
  this: Tensor<S>,
  b: OpArg<B, Dot<Tensor<S>, B>>,
) => Out<Dot<Tensor<S>, B>>

export interface OuterFn<O = null> extends Fn<O, OuterMethod> {
  <A extends Operand, B extends Operand>(a: A, b: B): Out<Outer<A, B>>
}

export type OuterMethod = <S extends Shape, B extends Operand>(this: Tensor<S>, b: B) => Out<Outer<Tensor<S>, B>>

export interface TensordotFn<O = null> extends Fn<O, TensordotMethod> {
  <A extends Shape, B extends Shape, const Axes extends PairedAxes = 2>(
    a: Tensor<A>,
    b: OpArg<Tensor<B>, TensordotOperand<A, B, Axes>>,
    axes?: OpArg<Axes, TensordotAxes<A, B, Axes>>,
  ): Out<Tensordot<A, B, Axes>>
}

export type TensordotMethod = <A extends Shape, B extends Shape, const Axes extends PairedAxes = 2>(
  this: Tensor<A>,
  b: OpArg<Tensor<B>, TensordotOperand<A, B, Axes>>,
  axes?: OpArg<Axes, TensordotAxes<A, B, Axes>>,
) => Out<Tensordot<A, B, Axes>>

export interface EinsumFn<O = null> extends Fn<O, EinsumMethod> {
  <const E extends string, const T extends readonly Operand[]>(
    equation: EinsumEquation<E, T>,
    ...operands: EinsumOperands<E, T>
  ): Out<Einsum<E, T>>
}

export type EinsumMethod = <S extends Shape, const E extends string, const T extends readonly Operand[]>(
  this: Tensor<S>,
  equation: EinsumMethodEquation<E, S, T>,
  ...others: EinsumOthers<E, S, T>
) => Out<MethodEinsum<E, S, T>>
