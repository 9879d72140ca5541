import {
  type Arg,
  type Conv1dShape,
  type Conv2dShape,
  type ConvOptions,
  conv1d as convolve1d,
  conv2d as convolve2d,
  DomainError,
  type FloatDType,
  type Generator,
  type Out,
  type Padding1d,
  type Padding2d,
  reshape,
  type Shape,
  type Steps1d,
  type Steps2d,
  type Tensor,
} from '@adjoint/tensor'
import { checkDrawing, checkTensor, inWords } from '../given.ts'
import { allZeros, drawnBy, heNormal, type Initializer } from '../initializers.ts'
import { checkLayer } from './sizes.ts'
import { checkWindows } from './windows.ts'

/** How a convolution slides, and how it is initialised. */
export interface ConvLayerOptions<Stride, Padding, Dilation = Stride, Groups extends number = number>
  extends ConvOptions<Stride, Padding, Dilation, Groups> {
  /** draws the kernels; heNormal by default */
  readonly weight?: Initializer
  /** draws the bias; allZeros by default */
  readonly bias?: Initializer
  /** 'float32' by default */
  readonly dtype?: FloatDType
}

/** A convolution of images, as conv2d() makes it. */
export class Conv2d<
  W extends Shape = Shape,
  Stride extends Steps2d = Steps2d,
  Padding extends Padding2d = Padding2d,
  Dilation extends Steps2d = Steps2d,
  Groups extends number = number,
> {
  readonly kind = 'conv2d'
  /** shape [out, in / groups, height, width] */
  readonly weight: Tensor<W>
  /** shape [out] */
  readonly bias: Tensor
  readonly options: ConvOptions<Stride, Padding, Dilation, Groups>

  constructor(weight: Tensor<W>, bias: Tensor, options: ConvOptions<Stride, Padding, Dilation, Groups> = {}) {
    this.weight = weight
    this.bias = bias
    this.options = options
  }

  /**
   * @param x images [n, in, height, width], or one [in, height, width]
   * @throws ShapeError when the channels are others, or the kernel is larger than the padded image
   */
  forward<S extends Shape>(
    x: Arg<Tensor<S>, Conv2dShape<S, W, Stride, Padding, Dilation, Groups>>,
  ): Out<Conv2dShape<S, W, Stride, Padding, Dilation, Groups>> {
    // the types are generic here, so they are widened; a message in place of x has already failed to compile
    checkTensor('conv2d', 'x', x)
    const y: Tensor = convolve2d(x as Tensor, this.weight as Tensor, this.options)
    return y.add(reshape(this.bias, [-1, 1, 1])) as Tensor as Out<Conv2dShape<S, W, Stride, Padding, Dilation, Groups>>
  }
}

/** A convolution of rows, as conv1d() makes it. */
export class Conv1d<
  W extends Shape = Shape,
  Stride extends Steps1d = Steps1d,
  Padding extends Padding1d = Padding1d,
  Dilation extends Steps1d = Steps1d,
  Groups extends number = number,
> {
  readonly kind = 'conv1d'
  /** shape [out, in / groups, length] */
  readonly weight: Tensor<W>
  /** shape [out] */
  readonly bias: Tensor
  readonly options: ConvOptions<Stride, Padding, Dilation, Groups>

  constructor(weight: Tensor<W>, bias: Tensor, options: ConvOptions<Stride, Padding, Dilation, Groups> = {}) {
    this.weight = weight
    this.bias = bias
    this.options = options
  }

  /**
   * @param x rows [n, in, length], or one [in, length]
   * @throws ShapeError when the channels are others, or the kernel is longer than the padded row
   */
  forward<S extends Shape>(
    x: Arg<Tensor<S>, Conv1dShape<S, W, Stride, Padding, Dilation, Groups>>,
  ): Out<Conv1dShape<S, W, Stride, Padding, Dilation, Groups>> {
    checkTensor('conv1d', 'x', x)
    const y: Tensor = convolve1d(x as Tensor, this.weight as Tensor, this.options) // widened, as in Conv2d
    return y.add(reshape(this.bias, [-1, 1])) as Tensor as Out<Conv1dShape<S, W, Stride, Padding, Dilation, Groups>>
  }
}

/** The channels that a kernel sees. */
type Seen<In extends number, Groups extends number> = [Groups] extends [1] ? In : number

type KernelShape<In extends number, Kernels extends number, Size extends Steps2d, Groups extends number> = [
  Kernels,
  Seen<In, Groups>,
  Size extends number ? Size : Size extends readonly [infer H extends number, number] ? H : number,
  Size extends number ? Size : Size extends readonly [number, infer W extends number] ? W : number,
]

const known: readonly string[] = ['stride', 'padding', 'dilation', 'groups', 'weight', 'bias', 'dtype']

