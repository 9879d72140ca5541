// The call signatures of the op families: of the function, and of the method that is hung on `Tensor`.
//
// `O` is the op's descriptor, which rules read; give it where the family has one of its own: `Reduction<ReductionOp>`.
// A rule of shape-types.ts stands in the type of the argument that can break it, so that a mistake is reported there, and
// in the result. Methods take their shape from `this`, never from the class's parameter: so `Tensor` stays covariant,
// and comparing two tensors does not compare their methods.

import type { DType } from './dtype.ts'
import type { ElementwiseOp, Fn, Op } from './op.ts'
import type {
  Arg,
  Axes,
  BroadcastTo,
  Concat,
  ConcatAxis,
  ConcatTwo,
  ExpandDims,
  Join,
  JoinAll,
  JoinOperands,
  KeepAxis,
  MatMul,
  Mutable,
  Operand,
  OperandShape,
  Out,
  Permute,
  Reduce,
  Reshape,
  Shape,
  SliceItem,
  SliceItems,
  SliceShape,
  Squeeze,
  Stack,
  StackTwo,
  SwapAxes,
} from './shape-types.ts'
import type { Tensor } from './tensor.ts'

// --------------------------------------------------------------------------------------------------------- elementwise

export interface Unary<O = ElementwiseOp<1>> extends Fn<O, UnaryMethod> {
  <S extends Shape = []>(x: Tensor<S> | number): Tensor<S>
}

export type UnaryMethod = <S extends Shape>(this: Tensor<S>) => Tensor<S>

export interface Binary<O = ElementwiseOp<2>> extends Fn<O, BinaryMethod> {
  <A extends Operand, B extends Operand>(a: A, b: Arg<B, JoinOperands<A, B>>): Out<JoinOperands<A, B>>
}

export type BinaryMethod = <A extends Shape, B extends Operand>(
  this: Tensor<A>,
  b: Arg<B, Join<A, B>>,
) => Out<Join<A, B>>

type Bound = Operand | null

type BoundOperand<X> = X extends null ? number : X

export interface Clip<O = ElementwiseOp<3>> extends Fn<O, ClipMethod> {
  <X extends Operand, Lo extends Bound, Hi extends Bound>(
    x: X,
    lo: Arg<Lo, Join<OperandShape<X>, BoundOperand<Lo>>>,
    hi: Arg<Hi, JoinAll<OperandShape<X>, BoundOperand<Lo>, BoundOperand<Hi>>>,
  ): Out<JoinAll<OperandShape<X>, BoundOperand<Lo>, BoundOperand<Hi>>>
}

export type ClipMethod = <S extends Shape, Lo extends Bound, Hi extends Bound>(
  this: Tensor<S>,
  lo: Arg<Lo, Join<S, BoundOperand<Lo>>>,
  hi: Arg<Hi, JoinAll<S, BoundOperand<Lo>, BoundOperand<Hi>>>,
) => Out<JoinAll<S, BoundOperand<Lo>, BoundOperand<Hi>>>

export interface Where<O = ElementwiseOp<3>> extends Fn<O, WhereMethod> {
  <C extends Shape, A extends Operand, B extends Operand>(
    condition: Tensor<C>,
    a: Arg<A, Join<C, A>>,
    b: Arg<B, JoinAll<C, A, B>>,
  ): Out<JoinAll<C, A, B>>
}

export type WhereMethod = <C extends Shape, A extends Operand, B extends Operand>(
  this: Tensor<C>,
  a: Arg<A, Join<C, A>>,
  b: Arg<B, JoinAll<C, A, B>>,
) => Out<JoinAll<C, A, B>>

export interface AstypeFn<O = Op> extends Fn<O, AstypeMethod> {
  <S extends Shape>(x: Tensor<S>, dtype: DType): Tensor<S>
}

export type AstypeMethod = <S extends Shape>(this: Tensor<S>, dtype: DType) => Tensor<S>

// ----------------------------------------------------------------------------------------------------------- reduction

export interface ReductionOptions<S extends Shape, Axis extends Axes, KeepDims extends boolean> {
  readonly axis?: Arg<Axis, Reduce<S, Axis, KeepDims>>
  readonly keepDims?: KeepDims
}

