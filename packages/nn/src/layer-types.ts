// How layers chain, as types. They are gradual, as the shapes are: a layer of which nothing is known passes through.

import type { Arg, Dim, Ok, SameDim, Shape, Tensor } from '@adjoint/tensor'
import type { TrainingContext } from './context.ts'

export interface LayerLike {
  /** @param context what training gives; a layer that does the same always has no use for it */
  forward(x: Tensor, context?: TrainingContext): Tensor
}

/** A layer that replaces the last dimension, with both sizes known. `kind` is its name in messages. */
interface Affine<In extends number, Out extends number> {
  readonly inputDim: In
  readonly outputDim: Out
}

interface KeepsShape {
  forward<S extends Shape>(x: Tensor<S>): Tensor<S>
}

interface Nested<L extends readonly LayerLike[]> {
  readonly layers: L
}

type Label<L> = L extends { readonly kind: infer Kind extends string } ? Kind : 'dense'

// `${number}` where the size is unknown, so that `Dense<2, 25>` is a `Dense<number, number>`.
type SizeText<D extends number> = D extends Dim<infer Name> ? Name : `${D}`

/** The shape after one layer. */
type LayerShape<L, S extends Shape> =
  L extends Affine<infer In, infer Out>
    ? AffineShape<In, Out, S, Label<L>>
    : L extends Nested<infer Layers>
      ? ForwardShape<Layers, S>
      : L extends KeepsShape
        ? Ok<S>
        : Ok<Shape>

/** The shape after a layer from `In` to `Out`: the leading dimensions stay, the last one is replaced. */
export type AffineShape<
  In extends number,
  Out extends number,
  S extends Shape,
  Label extends string = 'dense',
> = S extends readonly [...infer Lead extends Shape, infer Last extends number]
  ? SameDim<Last, In> extends true
    ? Ok<[...Lead, Out]>
    : `${Label}(${SizeText<In>}, ${SizeText<Out>}) takes [..., ${SizeText<In>}], but gets [..., ${SizeText<Last>}]`
  : S extends readonly []
    ? `${Label}(${SizeText<In>}, ${SizeText<Out>}) takes [..., ${SizeText<In>}], but gets []`
    : Ok<[...number[], Out]>

/** The shape after all layers, or the message of the first one that does not fit. */
export type ForwardShape<L extends readonly LayerLike[], S extends Shape> = L extends readonly [
  infer First,
  ...infer Rest extends readonly LayerLike[],
]
  ? LayerShape<First, S> extends Ok<infer Next>
    ? ForwardShape<Rest, Next>
    : LayerShape<First, S>
  : L extends readonly []
    ? Ok<S>
    : Ok<Shape>

/** The parameters of `sequential<L>(...layers: Chain<L>)`: the layers, with the message in place of one that does not fit. */
export type Chain<L extends readonly LayerLike[]> = {
  [K in keyof L]: Arg<L[K], K extends keyof Steps<L> ? Steps<L>[K] : unknown>
}

// What each layer gives, along the chain. A layer after one that does not fit is checked as if it were the first.
type Steps<
  L extends readonly LayerLike[],
  S extends Shape = Shape,
  Out extends readonly unknown[] = [],
> = L extends readonly [infer First, ...infer Rest extends readonly LayerLike[]]
  ? LayerShape<First, S> extends Ok<infer Next>
    ? Steps<Rest, Next, [...Out, Ok<Next>]>
    : Steps<Rest, Shape, [...Out, LayerShape<First, S>]>
  : L extends readonly []
    ? Out
    : readonly unknown[]
