import type { Fn, Op } from '../op.ts'
import type {
  Concat,
  ConcatAxis,
  ConcatTwo,
  ExpandDims,
  OperandShape,
  Out,
  Shape,
  Stack,
  StackTwo,
} from '../shape-types/index.ts'
import type { OpArg } from '../shape-types/vocabulary.ts'
import type { Tensor } from '../tensor.ts'

type Tensors = readonly Tensor[]

type Shapes<T extends Tensors> = { [K in keyof T]: OperandShape<T[K]> }

type FirstShape<T extends Tensors> = T extends readonly [Tensor<infer S>, ...Tensors] ? S : Shape

type ConcatItems<S extends Shape, T extends Tensors, Axis extends number> = {
  readonly [K in keyof T]: OpArg<T[K], ConcatTwo<S, OperandShape<T[K]>, Axis>>
}

type StackItems<S extends Shape, T extends Tensors> = {
  readonly [K in keyof T]: OpArg<T[K], StackTwo<S, OperandShape<T[K]>>>
}

export interface ConcatOptions<S extends Shape, Axis extends number> {
  readonly axis?: OpArg<Axis, ConcatAxis<S, Axis>>
}

export interface StackOptions<S extends Shape, Axis extends number> {
  readonly axis?: OpArg<Axis, ExpandDims<S, Axis>>
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
