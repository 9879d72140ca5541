// How layers chain, as types. They are gradual, as the shapes are: a layer of which nothing is known passes through.

import type {
  Arg,
  Conv1dShape,
  Conv2dShape,
  Dim,
  Ok,
  Pool1dShape,
  Pool2dShape,
  Reshape,
  SameDim,
  Shape,
  Steps1d,
  Steps2d,
  Tensor,
} from '@adjoint/tensor'
import type { TrainingContext } from './context.ts'
import type { Conv1d, Conv2d } from './layers/convolution.ts'
import type { Flatten } from './layers/flatten.ts'
import type { Pool } from './layers/pool.ts'

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
      : L extends { readonly kind: keyof Planes<L, S> }
        ? Planes<L, S>[L['kind']]
        : L extends KeepsShape
          ? Ok<S>
          : Ok<Shape>

/** The shape after the layers that work on images and rows, by their kinds. */
interface Planes<L, S extends Shape> {
  readonly conv1d: L extends Conv1d<infer W, infer Stride, infer Padding, infer Dilation, infer Groups>
    ? Conv1dShape<S, W, Stride, Padding, Dilation, Groups>
    : Ok<Shape>
  readonly conv2d: L extends Conv2d<infer W, infer Stride, infer Padding, infer Dilation, infer Groups>
    ? Conv2dShape<S, W, Stride, Padding, Dilation, Groups>
    : Ok<Shape>
  readonly maxPool1d: PooledRows<L, S>
  readonly avgPool1d: PooledRows<L, S>
  readonly maxPool2d: PooledImages<L, S>
  readonly avgPool2d: PooledImages<L, S>
  readonly flatten: L extends Flatten ? FlatShape<S> : Ok<Shape>
}

type PooledRows<L, S extends Shape> =
  L extends Pool<infer Size extends Steps1d, infer Stride, infer Padding>
    ? Pool1dShape<S, Size, Stride, Padding>
    : Ok<Shape>

type PooledImages<L, S extends Shape> =
  L extends Pool<infer Size extends Steps2d, infer Stride, infer Padding>
    ? Pool2dShape<S, Size, Stride, Padding>
    : Ok<Shape>

/** All axes but the first made one. */
export type FlatShape<S extends Shape> = number extends S['length']
  ? Ok<[number, number]>
  : S extends readonly [infer N extends number, ...infer Sample extends Shape]
    ? Reshape<Sample, [-1]> extends Ok<readonly [infer Size extends number]>
      ? Ok<[N, Size]>
      : Ok<[N, number]>
    : 'flatten takes a batch [n, ...], but gets []'

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
