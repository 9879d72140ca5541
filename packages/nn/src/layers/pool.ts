import {
  type Arg,
  avgPool2d as average,
  avgPool1d as averageOfRows,
  DomainError,
  maxPool2d as largest,
  maxPool1d as largestInRows,
  type Out,
  type Pool1dShape,
  type Pool2dShape,
  type PoolOptions,
  type PoolPadding1d,
  type PoolPadding2d,
  type Shape,
  type Steps1d,
  type Steps2d,
  type Tensor,
} from '@adjoint/tensor'
import { checkTensor, inWords } from '../given.ts'
import { checkWindows } from './windows.ts'

type Stride1d = Steps1d | undefined
type Stride2d = Steps2d | undefined

/** What all pools are: windows of a size, and how they lie. */
export abstract class Pool<Size, Stride, Padding> {
  readonly size: Size
  readonly options: PoolOptions<Stride, Padding>

  constructor(size: Size, options: PoolOptions<Stride, Padding> = {}) {
    this.size = size
    this.options = options
  }
}

/** The largest of each window of an image, as maxPool2d() makes it. */
export class MaxPool2d<
  Size extends Steps2d = Steps2d,
  Stride extends Stride2d = Steps2d,
  Padding extends PoolPadding2d = PoolPadding2d,
> extends Pool<Size, Stride, Padding> {
  readonly kind = 'maxPool2d'

  /** @param x images [..., height, width] */
  forward<S extends Shape>(
    x: Arg<Tensor<S>, Pool2dShape<S, Size, Stride, Padding>>,
  ): Out<Pool2dShape<S, Size, Stride, Padding>> {
    checkTensor(this.kind, 'x', x)
    const size: Steps2d = this.size
    // the types are generic here, so they are widened; a message in place of x has already failed to compile
    return largest(x as Tensor, size, this.options) as Tensor as Out<Pool2dShape<S, Size, Stride, Padding>>
  }
}

/** The mean of each window of an image, as avgPool2d() makes it. */
export class AvgPool2d<
  Size extends Steps2d = Steps2d,
  Stride extends Stride2d = Steps2d,
  Padding extends PoolPadding2d = PoolPadding2d,
> extends Pool<Size, Stride, Padding> {
  readonly kind = 'avgPool2d'

  /** @param x images [..., height, width] */
  forward<S extends Shape>(
    x: Arg<Tensor<S>, Pool2dShape<S, Size, Stride, Padding>>,
  ): Out<Pool2dShape<S, Size, Stride, Padding>> {
    checkTensor(this.kind, 'x', x)
    const size: Steps2d = this.size
    return average(x as Tensor, size, this.options) as Tensor as Out<Pool2dShape<S, Size, Stride, Padding>>
  }
}

/** The largest of each window of a row, as maxPool1d() makes it. */
export class MaxPool1d<
  Size extends Steps1d = Steps1d,
  Stride extends Stride1d = Steps1d,
  Padding extends PoolPadding1d = PoolPadding1d,
> extends Pool<Size, Stride, Padding> {
  readonly kind = 'maxPool1d'

  /** @param x rows [..., length] */
  forward<S extends Shape>(
    x: Arg<Tensor<S>, Pool1dShape<S, Size, Stride, Padding>>,
  ): Out<Pool1dShape<S, Size, Stride, Padding>> {
    checkTensor(this.kind, 'x', x)
    const size: Steps1d = this.size
    return largestInRows(x as Tensor, size, this.options) as Tensor as Out<Pool1dShape<S, Size, Stride, Padding>>
  }
}

/** The mean of each window of a row, as avgPool1d() makes it. */
export class AvgPool1d<
  Size extends Steps1d = Steps1d,
  Stride extends Stride1d = Steps1d,
  Padding extends PoolPadding1d = PoolPadding1d,
