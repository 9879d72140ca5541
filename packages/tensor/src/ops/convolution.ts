import { apply } from '../apply.ts'
import { promote } from '../dtype.ts'
import { checkInteger, checkOptions, DomainError, ShapeError } from '../errors.ts'
import { callable } from '../families/callable.ts'
import { both } from '../families/operands.ts'
import {
  lineWindows,
  type Pair,
  pairOf,
  planeOf,
  planeWindows,
  spanOf,
  type WindowOptions,
  windowsOn,
} from '../families/windows.ts'
import { type ConvWindow, convolutionKernel, kernelKernel, transposedKernel } from '../kernels/convolution.ts'
import type { Op } from '../op.ts'
import { dim, formatShape } from '../shape.ts'
import type { Padding1d, Padding2d, Steps1d, Steps2d } from '../shape-types/index.ts'
import type { Conv1dFn, Conv2dFn, ConvKernel2dFn, ConvTranspose2dFn } from '../signatures/index.ts'
import type { Tensor } from '../tensor.ts'
import { expandDims, squeeze } from './movement.ts'

// Images x, kernels w and a cotangent g make one number, which is linear in each of them:
//
//   Σ g[n,o,r,c] w[o,i,k,l] x[n,i, r s + k d - p, c s + l d - p]
//
// Each op here is its derivative with respect to one of the three, a function of the other two. So each is the transpose of
// each other one, and all of them take the same attributes.

type ConvOp = Op<ConvWindow, 2>

interface Options<Steps, Padding> extends WindowOptions<Steps, Padding> {
  readonly groups?: number
}

const conv2dOp: ConvOp = {
  name: 'conv2d',
  family: 'contraction',
  arity: 2,
  infer(inputs, { output }) {
    const [x, w] = both(inputs)
    return { shape: [dim(x.shape, 0), dim(w.shape, 0), ...output], dtype: promote(x.dtype, w.dtype) }
  },
  kernel: (inputs, window, out) => convolutionKernel(...both(inputs), window, out),
}

const convTranspose2dOp: ConvOp = {
  name: 'convTranspose2d',
  family: 'contraction',
  arity: 2,
  infer(inputs, { groups, input }) {
    const [g, w] = both(inputs)
    return { shape: [dim(g.shape, 0), dim(w.shape, 1) * groups, ...input], dtype: promote(g.dtype, w.dtype) }
  },
  kernel: (inputs, window, out) => transposedKernel(...both(inputs), window, out),
}

const convKernel2dOp: ConvOp = {
  name: 'convKernel2d',
  family: 'contraction',
  arity: 2,
  infer(inputs, { groups, size }) {
    const [x, g] = both(inputs)
    return { shape: [dim(g.shape, 1), dim(x.shape, 1) / groups, ...size], dtype: promote(x.dtype, g.dtype) }
  },
  kernel: (inputs, window, out) => kernelKernel(...both(inputs), window, out),
}

/**
 * Convolution of images by kernels, as PyTorch and neural networks mean it: the kernel is not turned round. Each result is the
 * sum of a window of the image, weighted by a kernel, over all channels of its group.
 *
 *   y[n,o,r,c] = Σ w[o,i,k,l] x[n, i, r s + k d - p, c s + l d - p]      over i, k, l; x is 0 outside
 *
 * @param x images [n, in, h, w], or one image [in, h, w]
 * @param w kernels [out, in / groups, kh, kw]
 * @param options.stride steps from window to window, a number or [vertical, horizontal]; 1 by default
 * @param options.padding zeros around the image: a number, [vertical, horizontal], [[top, bottom], [left, right]], 'valid'
 *   (none) or 'same' (so many that the size stays; with stride 1); 0 by default
 * @param options.dilation steps between the numbers of a window, as stride; 1 by default
 * @param options.groups parts into which the channels fall: each kernel sees those of its part; 1 by default
 * @returns [n, out, rows, columns], the promoted dtype; ⌊(h + padding - d (kh - 1) - 1) / s⌋ + 1 rows
 * @throws ShapeError when ranks or channels do not fit, or a kernel is larger than the padded image; DomainError for options
 *   that are no such numbers
 * @example conv2d(tensor([[[[1, 2, 3]]]]), tensor([[[[1, 10]]]])) // Tensor f32[1,1,1,2] [[[[21, 32]]]]
 * @see Dumoulin & Visin (2016), A guide to convolution arithmetic for deep learning
 */
export const conv2d: Conv2dFn<ConvOp> = /* @__PURE__ */ callable(
  conv2dOp,
  (x: Tensor, w: Tensor, options: Options<Steps2d, Padding2d> = {}) => {
    checkOptions('conv2d', options, ['stride', 'padding', 'dilation', 'groups'])
    const groups = checkKernels('conv2d', x, w, 2, 1, options.groups)
    const placement = planeWindows('conv2d', planeOf(w), options)
    const window = { ...windowsOn('conv2d', x, planeOf(x), placement), groups }
    return asBatch(x, 4, (images) => apply(conv2dOp, [images, w], window))
  },
)

