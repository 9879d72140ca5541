import type { Fn, Op } from '../op.ts'
import type {
  Out,
  Pool1dShape,
  Pool2dShape,
  PoolPadding1d,
  PoolPadding2d,
  Shape,
  Steps1d,
  Steps2d,
} from '../shape-types/index.ts'
import type { OpArg } from '../shape-types/vocabulary.ts'
import type { Tensor } from '../tensor.ts'

/** How the windows of a pool lie. */
export interface PoolOptions<Stride, Padding> {
  /** the window's size by default, so that windows lie side by side */
  readonly stride?: Stride
  /** 0 by default */
  readonly padding?: Padding
}

export interface Pool1dFn<O = Op> extends Fn<O, Pool1dMethod> {
  <
    S extends Shape,
    Size extends Steps1d,
    Stride extends Steps1d | undefined = undefined,
    const Padding extends PoolPadding1d = 0,
  >(
    x: Tensor<S>,
    size: OpArg<Size, Pool1dShape<S, Size, Stride, Padding>>,
    options?: PoolOptions<Stride, Padding>,
  ): Out<Pool1dShape<S, Size, Stride, Padding>>
}

export type Pool1dMethod = <
  S extends Shape,
  Size extends Steps1d,
  Stride extends Steps1d | undefined = undefined,
  const Padding extends PoolPadding1d = 0,
>(
  this: Tensor<S>,
  size: OpArg<Size, Pool1dShape<S, Size, Stride, Padding>>,
  options?: PoolOptions<Stride, Padding>,
) => Out<Pool1dShape<S, Size, Stride, Padding>>

export interface Pool2dFn<O = Op> extends Fn<O, Pool2dMethod> {
  <
    S extends Shape,
    const Size extends Steps2d,
    const Stride extends Steps2d | undefined = undefined,
    const Padding extends PoolPadding2d = 0,
  >(
    x: Tensor<S>,
    size: OpArg<Size, Pool2dShape<S, Size, Stride, Padding>>,
    options?: PoolOptions<Stride, Padding>,
  ): Out<Pool2dShape<S, Size, Stride, Padding>>
}

export type Pool2dMethod = <
  S extends Shape,
  const Size extends Steps2d,
  const Stride extends Steps2d | undefined = undefined,
  const Padding extends PoolPadding2d = 0,
>(
  this: Tensor<S>,
  size: OpArg<Size, Pool2dShape<S, Size, Stride, Padding>>,
  options?: PoolOptions<Stride, Padding>,
) => Out<Pool2dShape<S, Size, Stride, Padding>>

/** From a tangent of the images, and the images. */
export interface MaxPick2dFn<O = Op> extends Fn<O, MaxPick2dMethod> {
  <
    S extends Shape,
    const Size extends Steps2d,
    const Stride extends Steps2d | undefined = undefined,
    const Padding extends PoolPadding2d = 0,
  >(
    t: Tensor,
    x: Tensor<S>,
    size: OpArg<Size, Pool2dShape<S, Size, Stride, Padding>>,
    options?: PoolOptions<Stride, Padding>,
  ): Out<Pool2dShape<S, Size, Stride, Padding>>
}

export type MaxPick2dMethod = <
  S extends Shape,
  const Size extends Steps2d,
  const Stride extends Steps2d | undefined = undefined,
  const Padding extends PoolPadding2d = 0,
>(
  this: Tensor,
  x: Tensor<S>,
  size: OpArg<Size, Pool2dShape<S, Size, Stride, Padding>>,
  options?: PoolOptions<Stride, Padding>,
) => Out<Pool2dShape<S, Size, Stride, Padding>>

/** From a cotangent of the pool, and the images. */
export interface MaxUnpool2dFn<O = Op> extends Fn<O, MaxUnpool2dMethod> {
  <S extends Shape>(g: Tensor, x: Tensor<S>, size: Steps2d, options?: PoolOptions<Steps2d, PoolPadding2d>): Tensor<S>
}

export type MaxUnpool2dMethod = <S extends Shape>(
  this: Tensor,
  x: Tensor<S>,
  size: Steps2d,
  options?: PoolOptions<Steps2d, PoolPadding2d>,
) => Tensor<S>

/** From a cotangent of the pool, and the image's height and width. */
export interface AvgUnpool2dFn<O = Op> extends Fn<O, AvgUnpool2dMethod> {
  <S extends Shape, const P extends readonly [number, number]>(
    g: Tensor<S>,
    plane: P,
    size: Steps2d,
    options?: PoolOptions<Steps2d, PoolPadding2d>,
  ): Tensor<Unpooled<S, P>>
}

export type AvgUnpool2dMethod = <S extends Shape, const P extends readonly [number, number]>(
  this: Tensor<S>,
  plane: P,
  size: Steps2d,
  options?: PoolOptions<Steps2d, PoolPadding2d>,
) => Tensor<Unpooled<S, P>>

type Unpooled<S extends Shape, P extends readonly [number, number]> = S extends readonly [
  ...infer Lead extends Shape,
  number,
  number,
]
  ? [...Lead, ...P]
  : Shape