> extends Pool<Size, Stride, Padding> {
  readonly kind = 'avgPool1d'

  /** @param x rows [..., length] */
  forward<S extends Shape>(
    x: Arg<Tensor<S>, Pool1dShape<S, Size, Stride, Padding>>,
  ): Out<Pool1dShape<S, Size, Stride, Padding>> {
    checkTensor(this.kind, 'x', x)
    const size: Steps1d = this.size
    return averageOfRows(x as Tensor, size, this.options) as Tensor as Out<Pool1dShape<S, Size, Stride, Padding>>
  }
}

/** The layer, once its op has seen its size and its options. */
function made<P extends { readonly kind: string; readonly size: unknown; forward(x: never): unknown }>(
  layer: P,
  axes: 1 | 2,
): P {
  const { kind, size } = layer
  if (typeof size !== 'number' && !Array.isArray(size))
    throw new DomainError(`${kind}: the size is ${inWords(size)}; give an integer of 1 or more, or one for each axis.`)
  checkWindows((x) => Reflect.apply(layer.forward, layer, [x]), [], axes)
  return layer
}

/**
 * A layer that keeps the largest number of each window, so that images become smaller.
 *
 *   y = max x      over each window
 *
 * @param size of a window, a number or [height, width]
 * @param options stride, the size by default, and padding, 0 by default, as the op takes them
 * @throws DomainError when the size or an option is none that the op takes
 * @example maxPool2d(2).forward(ones([4, 8, 28, 28])).shape // [4, 8, 14, 14]
 */
export function maxPool2d<
  const Size extends Steps2d,
  const Stride extends Stride2d = undefined,
  const Padding extends PoolPadding2d = 0,
>(size: Size, options: PoolOptions<Stride, Padding> = {}): MaxPool2d<Size, Stride, Padding> {
  return made(new MaxPool2d(size, options), 2)
}

/**
 * A layer that takes the mean of each window, so that images become smaller.
 *
 *   y = (1/n) Σ x      over each window
 *
 * @param size of a window, a number or [height, width]
 * @param options stride, the size by default, and padding, 0 by default, as the op takes them
 * @throws DomainError when the size or an option is none that the op takes
 * @example avgPool2d(2).forward(ones([4, 8, 28, 28])).shape // [4, 8, 14, 14]
 */
export function avgPool2d<
  const Size extends Steps2d,
  const Stride extends Stride2d = undefined,
  const Padding extends PoolPadding2d = 0,
>(size: Size, options: PoolOptions<Stride, Padding> = {}): AvgPool2d<Size, Stride, Padding> {
  return made(new AvgPool2d(size, options), 2)
}

/**
 * A layer that keeps the largest number of each window, so that rows become shorter.
 *
 *   y = max x      over each window
 *
 * @param size of a window
 * @param options stride, the size by default, and padding, 0 by default, as the op takes them
 * @throws DomainError when the size or an option is none that the op takes
 * @example maxPool1d(2).forward(ones([4, 8, 100])).shape // [4, 8, 50]
 */
export function maxPool1d<
  const Size extends Steps1d,
  const Stride extends Stride1d = undefined,
  const Padding extends PoolPadding1d = 0,
>(size: Size, options: PoolOptions<Stride, Padding> = {}): MaxPool1d<Size, Stride, Padding> {
  return made(new MaxPool1d(size, options), 1)
}

/**
 * A layer that takes the mean of each window, so that rows become shorter.
 *
 *   y = (1/n) Σ x      over each window
 *
 * @param size of a window
 * @param options stride, the size by default, and padding, 0 by default, as the op takes them
 * @throws DomainError when the size or an option is none that the op takes
 * @example avgPool1d(2).forward(ones([4, 8, 100])).shape // [4, 8, 50]
 */
export function avgPool1d<
  const Size extends Steps1d,
  const Stride extends Stride1d = undefined,
  const Padding extends PoolPadding1d = 0,
>(size: Size, options: PoolOptions<Stride, Padding> = {}): AvgPool1d<Size, Stride, Padding> {
  return made(new AvgPool1d(size, options), 1)
}