/**
 * Convolution of rows of numbers by kernels: conv2d of images of height 1.
 *
 *   y[n,o,c] = Σ w[o,i,l] x[n, i, c s + l d - p]      over i, l; x is 0 outside
 *
 * @param x rows [n, in, length], or one [in, length]
 * @param w kernels [out, in / groups, k]
 * @param options.stride steps from window to window; 1 by default
 * @param options.padding zeros at the ends: a number, [before, after], 'valid' or 'same', as in conv2d; 0 by default
 * @param options.dilation steps between the numbers of a window; 1 by default
 * @param options.groups parts into which the channels fall; 1 by default
 * @returns [n, out, windows], the promoted dtype
 * @throws ShapeError and DomainError as conv2d does
 * @example conv1d(tensor([[[1, 2, 3, 4]]]), tensor([[[1, -1]]])) // Tensor f32[1,1,3] [[[-1, -1, -1]]]
 */
export const conv1d: Conv1dFn<null> = /* @__PURE__ */ callable(
  null,
  (x: Tensor, w: Tensor, options: Options<Steps1d, Padding1d> = {}) => {
    checkOptions('conv1d', options, ['stride', 'padding', 'dilation', 'groups'])
    const groups = checkKernels('conv1d', x, w, 1, 1, options.groups)
    const placement = lineWindows('conv1d', dim(w.shape, 2), options)
    const window = { ...windowsOn('conv1d', x, [1, dim(x.shape, x.rank - 1)], placement), groups }
    const plane = (one: Tensor): Tensor => expandDims(one, -2)
    return asBatch(x, 3, (rows) => squeeze(apply(conv2dOp, [plane(rows), plane(w)], window), { axis: -2 }))
  },
)

/**
 * The transpose of conv2d in its images: each number of x spreads a kernel, weighted by it, over a window of the result, and
 * what overlaps adds up. It makes images larger where conv2d with the same options makes them smaller; its kernels are those
 * of that conv2d, so that they are [in, out, kh, kw] here.
 *
 *   y[n, i, r s + k d - p, c s + l d - p] = Σ w[o,i,k,l] x[n,o,r,c]
 *
 * @param x images [n, in, h, w], or one image [in, h, w]
 * @param w kernels [in, out / groups, kh, kw]
 * @param options.stride as in conv2d
 * @param options.padding what is cut off around the result, as in conv2d but for names
 * @param options.outputPadding rows and columns added below and to the right of the result, a number or a pair, less than the
 *   stride: conv2d takes images of as many sizes to one; 0 by default
 * @param options.dilation as in conv2d
 * @param options.groups as in conv2d
 * @returns [n, out, height, width], the promoted dtype; (h - 1) s + d (kh - 1) + 1 - padding + outputPadding high
 * @throws ShapeError when ranks or channels do not fit, or nothing is left of the result; DomainError as conv2d does
 * @example convTranspose2d(tensor([[[[1, 2]]]]), tensor([[[[1, 10]]]])) // Tensor f32[1,1,1,3] [[[[1, 12, 20]]]]
 */
export const convTranspose2d: ConvTranspose2dFn<ConvOp> = /* @__PURE__ */ callable(
  convTranspose2dOp,
  (x: Tensor, w: Tensor, options: Options<Steps2d, Padding2d> & { readonly outputPadding?: Steps2d } = {}) => {
    const owner = 'convTranspose2d'
    checkOptions(owner, options, ['stride', 'padding', 'outputPadding', 'dilation', 'groups'])
    if (typeof options.padding === 'string') {
      throw new DomainError(`${owner}: padding "${options.padding}" names what conv2d does; give numbers.`)
    }
    const groups = checkKernels(owner, x, w, 2, 0, options.groups)
    const placement = planeWindows(owner, planeOf(w), options)
    const { size, stride, dilation, padding } = placement
    const output = planeOf(x)
    const more = outputPaddingOf(owner, options.outputPadding ?? 0, stride)
    const along = (axis: 0 | 1): number => {
      const whole = (output[axis] - 1) * stride[axis] + spanOf(size[axis], dilation[axis])
      const left = whole - padding[axis][0] - padding[axis][1] + more[axis]
      if (output[axis] > 0 && left > 0) return left
      throw new ShapeError(
        `${owner}: nothing is left of axis ${axis - 2} of ${x.describe()}: its result is ${Math.max(whole, 0)} long, ` +
          `from which the padding takes ${padding[axis][0] + padding[axis][1]}. Give less padding, or a larger image.`,
      )
    }
    const window: ConvWindow = { ...placement, input: [along(0), along(1)], output, groups }
    return asBatch(x, 4, (images) => apply(convTranspose2dOp, [images, w], window))
  },
)