/**
 * A convolution layer for images: each output channel has a kernel that slides over all input channels (of its group).
 *
 *   y[n,o] = b[o] + Σ w[o,i] * x[n,i]      over the channels i
 *
 * @param inChannels channels of an image
 * @param outChannels kernels
 * @param size of a kernel, a number or [height, width]
 * @param rng draws the kernels, then the bias
 * @throws DomainError when a size is no positive integer, the groups do not divide the channels, or an option is unknown or
 *   none that the op takes
 * @example conv2d(1, 8, 3, random(0), { padding: 1 }).forward(ones([4, 1, 28, 28])).shape // [4, 8, 28, 28]
 */
export function conv2d<
  In extends number,
  Kernels extends number,
  const Size extends Steps2d,
  const Stride extends Steps2d = 1,
  const Padding extends Padding2d = 0,
  const Dilation extends Steps2d = 1,
  Groups extends number = 1,
>(
  inChannels: In,
  outChannels: Kernels,
  size: Size,
  rng: Generator,
  options: ConvLayerOptions<Stride, Padding, Dilation, Groups> = {},
): Conv2d<KernelShape<In, Kernels, Size, Groups>, Stride, Padding, Dilation, Groups> {
  const given: Steps2d = size
  const pair = typeof given === 'number' ? [given, given] : given
  if (!Array.isArray(pair) || pair.length !== 2) {
    throw new DomainError(`conv2d: the size of a kernel is ${inWords(pair)}; give an integer, or [height, width].`)
  }
  const [weight, bias] = drawn('conv2d', [inChannels, outChannels, ...pair], rng, options)
  const layer = new Conv2d(weight as Tensor<KernelShape<In, Kernels, Size, Groups>>, bias, sliding(options)) // of that shape
  checkWindows((x) => layer.forward(x as never), [inChannels], 2)
  return layer
}

/**
 * A convolution layer for rows of numbers, such as signals: conv2d in one dimension.
 *
 *   y[n,o] = b[o] + Σ w[o,i] * x[n,i]      over the channels i
 *
 * @param inChannels channels of a row
 * @param outChannels kernels
 * @param size how long a kernel is
 * @param rng draws the kernels, then the bias
 * @throws DomainError when a size is no positive integer, the groups do not divide the channels, or an option is unknown or
 *   none that the op takes
 * @example conv1d(2, 8, 5, random(0), { padding: 'same' }).forward(ones([4, 2, 100])).shape // [4, 8, 100]
 */
export function conv1d<
  In extends number,
  Kernels extends number,
  Size extends Steps1d,
  Stride extends Steps1d = 1,
  const Padding extends Padding1d = 0,
  Dilation extends Steps1d = 1,
  Groups extends number = 1,
>(
  inChannels: In,
  outChannels: Kernels,
  size: Size,
  rng: Generator,
  options: ConvLayerOptions<Stride, Padding, Dilation, Groups> = {},
): Conv1d<[Kernels, Seen<In, Groups>, Size], Stride, Padding, Dilation, Groups> {
  const [weight, bias] = drawn('conv1d', [inChannels, outChannels, size], rng, options)
  const layer = new Conv1d(weight as Tensor<[Kernels, Seen<In, Groups>, Size]>, bias, sliding(options)) // of that shape
  checkWindows((x) => layer.forward(x as never), [inChannels], 1)
  return layer
}

/** The kernels and the bias. */
function drawn(
  owner: string,
  sizes: readonly [inChannels: number, outChannels: number, ...size: number[]],
  rng: Generator,
  options: ConvLayerOptions<unknown, unknown>,
): [weight: Tensor, bias: Tensor] {
  checkLayer(owner, sizes, options, known)
  const { groups = 1, weight = heNormal, bias = allZeros, dtype = 'float32' } = options
  const [inChannels, outChannels, ...size] = sizes
  if (!Number.isInteger(groups) || groups < 1 || inChannels % groups !== 0 || outChannels % groups !== 0) {
    throw new DomainError(
      `${owner}(${inChannels}, ${outChannels}): ${groups} groups do not divide the channels; give a number that does.`,
    )
  }
  checkDrawing(owner, rng, { weight, bias })
  // an initializer takes [in, out]: what a unit of the output reads, and what it gives
  const reads = size.reduce((product, length) => product * length, inChannels / groups)
  const flat: Tensor = drawnBy(owner, weight, rng, [reads, outChannels], dtype)
  const kernels = reshape(flat.transpose(), [outChannels, inChannels / groups, ...size])
  return [kernels, drawnBy(owner, bias, rng, [outChannels], dtype)]
}

function sliding<Stride, Padding, Dilation, Groups extends number>(
  options: ConvLayerOptions<Stride, Padding, Dilation, Groups>,
): ConvOptions<Stride, Padding, Dilation, Groups> {
  const { weight, bias, dtype, ...rest } = options
  return rest
}