export interface Reduction<O = Op> extends Fn<O, ReductionMethod> {
  <S extends Shape, const Axis extends Axes = undefined, KeepDims extends boolean = false>(
    x: Tensor<S>,
    options?: ReductionOptions<S, Axis, KeepDims>,
  ): Out<Reduce<S, Axis, KeepDims>>
}

export type ReductionMethod = <S extends Shape, const Axis extends Axes = undefined, KeepDims extends boolean = false>(
  this: Tensor<S>,
  options?: ReductionOptions<S, Axis, KeepDims>,
) => Out<Reduce<S, Axis, KeepDims>>

export interface AlongOptions<S extends Shape, Axis extends number | undefined> {
  readonly axis?: Arg<Axis, KeepAxis<S, Axis>>
}

/** Works along one axis and keeps the shape: softmax, cumsum, sort, argsort, ... */
export interface Along<O = Op> extends Fn<O, AlongMethod> {
  <S extends Shape, Axis extends number | undefined = undefined>(
    x: Tensor<S>,
    options?: AlongOptions<S, Axis>,
  ): Tensor<S>
}

export type AlongMethod = <S extends Shape, Axis extends number | undefined = undefined>(
  this: Tensor<S>,
  options?: AlongOptions<S, Axis>,
) => Tensor<S>

// --------------------------------------------------------------------------------------------------------- contraction

export interface Matmul<O = Op> extends Fn<O, MatmulMethod> {
  <A extends Shape, B extends Shape>(a: Tensor<A>, b: Arg<Tensor<B>, MatMul<A, B>>): Out<MatMul<A, B>>
}

export type MatmulMethod = <A extends Shape, B extends Shape>(
  this: Tensor<A>,
  b: Arg<Tensor<B>, MatMul<A, B>>,
) => Out<MatMul<A, B>>

// ------------------------------------------------------------------------------------------------------------ movement

export interface ReshapeFn<O = Op> extends Fn<O, ReshapeMethod> {
  <S extends Shape, const To extends Shape>(x: Tensor<S>, shape: Arg<To, Reshape<S, To>>): Out<Reshape<S, To>>
}

export type ReshapeMethod = <S extends Shape, const To extends Shape>(
  this: Tensor<S>,
  shape: Arg<To, Reshape<S, To>>,
) => Out<Reshape<S, To>>

type Order = readonly number[] | undefined

export interface TransposeFn<O = Op> extends Fn<O, TransposeMethod> {
  <S extends Shape, const A extends Order = undefined>(x: Tensor<S>, axes?: Arg<A, Permute<S, A>>): Out<Permute<S, A>>
}

export type TransposeMethod = <S extends Shape, const A extends Order = undefined>(
  this: Tensor<S>,
  axes?: Arg<A, Permute<S, A>>,
) => Out<Permute<S, A>>

export interface SwapAxesFn<O = Op> extends Fn<O, SwapAxesMethod> {
  <S extends Shape, I extends number, J extends number>(
    x: Tensor<S>,
    i: Arg<I, SwapAxes<S, I, I>>,
    j: Arg<J, SwapAxes<S, J, J>>,
  ): Out<SwapAxes<S, I, J>>
}

export type SwapAxesMethod = <S extends Shape, I extends number, J extends number>(
  this: Tensor<S>,
  i: Arg<I, SwapAxes<S, I, I>>,
  j: Arg<J, SwapAxes<S, J, J>>,
) => Out<SwapAxes<S, I, J>>

export interface BroadcastToFn<O = Op> extends Fn<O, BroadcastToMethod> {
  <S extends Shape, const To extends Shape>(x: Tensor<S>, shape: Arg<To, BroadcastTo<S, To>>): Out<BroadcastTo<S, To>>
}

export type BroadcastToMethod = <S extends Shape, const To extends Shape>(
  this: Tensor<S>,
  shape: Arg<To, BroadcastTo<S, To>>,
) => Out<BroadcastTo<S, To>>

export interface ExpandDimsFn<O = Op> extends Fn<O, ExpandDimsMethod> {
  <S extends Shape, Axis extends number>(x: Tensor<S>, axis: Arg<Axis, ExpandDims<S, Axis>>): Out<ExpandDims<S, Axis>>
}

