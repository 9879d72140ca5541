import { apply } from '../apply.ts'
import { checkOptions, DomainError, ShapeError } from '../errors.ts'
import { callable } from '../families/callable.ts'
import { common, type DTypeRule, floating } from '../families/elementwise.ts'
import { both, only } from '../families/operands.ts'
import { lineWindows, type Pair, planeOf, planeWindows, type Window, windowsOn } from '../families/windows.ts'
import { avgPoolKernel, avgUnpoolKernel, maxPickKernel, maxPoolKernel, maxUnpoolKernel } from '../kernels/pool.ts'
import type { Op, ShapeDType } from '../op.ts'
import { dim, formatShape, sameShape } from '../shape.ts'
import type { PoolPadding1d, PoolPadding2d, Steps1d, Steps2d } from '../shape-types/index.ts'
import type { AvgUnpool2dFn, MaxPick2dFn, MaxUnpool2dFn, Pool1dFn, Pool2dFn } from '../signatures/index.ts'
import type { Tensor } from '../tensor.ts'
import { expandDims, squeeze } from './movement.ts'

type PoolOp = Op<Window, 1>
type ChoiceOp = Op<Window, 2>

interface Options<Steps, Padding> {
  readonly stride?: Steps
  readonly padding?: Padding
}

const maxPool2dOp: PoolOp = {
  name: 'maxPool2d',
  family: 'opaque',
  arity: 1,
  infer: (inputs, { output }) => planes(only(inputs), output, common),
  kernel: (inputs, window, out) => maxPoolKernel(only(inputs), window, out),
}

const maxPick2dOp: ChoiceOp = {
  name: 'maxPick2d',
  family: 'opaque',
  arity: 2,
  infer: (inputs, { output }) => planes(both(inputs)[0], output, floating),
  kernel: (inputs, window, out) => maxPickKernel(...both(inputs), window, out),
}

const maxUnpool2dOp: ChoiceOp = {
  name: 'maxUnpool2d',
  family: 'opaque',
  arity: 2,
  infer: (inputs, { input }) => planes(both(inputs)[0], input, floating),
  kernel: (inputs, window, out) => maxUnpoolKernel(...both(inputs), window, out),
}

const avgPool2dOp: PoolOp = {
  name: 'avgPool2d',
  family: 'opaque',
  arity: 1,
  infer: (inputs, { output }) => planes(only(inputs), output, floating),
  kernel: (inputs, window, out) => avgPoolKernel(only(inputs), window, out),
}

const avgUnpool2dOp: PoolOp = {
  name: 'avgUnpool2d',
  family: 'opaque',
  arity: 1,
  infer: (inputs, { input }) => planes(only(inputs), input, floating),
  kernel: (inputs, window, out) => avgUnpoolKernel(only(inputs), window, out),
}

/** The last two axes replaced. */
function planes(x: Tensor, plane: Pair, dtype: DTypeRule): ShapeDType {
  return { shape: [...x.shape.slice(0, -2), ...plane], dtype: dtype([x.dtype], '') }
}

/**
 * The largest number of each window of an image; NaN where one is NaN. Its derivative goes to the largest number; those that
 * tie share it equally, as in max.
 *
 *   y[r,c] = max x[r s + k - p, c s + l - p]      over k, l; padding is -Infinity
 *
 * @param x images [..., h, w]
 * @param size of a window, a number or [vertical, horizontal]
 * @param options.stride steps from window to window, a number or a pair; the size by default
 * @param options.padding around the image: a number, [vertical, horizontal] or [[top, bottom], [left, right]], half the size
 *   at most; 0 by default
 * @returns [..., rows, columns], the dtype of x; ⌊(h + padding - kh) / s⌋ + 1 rows
 * @throws ShapeError when x has a rank below 2, no elements in an image, or no window fits; DomainError for options that are
 *   no such numbers
 * @example maxPool2d(tensor([[1, 2, 3, 4], [8, 7, 6, 5]]), 2) // Tensor f32[1,2] [[8, 6]]
 */
export const maxPool2d: Pool2dFn<PoolOp> = /* @__PURE__ */ callable(
  maxPool2dOp,
  (x: Tensor, size: Steps2d, options: Options<Steps2d, PoolPadding2d> = {}) =>
    apply(maxPool2dOp, [x], choiceWindow('maxPool2d', x, size, options)),
)

/**
 * The largest number of each window of a row: maxPool2d of images of height 1.
 *
 *   y[c] = max x[c s + l - p]      over l; padding is -Infinity
 *
 * @param x rows [..., length]
 * @param size of a window
 * @param options.stride steps from window to window; the size by default
 * @param options.padding at the ends, a number or [before, after], half the size at most; 0 by default
 * @returns [..., windows], the dtype of x
 * @throws ShapeError and DomainError as maxPool2d does
 * @example maxPool1d(tensor([1, 3, 2]), 2, { stride: 1 }) // Tensor f32[2] [3, 3]
 */
