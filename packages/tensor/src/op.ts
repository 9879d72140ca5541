import type { Layout, NDArray } from './array.ts'
import type { DType } from './dtype.ts'
import type { Formula } from './scalar/algebra.ts'
import type { Shape } from './shape-types/index.ts'
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
  readonly family: 'elementwise' | 'cast' | 'reduction' | 'movement' | 'contraction' | 'join' | 'composed' | 'opaque'
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

/** An associative operation with its neutral element. */
export interface Monoid {
  readonly start: number
  readonly combine: Formula
}

/** Along which axis an op works, counted from 0. */
export interface AxisAttrs {
  readonly axis: number
}

/** The same as people give it: negative from the end; what it is by default is the op's own. */
export interface AxisOptions {
  readonly axis?: number
}

/** What a reduction does: the axes to combine, counted from 0 and sorted, and whether they stay with size 1. */
export interface ReductionAttrs {
  readonly axes: readonly number[]
  readonly keepDims: boolean
}

/** An op that combines the elements along axes. */
export interface ReductionOp extends Op<ReductionAttrs, 1> {
  readonly family: 'reduction'
  readonly monoid: Monoid
  /** the result from what the elements gave and their number; null where it is what they gave */
  readonly end: Formula | null
}

/** An op that reads the same numbers through another layout. */
export interface MovementOp<A> extends Op<A, 1> {
  readonly family: 'movement'
  /** where the result's elements lie; null where no layout of x's buffer tells that, and they must be copied */
  view(x: Layout, attrs: A): Layout | null
}

/**
 * An op that is defined by other ops, and yet is one: its derivative is better said at once than by the chain rule through
 * its parts. A compiler takes it apart again.
 */
export interface ComposedOp<A, N extends number> extends Op<A, N> {
  readonly family: 'composed'
  compose(inputs: readonly Tensor[], attrs: A): Tensor
}

/**
 * An op as people use it: a function, with its descriptor and its method form beside it. The descriptor is null where the
 * function only calls other ops, which are what is recorded and differentiated.
 */
export interface Fn<O, M> {
  readonly op: O
  readonly method: M
}
