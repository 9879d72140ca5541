import type { Digits, Divide, NumberText } from './digits.ts'
import type { SameDim } from './dimensions.ts'
import type { Product } from './reshape.ts'
import type { DimText, Ok, Shape, ShapeText, UnknownRank } from './vocabulary.ts'
import type { Along, Both, Pads1d, Pads2d, SpreadLength, WindowCount } from './windows.ts'

/** The shape of conv1d of rows S, [n, in, length] or [in, length], by kernels W, [out, in / groups, k]. */
export type Conv1dShape<S extends Shape, W extends Shape, Stride, Padding, Dilation, Groups extends number> =
  UnknownRank<S | W> extends true
    ? Ok<Shape>
    : S extends readonly [...infer N extends Batch, infer C extends number, infer L extends number]
      ? W extends readonly [infer O extends number, infer I extends number, infer K extends number]
        ? Channels<S, W, C, I, O, Groups> extends infer Message extends string
          ? Message
          : WindowsAlong<S, L, K, Stride, Padding, Dilation, Pads1d<Padding>> extends infer Count
            ? Count extends number
              ? Ok<[...N, O, Count]>
              : Count
            : never
        : Conv1dRanks<S, W>
      : Conv1dRanks<S, W>

/** The shape of conv2d of images S, [n, in, h, w] or [in, h, w], by kernels W, [out, in / groups, kh, kw]. */
export type Conv2dShape<S extends Shape, W extends Shape, Stride, Padding, Dilation, Groups extends number> =
  UnknownRank<S | W> extends true
    ? Ok<Shape>
    : S extends readonly [
          ...infer N extends Batch,
          infer C extends number,
          infer H extends number,
          infer X extends number,
        ]
      ? W extends readonly [
          infer O extends number,
          infer I extends number,
          infer K extends number,
          infer L extends number,
        ]
        ? Channels<S, W, C, I, O, Groups> extends infer Message extends string
          ? Message
          : Both<
              [...N, O],
              WindowsAlong<S, H, K, Along<Stride, 0>, Padding, Along<Dilation, 0>, Pads2d<Padding, 0>>,
              WindowsAlong<S, X, L, Along<Stride, 1>, Padding, Along<Dilation, 1>, Pads2d<Padding, 1>>
            >
        : Conv2dRanks<S, W>
      : Conv2dRanks<S, W>

/** The shape of convTranspose2d of images S by kernels W, [in, out / groups, kh, kw]. */
export type ConvTranspose2dShape<
  S extends Shape,
  W extends Shape,
  Stride,
  Padding,
  More,
  Dilation,
  Groups extends number,
> =
  UnknownRank<S | W> extends true
    ? Ok<Shape>
    : S extends readonly [
          ...infer N extends Batch,
          infer C extends number,
          infer H extends number,
          infer X extends number,
        ]
      ? W extends readonly [
          infer I extends number,
          infer O extends number,
          infer K extends number,
          infer L extends number,
        ]
        ? SameDim<C, I> extends true
          ? Divides<C, Groups> extends true
            ? Both<
                [...N, Product<O, Groups>],
                SpreadLength<H, K, Along<Stride, 0>, Along<Dilation, 0>, Pads2d<Padding, 0>, Along<More, 0>>,
                SpreadLength<X, L, Along<Stride, 1>, Along<Dilation, 1>, Pads2d<Padding, 1>, Along<More, 1>>
              >
            : NoGroups<C, S, Groups>
          : Differ<W, I, S, C>
        : Conv2dRanks<S, W>
      : Conv2dRanks<S, W>

/** The shape of convKernel2d of images S and a cotangent G, [n, out, rows, columns]. */
export type ConvKernel2dShape<S extends Shape, G extends Shape, Size, Groups extends number> = S extends readonly [
  number,
  infer C extends number,
  number,
  number,
]
  ? G extends readonly [number, infer O extends number, number, number]
    ? Ok<[O, [Groups] extends [1] ? C : number, Along<Size, 0>, Along<Size, 1>]>
    : Ok<[number, number, number, number]>
  : Ok<[number, number, number, number]>

type Batch = readonly [] | readonly [number]

/** 'same' keeps the size, whatever the kernel's is, where the stride is 1; of no numbers there is no window. */
type WindowsAlong<S extends Shape, D extends number, K, Stride, Padding, Dilation, P> = [Padding] extends ['same']
  ? [D] extends [0]
    ? WindowCount<S, D, 1, Stride, 1, Pads1d<'valid'>>
    : [K] extends [0]
      ? WindowCount<S, D, K, Stride, 1, Pads1d<'valid'>>
      : [Stride] extends [1]
        ? D
        : number extends Stride
          ? D
          : "padding 'same' needs a stride of 1"
  : WindowCount<S, D, K, Stride, Dilation, P>

/** `true`, or why the channels of the images are not those of the kernels. */
type Channels<
  S extends Shape,
  W extends Shape,
  C extends number,
  I extends number,
  O extends number,
  Groups extends number,
> = [Groups] extends [1]
  ? SameDim<C, I> extends true
    ? true
    : Differ<W, I, S, C>
  : Divides<C, Groups> extends true
    ? Divides<O, Groups> extends true
      ? SameDim<C, Product<I, Groups>> extends true
        ? true
        : `the kernels ${ShapeText<W>} take ${DimText<I>} channels in each of ${Groups} groups, but ${ShapeText<S>} has ${DimText<C>}: they differ`
      : NoGroups<O, W, Groups>
    : NoGroups<C, S, Groups>

type Differ<
  W extends Shape,
  I extends number,
  S extends Shape,
  C extends number,
> = `the kernels ${ShapeText<W>} take ${DimText<I>} channels, but ${ShapeText<S>} has ${DimText<C>}: they differ`

type NoGroups<
  C extends number,
  S extends Shape,
  Groups extends number,
> = `${DimText<C>} of ${ShapeText<S>} cannot fall into ${Groups} equal groups`

/** False where N is certainly no multiple of D. */
type Divides<N extends number, D extends number> = [D] extends [1]
  ? true
  : Digits<`${N}`> extends infer A extends string
    ? [A] extends [never]
      ? true
      : Digits<`${D}`> extends infer B extends string
        ? [B] extends [never]
          ? true
          : NumberText<B> extends '0'
            ? true
            : [Divide<A, B>] extends [never]
              ? false
              : true
        : true
    : true

type Conv1dRanks<
  S extends Shape,
  W extends Shape,
> = `conv1d takes rows [n, in, length] and kernels [out, in / groups, k], but gets ${ShapeText<S>} and ${ShapeText<W>}`

type Conv2dRanks<
  S extends Shape,
  W extends Shape,
> = `a convolution takes images [n, in, h, w] and kernels [out, in / groups, kh, kw], but gets ${ShapeText<S>} and ${ShapeText<W>}`
