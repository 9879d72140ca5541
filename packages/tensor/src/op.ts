import type { NDArray } from './array.ts'
import type { DType } from './dtype.ts'
import type { Formula } from './scalar/algebra.ts'
import type { Shape } from './shape-types.ts'
import type { Tensor } from './tensor.ts'

/** What is known of a tensor before its numbers are. */
export interface ShapeDType {
  readonly shape: Shape
  readonly dtype: DType
}

/** `N` of `T`: the inputs of an op of arity N (any number of them where N is not a literal). */
export type Tuple<T, N extends number> = N extends 1
  ? readonly [T]
  : N extends 2
    ? readonly [T, T]
    : N extends 3
      ? readonly [T, T, T]
      : readonly T[]

/**
 * What an op computes. `attrs` are the things that are not tensors (axes, a target shape); they are complete and
 * normalised (axes counted from 0) before an op sees them, so that kernels and derivatives need not do it again.
 */
export interface Op<A = unknown, N extends number = number> {
  readonly name: string
  readonly family: 'elementwise' | 'cast' | 'reduction' | 'movement' | 'contraction' | 'join'
  /** how many tensors it takes; Infinity for any number */
  readonly arity: N
  /** the result's shape and dtype; throws ShapeError or DTypeError where the inputs do not fit */
  infer(inputs: readonly Tensor[], attrs: A): ShapeDType
  /** the numbers; `out` is what `infer` said */
  kernel(inputs: readonly NDArray[], attrs: A, out: ShapeDType): NDArray
}

/** An op that does the same to each element; `scalar` is its formula. */
export interface ElementwiseOp<N extends number> extends Op<null, N> {
  readonly family: 'elementwise'
  readonly scalar: Formula
}

/** An op as people use it: a function, with its descriptor and its method form beside it. */
export interface Fn<O, M> {
  readonly op: O
  readonly method: M
}
