import type { ElementwiseOp, Op, Tensor, Topics, Tuple } from '@adjoint/tensor'

/**
 * The derivative of an elementwise op with respect to one input: a function of the output and the inputs, or a number
 * where it is constant. null is zero, and costs nothing.
 */
export type PartialDerivative<N extends number> = number | null | Derivative<N>

/** One that varies. */
export type Derivative<N extends number = number> = (y: Tensor, ...x: Tuple<Tensor, N>) => Tensor | number | null

/** Elementwise ops: one partial derivative for each input. */
export type PartialDerivatives<N extends number> = Tuple<PartialDerivative<N>, N>

/** Ops linear in all their inputs together: the transpose. The tangent is the op itself, applied to the tangents. */
export interface Transpose<A, N extends number> {
  transpose(g: Tensor, x: Tuple<Tensor, N>, attrs: A): Tuple<Tensor, N>
}

/** Ops linear in each of two inputs: the transpose in the left and in the right one. */
export interface Transposes<A> {
  left(g: Tensor, a: Tensor, b: Tensor, attrs: A): Tensor
  right(g: Tensor, a: Tensor, b: Tensor, attrs: A): Tensor
}

/** Any other op: both products written out. A null tangent is zero; so is a null result. */
export interface Products<A, N extends number> {
  vjp(g: Tensor, y: Tensor, x: Tuple<Tensor, N>, attrs: A): Tuple<Tensor | null, N>
  jvp(dx: Tuple<Tensor | null, N>, y: Tensor, x: Tuple<Tensor, N>, attrs: A): Tensor | null
}

/** The form that the rule of an op must have. */
export type RuleOf<O> =
  O extends ElementwiseOp<infer N>
    ? PartialDerivatives<N>
    : O extends Op<infer A, infer N>
      ? Transpose<A, N> | Products<A, N> | (N extends 2 ? Transposes<A> : never)
      : never

type OpOf<F> = F extends { readonly op: infer O } ? O : never

/** The functions of a list that have a descriptor. The others only call ops, and need no rule. */
type WithOp<T> = { [K in keyof T as OpOf<T[K]> extends null ? never : K]: T[K] }

/** The derivative table of a list of ops. An op without a rule, or with one of the wrong form, is a type error. */
export type Table<T> = { readonly [K in keyof WithOp<T>]: RuleOf<OpOf<WithOp<T>[K]>> }

/** The rules of one topic of the catalogue. */
export type Rules<T extends keyof Topics> = Table<Topics[T]>

/** A rule as the engine meets it, when the op is any op. */
export type Rule =
  | PartialDerivatives<number>
  | Transpose<unknown, number>
  | Transposes<unknown>
  | Products<unknown, number>
