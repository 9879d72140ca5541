import type { Fn, Op } from '../op.ts'
import type {
  Conv1dShape,
  Conv2dShape,
  ConvKernel2dShape,
  ConvTranspose2dShape,
  Out,
  Padding1d,
  Padding2d,
  PoolPadding2d,
  Shape,
  Steps1d,
  Steps2d,
} from '../shape-types/index.ts'
import type { OpArg } from '../shape-types/vocabulary.ts'
import type { Tensor } from '../tensor.ts'

/** How kernels slide over what they are applied to. */
export interface ConvOptions<Stride, Padding, Dilation, Groups> {
  /** 1 by default */
  readonly stride?: Stride
  /** 0 by default */
  readonly padding?: Padding
  /** 1 by default */
  readonly dilation?: Dilation
  /** 1 by default */
  readonly groups?: Groups
}

export interface ConvTransposeOptions<Stride, Padding, More, Dilation, Groups>
  extends ConvOptions<Stride, Padding, Dilation, Groups> {
  /** 0 by default */
  readonly outputPadding?: More
}

export interface Conv1dFn<O = Op> extends Fn<O, Conv1dMethod> {
  <
    S extends Shape,
    W extends Shape,
    Stride extends Steps1d = 1,
    const Padding extends Padding1d = 0,
    Dilation extends Steps1d = 1,
    Groups extends number = 1,
  >(
    x: Tensor<S>,
    w: OpArg<Tensor<W>, Conv1dShape<S, W, Stride, Padding, Dilation, Groups>>,
    options?: ConvOptions<Stride, Padding, Dilation, Groups>,
  ): Out<Conv1dShape<S, W, Stride, Padding, Dilation, Groups>>
}

export type Conv1dMethod = <
  S extends Shape,
  W extends Shape,
  Stride extends Steps1d = 1,
  const Padding extends Padding1d = 0,
  Dilation extends Steps1d = 1,
  Groups extends number = 1,
>(
  this: Tensor<S>,
  w: OpArg<Tensor<W>, Conv1dShape<S, W, Stride, Padding, Dilation, Groups>>,
  options?: ConvOptions<Stride, Padding, Dilation, Groups>,
) => Out<Conv1dShape<S, W, Stride, Padding, Dilation, Groups>>

export interface Conv2dFn<O = Op> extends Fn<O, Conv2dMethod> {
  <
    S extends Shape,
    W extends Shape,
    const Stride extends Steps2d = 1,
    const Padding extends Padding2d = 0,
    const Dilation extends Steps2d = 1,
    Groups extends number = 1,
  >(
    x: Tensor<S>,
    w: OpArg<Tensor<W>, Conv2dShape<S, W, Stride, Padding, Dilation, Groups>>,
    options?: ConvOptions<Stride, Padding, Dilation, Groups>,
  ): Out<Conv2dShape<S, W, Stride, Padding, Dilation, Groups>>
}

export type Conv2dMethod = <
  S extends Shape,
  W extends Shape,
  const Stride extends Steps2d = 1,
  const Padding extends Padding2d = 0,
  const Dilation extends Steps2d = 1,
  Groups extends number = 1,
>(
  this: Tensor<S>,
  w: OpArg<Tensor<W>, Conv2dShape<S, W, Stride, Padding, Dilation, Groups>>,
  options?: ConvOptions<Stride, Padding, Dilation, Groups>,
) => Out<Conv2dShape<S, W, Stride, Padding, Dilation, Groups>>

export interface ConvTranspose2dFn<O = Op> extends Fn<O, ConvTranspose2dMethod> {
  <
    S extends Shape,
    W extends Shape,
    const Stride extends Steps2d = 1,
    const Padding extends PoolPadding2d = 0,
    const More extends Steps2d = 0,
    const Dilation extends Steps2d = 1,
    Groups extends number = 1,
  >(
    x: Tensor<S>,
    w: OpArg<Tensor<W>, ConvTranspose2dShape<S, W, Stride, Padding, More, Dilation, Groups>>,
    options?: ConvTransposeOptions<Stride, Padding, More, Dilation, Groups>,
  ): Out<ConvTranspose2dShape<S, W, Stride, Padding, More, Dilation, Groups>>
}

export type ConvTranspose2dMethod = <
  S extends Shape,
  W extends Shape,
  const Stride extends Steps2d = 1,
  const Padding extends PoolPadding2d = 0,
  const More extends Steps2d = 0,
  const Dilation extends Steps2d = 1,
  Groups extends number = 1,
>(
  this: Tensor<S>,
  w: OpArg<Tensor<W>, ConvTranspose2dShape<S, W, Stride, Padding, More, Dilation, Groups>>,
  options?: ConvTransposeOptions<Stride, Padding, More, Dilation, Groups>,
) => Out<ConvTranspose2dShape<S, W, Stride, Padding, More, Dilation, Groups>>

/** The transpose of conv2d in its kernels: from the images, a cotangent and the kernels' size. */
export interface ConvKernel2dFn<O = Op> extends Fn<O, ConvKernel2dMethod> {
  <S extends Shape, G extends Shape, const Size extends Steps2d, Groups extends number = 1>(
    x: Tensor<S>,
    g: Tensor<G>,
    size: Size,
    options?: ConvOptions<Steps2d, Padding2d, Steps2d, Groups>,
  ): Out<ConvKernel2dShape<S, G, Size, Groups>>
}

export type ConvKernel2dMethod = <
  S extends Shape,
  G extends Shape,
  const Size extends Steps2d,
  Groups extends number = 1,
>(
  this: Tensor<S>,
  g: Tensor<G>,
  size: Size,
  options?: ConvOptions<Steps2d, Padding2d, Steps2d, Groups>,
) => Out<ConvKernel2dShape<S, G, Size, Groups>>