/**
 * The transpose of conv2d in its kernels: how much each weight has to do with g, the cotangent of conv2d's result.
 *
 *   w[o,i,k,l] = Σ g[n,o,r,c] x[n, i, r s + k d - p, c s + l d - p]      over n, r, c
 *
 * @param x images [n, in, h, w]
 * @param g of the shape of conv2d's result, [n, out, rows, columns]
 * @param size of the kernels, a number or [kh, kw]
 * @param options as in conv2d
 * @returns [out, in / groups, kh, kw], the promoted dtype
 * @throws ShapeError when g has not the shape of that result, or channels do not fall into the groups; DomainError as conv2d
 *   does
 * @example convKernel2d(tensor([[[[1, 2, 3]]]]), tensor([[[[1, 1]]]]), [1, 2]) // Tensor f32[1,1,1,2] [[[[3, 5]]]]
 */
export const convKernel2d: ConvKernel2dFn<ConvOp> = /* @__PURE__ */ callable(
  convKernel2dOp,
  (x: Tensor, g: Tensor, size: Steps2d, options: Options<Steps2d, Padding2d> = {}) => {
    const owner = 'convKernel2d'
    checkOptions(owner, options, ['stride', 'padding', 'dilation', 'groups'])
    const { groups = 1 } = options
    checkInteger(owner, 'number of groups', groups, 1)
    if (x.rank !== 4 || g.rank !== 4) {
      throw new ShapeError(
        `${owner} takes [n, in, h, w] and [n, out, rows, columns], but gets ${x.describe()} and ${g.describe()}.`,
      )
    }
    const channels = dim(x.shape, 1)
    checkDivides(owner, 'channels', x, channels, groups)
    checkDivides(owner, 'channels', g, dim(g.shape, 1), groups)
    const window = { ...windowsOn(owner, x, planeOf(x), planeWindows(owner, size, options)), groups }
    const wanted = [dim(x.shape, 0), dim(g.shape, 1), ...window.output]
    if (wanted.some((length, axis) => length !== g.shape[axis])) {
      throw new ShapeError(
        `${owner}: g is ${g.describe()}, but conv2d with these options gives ${formatShape(wanted)}.`,
      )
    }
    return apply(convKernel2dOp, [x, g], window)
  },
)

/** Images may come without the axis of the batch; it is put there, and taken away again. */
function asBatch(x: Tensor, rank: number, convolve: (images: Tensor) => Tensor): Tensor {
  return x.rank === rank ? convolve(x) : squeeze(convolve(expandDims(x, 0)), { axis: 0 })
}

/**
 * Throws unless the kernels fit the images; gives the number of groups.
 *
 * @param axes how many the images have beside their channels
 * @param channelAxis the axis of w that meets the channels: 1 as a rule, of one group; 0 where kernels are transposed
 */
function checkKernels(
  owner: string,
  x: Tensor,
  w: Tensor,
  axes: 1 | 2,
  channelAxis: 0 | 1,
  groups: number = 1,
): number {
  checkInteger(owner, 'number of groups', groups, 1)
  if (!(x.rank === axes + 2 || x.rank === axes + 1) || w.rank !== axes + 2) {
    const [plane, size] = axes === 2 ? ['h, w', 'kh, kw'] : ['length', 'k']
    const kernel = channelAxis === 1 ? 'out, in / groups' : 'in, out / groups'
    throw new ShapeError(
      `${owner} takes images [n, in, ${plane}] and kernels [${kernel}, ${size}], ` +
        `but gets ${x.describe()} and ${w.describe()}. Reshape what is of another rank.`,
    )
  }
  const [channels, own] = [dim(x.shape, x.rank - axes - 1), dim(w.shape, channelAxis)]
  checkDivides(owner, 'channels', x, channels, groups)
  checkDivides(owner, 'kernels', w, dim(w.shape, 0), groups)
  const wanted = channelAxis === 1 ? channels / groups : channels
  if (own === wanted) return groups
  const parts = wanted === channels ? '' : ` in ${groups} groups, ${wanted} in each`
  throw new ShapeError(
    `${owner}: the kernels ${w.describe()} take ${own} channels, but ${x.describe()} has ${channels}${parts}. ` +
      `Give kernels ${formatShape(w.shape.with(channelAxis, wanted))}.`,
  )
}

function checkDivides(owner: string, what: string, of: Tensor, count: number, groups: number): void {
  if (count % groups === 0) return
  throw new ShapeError(`${owner}: the ${count} ${what} of ${of.describe()} do not fall into ${groups} equal groups.`)
}

function outputPaddingOf(owner: string, given: Steps2d, stride: Pair): Pair {
  const [down, across] = pairOf(owner, 'outputPadding', given, 0)
  if (down < stride[0] && across < stride[1]) return [down, across]
  throw new DomainError(
    `${owner}: outputPadding ${JSON.stringify(given)} does not fit the stride [${stride.join(', ')}]; give integers from 0 to below it.`,
  )
}