export const maxPool1d: Pool1dFn<null> = /* @__PURE__ */ callable(
  null,
  (x: Tensor, size: Steps1d, options: Options<Steps1d, PoolPadding1d> = {}) => {
    const window = lineWindow('maxPool1d', x, size, options)
    checkElements('maxPool1d', x, window)
    return squeeze(apply(maxPool2dOp, [expandDims(x, -2)], window), { axis: -2 })
  },
)

/**
 * The mean of each window of an image; padding counts as zeros, and is counted.
 *
 *   y[r,c] = (1 / (kh kw)) Σ x[r s + k - p, c s + l - p]      over k, l; x is 0 outside
 *
 * @param x images [..., h, w]
 * @param size of a window, a number or [vertical, horizontal]
 * @param options.stride steps from window to window, a number or a pair; the size by default
 * @param options.padding around the image, as in maxPool2d; 0 by default
 * @returns [..., rows, columns], the dtype of x; float32 where it is int32 or bool
 * @throws ShapeError when x has a rank below 2 or no window fits; DomainError for options that are no such numbers
 * @example avgPool2d(tensor([[1, 2, 3, 4], [8, 7, 6, 5]]), 2) // Tensor f32[1,2] [[4.5, 4.5]]
 */
export const avgPool2d: Pool2dFn<PoolOp> = /* @__PURE__ */ callable(
  avgPool2dOp,
  (x: Tensor, size: Steps2d, options: Options<Steps2d, PoolPadding2d> = {}) =>
    apply(avgPool2dOp, [x], planeWindow('avgPool2d', x, size, options)),
)

/**
 * The mean of each window of a row: avgPool2d of images of height 1.
 *
 *   y[c] = (1 / k) Σ x[c s + l - p]      over l; x is 0 outside
 *
 * @param x rows [..., length]
 * @param size of a window
 * @param options.stride steps from window to window; the size by default
 * @param options.padding at the ends, a number or [before, after], half the size at most; 0 by default
 * @returns [..., windows], the dtype of x; float32 where it is int32 or bool
 * @throws ShapeError and DomainError as avgPool2d does
 * @example avgPool1d(tensor([1, 3, 2]), 2, { stride: 1 }) // Tensor f32[2] [2, 2.5]
 */
export const avgPool1d: Pool1dFn<null> = /* @__PURE__ */ callable(
  null,
  (x: Tensor, size: Steps1d, options: Options<Steps1d, PoolPadding1d> = {}) => {
    const window = lineWindow('avgPool1d', x, size, options)
    return squeeze(apply(avgPool2dOp, [expandDims(x, -2)], window), { axis: -2 })
  },
)

/**
 * The numbers of t that lie where each window of x has its largest one; their mean where several tie. It is the tangent of
 * maxPool2d for the tangent t.
 *
 *   y[r,c] = t[k*, l*]      (k*, l*) the place of the largest x of window (r, c)
 *
 * @param t the shape of x
 * @param x images [..., h, w]
 * @param size of a window, as in maxPool2d
 * @param options as in maxPool2d
 * @returns [..., rows, columns], the dtype of t; float32 where it is int32 or bool
 * @throws ShapeError when t has not the shape of x, and as maxPool2d does
 * @example maxPick2d(tensor([[10, 20]]), tensor([[1, 2]]), [1, 2]) // Tensor f32[1,1] [[20]]
 */
export const maxPick2d: MaxPick2dFn<ChoiceOp> = /* @__PURE__ */ callable(
  maxPick2dOp,
  (t: Tensor, x: Tensor, size: Steps2d, options: Options<Steps2d, PoolPadding2d> = {}) => {
    const window = choiceWindow('maxPick2d', x, size, options)
    checkShapeOf('maxPick2d', 't', t, x.shape)
    return apply(maxPick2dOp, [t, x], window)
  },
)

/**
 * The transpose of maxPick2d: each number of g at the place where its window of x has its largest one, shared equally where
 * several tie; what meets adds up, and all else is 0. It is the cotangent of maxPool2d for the cotangent g.
 *
 *   y[k*, l*] += g[r,c]      (k*, l*) the place of the largest x of window (r, c)
 *
 * @param g the shape of maxPool2d's result
 * @param x images [..., h, w]
 * @param size of a window, as in maxPool2d
 * @param options as in maxPool2d
 * @returns the shape of x, the dtype of g; float32 where it is int32 or bool
 * @throws ShapeError when g has not the shape of that result, and as maxPool2d does
 * @example maxUnpool2d(tensor([[7]]), tensor([[1, 2]]), [1, 2]) // Tensor f32[1,2] [[0, 7]]
 */
