// The words of the shape rules: every file of this folder is the rule of one topic, a type function.
//
// They are gradual: what is not known at compile time widens to `number` or `Shape` and is left to the run time; only a
// mistake that is certain is reported. A rule returns `Ok<S>` or the message that the offending argument's type becomes.
//
// Recursive rules are tail-recursive with an accumulator (`Out`, `Done`), so their depth does not count.

import type { Tensor } from '../tensor.ts'

export type Shape = readonly number[]

declare const dimensionName: unique symbol

/** A dimension that is only known by name: it equals itself and `number`, and no other dimension. */
export type Dim<Name extends string> = number & { readonly [dimensionName]: Name }

export interface Ok<out S extends Shape> {
  readonly ok: S
}

/** The type of a parameter: `P`, from which the compiler infers, unless the rule's result `R` is a message. */
export type Arg<P, R> = R extends string ? NoInfer<R> : P

/**
 * The same for ops. It asks of `R` as a whole, for then the compiler, where a shape is generic, does not work through the
 * rule for all that `R` could be, which took a tenth of the type check. A generic layer needs just that to be a `LayerLike`.
 */
export type OpArg<P, R> = [R] extends [string] ? NoInfer<R> : P

/** The type of a result. After a message it is a plain tensor, so that one mistake is reported once. */
export type Out<R> = R extends Ok<infer S> ? Tensor<S> : Tensor

export type Mutable<S extends Shape> = number extends S['length'] ? Shape : [...S]

// Invariant, and no conditional type on it is deferred for a type parameter: `Is<N> extends Is<N>` holds in generic code.
export interface Is<in out T> {
  readonly is: (value: T) => T
}

export type UnknownRank<S extends Shape> = number extends S['length'] ? true : false

export type Widened<S extends Shape> = { -readonly [K in keyof S]: number }

export type Tail<S extends Shape> = S extends readonly [number, ...infer R extends Shape] ? R : []

export type DimText<D extends number> = D extends Dim<infer Name> ? Name : number extends D ? '?' : `${D}`

type DimsText<S extends Shape, Text extends string = ''> = S extends readonly [
  infer D extends number,
  ...infer R extends Shape,
]
  ? DimsText<R, Text extends '' ? DimText<D> : `${Text}, ${DimText<D>}`>
  : Text

export type ShapeText<S extends Shape> = number extends S['length'] ? '[...]' : `[${DimsText<S>}]`