export type ExpandDimsMethod = <S extends Shape, Axis extends number>(
  this: Tensor<S>,
  axis: Arg<Axis, ExpandDims<S, Axis>>,
) => Out<ExpandDims<S, Axis>>

export interface SqueezeOptions<S extends Shape, Axis extends Axes> {
  readonly axis?: Arg<Axis, Squeeze<S, Axis>>
}

export interface SqueezeFn<O = Op> extends Fn<O, SqueezeMethod> {
  <S extends Shape, const Axis extends Axes = undefined>(
    x: Tensor<S>,
    options?: SqueezeOptions<S, Axis>,
  ): Out<Squeeze<S, Axis>>
}

export type SqueezeMethod = <S extends Shape, const Axis extends Axes = undefined>(
  this: Tensor<S>,
  options?: SqueezeOptions<S, Axis>,
) => Out<Squeeze<S, Axis>>

export interface SliceFn<O = Op> extends Fn<O, SliceMethod> {
  <S extends Shape, const Items extends readonly SliceItem[]>(
    x: Tensor<S>,
    ...items: SliceItems<S, Items>
  ): Out<SliceShape<S, Items>>
}

export type SliceMethod = <S extends Shape, const Items extends readonly SliceItem[]>(
  this: Tensor<S>,
  ...items: SliceItems<S, Items>
) => Out<SliceShape<S, Items>>

/** The transpose of `slice`: into zeros of a shape, at the places that its items read. */
export interface UnsliceFn<O = Op> extends Fn<O, UnsliceMethod> {
  <const To extends Shape, const Items extends readonly SliceItem[]>(
    x: Tensor,
    shape: To,
    ...items: SliceItems<To, Items>
  ): Tensor<Mutable<To>>
}

export type UnsliceMethod = <const To extends Shape, const Items extends readonly SliceItem[]>(
  this: Tensor,
  shape: To,
  ...items: SliceItems<To, Items>
) => Tensor<Mutable<To>>

// ------------------------------------------------------------------------------------------------------------- joining

type Tensors = readonly Tensor[]

type Shapes<T extends Tensors> = { [K in keyof T]: OperandShape<T[K]> }

type FirstShape<T extends Tensors> = T extends readonly [Tensor<infer S>, ...Tensors] ? S : Shape

type ConcatItems<S extends Shape, T extends Tensors, Axis extends number> = {
  readonly [K in keyof T]: Arg<T[K], ConcatTwo<S, OperandShape<T[K]>, Axis>>
}

type StackItems<S extends Shape, T extends Tensors> = {
  readonly [K in keyof T]: Arg<T[K], StackTwo<S, OperandShape<T[K]>>>
}

export interface ConcatOptions<S extends Shape, Axis extends number> {
  readonly axis?: Arg<Axis, ConcatAxis<S, Axis>>
}

export interface StackOptions<S extends Shape, Axis extends number> {
  readonly axis?: Arg<Axis, ExpandDims<S, Axis>>
}

export interface ConcatFn<O = Op> extends Fn<O, ConcatMethod> {
  <const T extends Tensors, Axis extends number = 0>(
    tensors: ConcatItems<FirstShape<T>, T, Axis>,
    options?: ConcatOptions<FirstShape<T>, Axis>,
  ): Out<Concat<Shapes<T>, Axis>>
}

export type ConcatMethod = <S extends Shape, const T extends Tensors, Axis extends number = 0>(
  this: Tensor<S>,
  others: ConcatItems<S, T, Axis>,
  options?: ConcatOptions<S, Axis>,
) => Out<Concat<[S, ...Shapes<T>], Axis>>

export interface StackFn<O = Op> extends Fn<O, StackMethod> {
  <const T extends Tensors, Axis extends number = 0>(
    tensors: StackItems<FirstShape<T>, T>,
    options?: StackOptions<FirstShape<T>, Axis>,
  ): Out<Stack<Shapes<T>, Axis>>
}

export type StackMethod = <S extends Shape, const T extends Tensors, Axis extends number = 0>(
  this: Tensor<S>,
  others: StackItems<S, T>,
  options?: StackOptions<S, Axis>,
) => Out<Stack<[S, ...Shapes<T>], Axis>>