export const maxUnpool2d: MaxUnpool2dFn<ChoiceOp> = /* @__PURE__ */ callable(
  maxUnpool2dOp,
  (g: Tensor, x: Tensor, size: Steps2d, options: Options<Steps2d, PoolPadding2d> = {}) => {
    const window = choiceWindow('maxUnpool2d', x, size, options)
    checkShapeOf('maxUnpool2d', 'g', g, [...x.shape.slice(0, -2), ...window.output])
    return apply(maxUnpool2dOp, [g, x], window)
  },
)

/**
 * The transpose of avgPool2d: each number of g spread evenly over its window; what overlaps adds up.
 *
 *   y[r s + k - p, c s + l - p] += g[r,c] / (kh kw)
 *
 * @param g the shape of avgPool2d's result
 * @param plane the image's [h, w]
 * @param size of a window, as in avgPool2d
 * @param options as in avgPool2d
 * @returns [..., h, w], the dtype of g; float32 where it is int32 or bool
 * @throws ShapeError when g has not the shape of that result, and as avgPool2d does
 * @example avgUnpool2d(tensor([[4, 6]]), [1, 4], [1, 2]) // Tensor f32[1,4] [[2, 2, 3, 3]]
 */
export const avgUnpool2d: AvgUnpool2dFn<PoolOp> = /* @__PURE__ */ callable(
  avgUnpool2dOp,
  (g: Tensor, plane: Pair, size: Steps2d, options: Options<Steps2d, PoolPadding2d> = {}) => {
    const owner = 'avgUnpool2d'
    const input = planeGiven(owner, plane)
    const image = { describe: () => formatShape(input) }
    const window = windowsOn(owner, image, input, placed(owner, g, size, options))
    checkShapeOf(owner, 'g', g, [...g.shape.slice(0, -2), ...window.output])
    return apply(avgUnpool2dOp, [g], window)
  },
)

function planeWindow(owner: string, x: Tensor, size: Steps2d, options: Options<Steps2d, PoolPadding2d>): Window {
  const placement = placed(owner, x, size, options)
  return windowsOn(owner, x, planeOf(x), placement)
}

function choiceWindow(owner: string, x: Tensor, size: Steps2d, options: Options<Steps2d, PoolPadding2d>): Window {
  const window = planeWindow(owner, x, size, options)
  checkElements(owner, x, window)
  return window
}

function placed(owner: string, x: Tensor, size: Steps2d, options: Options<Steps2d, PoolPadding2d>) {
  checkPooled(owner, x, 2, options)
  const placement = planeWindows(owner, size, { ...options, stride: options.stride ?? size })
  checkPadding(owner, options.padding, placement)
  return placement
}

function lineWindow(owner: string, x: Tensor, size: Steps1d, options: Options<Steps1d, PoolPadding1d>): Window {
  checkPooled(owner, x, 1, options)
  const placement = lineWindows(owner, size, { ...options, stride: options.stride ?? size })
  checkPadding(owner, options.padding, placement)
  return windowsOn(owner, x, [1, dim(x.shape, x.rank - 1)], placement)
}

/** @throws DomainError for unknown options, and padding by 'same' and 'valid', which are for convolutions */
function checkPooled(owner: string, x: Tensor, axes: 1 | 2, options: { readonly padding?: unknown }): void {
  checkOptions(owner, options, ['stride', 'padding'])
  if (!(x.rank >= axes)) {
    const form = axes === 2 ? '[..., h, w]' : '[..., length]'
    throw new ShapeError(`${owner} takes ${form}, but gets ${x.describe()}. Reshape it.`)
  }
  const { padding } = options
  if (typeof padding === 'string') throw new DomainError(`${owner}: padding is "${padding}"; pools take numbers.`)
}

/** Every window must see something of the image. */
function checkPadding(
  owner: string,
  given: PoolPadding2d | undefined,
  { size, padding }: Pick<Window, 'size' | 'padding'>,
): void {
  const fits = ([before, after]: Pair, along: number): boolean => 2 * Math.max(before, after) <= along
  if (fits(padding[0], size[0]) && fits(padding[1], size[1])) return
  throw new DomainError(
    `${owner}: padding ${JSON.stringify(given)} is more than half of the window [${size.join(', ')}]; give less.`,
  )
}

function checkElements(owner: string, x: Tensor, { input }: Window): void {
  if (input[0] > 0 && input[1] > 0) return
  throw new ShapeError(`${owner}: the images of ${x.describe()} have no elements to choose from.`)
}

function checkShapeOf(owner: string, name: string, given: Tensor, wanted: readonly number[]): void {
  if (sameShape(given.shape, wanted)) return
  throw new ShapeError(`${owner}: ${name} is ${given.describe()}; with this window it must be ${formatShape(wanted)}.`)
}

function planeGiven(owner: string, plane: Pair): Pair {
  const [height, width] = plane
  if (plane.length === 2 && plane.every((size) => Number.isSafeInteger(size) && size >= 0)) return [height, width]
  throw new ShapeError(`${owner}: ${JSON.stringify(plane)} is no plane; give its height and width, [h, w].`)
}
