import { apply } from '../apply.ts'
import { checkOptions, ShapeError } from '../errors.ts'
import { callable } from '../families/callable.ts'
import { movement } from '../families/movement.ts'
import { broadcastStrides, reshapedStrides } from '../kernels/layout.ts'
import type { AxisAttrs, MovementOp } from '../op.ts'
import { checkShape, dim, formatShape, normalizeAxes, normalizeAxis, sameShape, sizeOf } from '../shape.ts'
import type { Shape } from '../shape-types/index.ts'
import type { BroadcastToFn, ExpandDimsFn, ReshapeFn, SqueezeFn, SwapAxesFn, TransposeFn } from '../signatures/index.ts'
import type { Tensor } from '../tensor.ts'

interface ShapeAttrs {
  readonly shape: Shape
}

const reshapeOp: MovementOp<ShapeAttrs> = /* @__PURE__ */ movement('reshape', (x, { shape }) => {
  const strides = reshapedStrides(x, shape)
  return strides && { shape, strides, offset: x.offset }
})

/**
 * The same numbers, in row-major order, in another shape.
 *
 * @param x any shape
 * @param shape the new shape, of the same size; one dimension may be -1: it is computed
 * @returns the new shape, the dtype of x; a view where the numbers lie in order
 * @throws ShapeError when the sizes differ
 * @example reshape(tensor([1, 2, 3, 4]), [2, -1]) // Tensor f32[2,2] [[1, 2], [3, 4]]
 */
export const reshape: ReshapeFn<typeof reshapeOp> = /* @__PURE__ */ callable(
  reshapeOp,
  (x: Tensor, target: Shape) => {
    const shape = completeShape(x, target)
    return sameShape(shape, x.shape) ? x : apply(reshapeOp, [x], { shape })
  },
  { most: 2 },
)

/** `target` with its -1, if it has one, computed from x's size. */
function completeShape(x: Tensor, target: Shape): number[] {
  const open = Array.isArray(target) ? target.indexOf(-1) : -1
  const known = open < 0 ? target : target.toSpliced(open, 1)
  checkShape('reshape', known)
  const rest = sizeOf(known)
  const shape = target.map((size, axis) => (axis === open ? (rest === 0 ? 0 : Math.floor(x.size / rest)) : size))
  if (sizeOf(shape) === x.size && (open < 0 || rest !== 0)) return shape
  const reason = open < 0 ? ` (${rest})` : `: no size for -1 makes ${x.size}`
  throw new ShapeError(
    `reshape: cannot reshape ${x.describe()} (${x.size} numbers) to ${formatShape(target)}${reason}. ` +
      'Give a shape of the same size.',
  )
}

interface AxesAttrs {
  readonly axes: readonly number[]
}

const transposeOp: MovementOp<AxesAttrs> = /* @__PURE__ */ movement('transpose', (x, { axes }) => ({
  shape: axes.map((axis) => dim(x.shape, axis)),
  strides: axes.map((axis) => x.strides[axis] ?? 0),
  offset: x.offset,
}))

/**
 * The axes in another order; reversed by default. A view.
 *
 * @param x any shape
 * @param axes the old axis for each new one, negative from the end; reversed by default
 * @returns the permuted shape, the dtype of x
 * @throws ShapeError when `axes` is not a permutation of x's axes
 * @example transpose(tensor([[1, 2], [3, 4]])) // Tensor f32[2,2] [[1, 3], [2, 4]]
 */
export const transpose: TransposeFn<typeof transposeOp> = /* @__PURE__ */ callable(
  transposeOp,
  (x: Tensor, given?: readonly number[]) => {
    const axes =
      given?.map((axis) => normalizeAxis('transpose', axis, x.rank, x.shape)) ?? x.shape.map((_, i) => x.rank - 1 - i)
    if (axes.length !== x.rank || new Set(axes).size !== x.rank) {
      throw new ShapeError(
        `transpose: [${axes.join(', ')}] is no order of the ${x.rank} axes of ${x.describe()}; name each axis once.`,
      )
    }
    return apply(transposeOp, [x], { axes })
  },
  { most: 2 },
)

/**
 * Two axes exchanged. A view.
 *
 * @param x any shape
 * @param i an axis, negative from the end
 * @param j another axis, or the same
 * @returns the shape with the two dimensions exchanged, the dtype of x
 * @throws ShapeError when an axis is out of range
 * @example swapAxes(tensor([[1, 2], [3, 4]]), 0, -1) // Tensor f32[2,2] [[1, 3], [2, 4]]
 */
export const swapAxes: SwapAxesFn<null> = /* @__PURE__ */ callable(
  null,
  (x: Tensor, i: number, j: number) => {
    const [first, second] = [i, j].map((axis) => normalizeAxis('swapAxes', axis, x.rank, x.shape))
    const axes = x.shape.map((_, axis) => (axis === first ? second : axis === second ? first : axis) ?? axis)
    return transpose(x, axes)
  },
  { most: 3 },
)

const broadcastToOp: MovementOp<ShapeAttrs> = /* @__PURE__ */ movement('broadcastTo', (x, { shape }) => ({
  shape,
  strides: broadcastStrides(x, shape),
  offset: x.offset,
}))

/**
 * The tensor repeated along new axes and axes of size 1. A view: nothing is copied.
 *
 * @param x any shape
 * @param shape the shape to fill
 * @returns that shape, the dtype of x
 * @throws ShapeError when x does not broadcast to that shape
 * @example broadcastTo(tensor([1, 2]), [2, 2]) // Tensor f32[2,2] [[1, 2], [1, 2]]
 */
export const broadcastTo: BroadcastToFn<typeof broadcastToOp> = /* @__PURE__ */ callable(
  broadcastToOp,
  (x: Tensor, shape: Shape) => {
    checkShape('broadcastTo', shape)
    const lead = shape.length - x.rank
    const fits = lead >= 0 && x.shape.every((size, axis) => size === 1 || size === shape[lead + axis])
    if (!fits) {
      throw new ShapeError(
        `broadcastTo: ${x.describe()} does not broadcast to ${formatShape(shape)}: ` +
          'counted from the last, each of its dimensions must be 1 or the same.',
      )
    }
    return sameShape(shape, x.shape) ? x : apply(broadcastToOp, [x], { shape: [...shape] })
  },
  { most: 2 },
)

const expandDimsOp: MovementOp<AxisAttrs> = /* @__PURE__ */ movement('expandDims', (x, { axis }) => ({
  shape: x.shape.toSpliced(axis, 0, 1),
  strides: x.strides.toSpliced(axis, 0, 0),
  offset: x.offset,
}))

/**
 * A new axis of size 1. A view.
 *
 * @param x any shape
 * @param axis where it stands in the result, negative from the result's end
 * @returns the longer shape, the dtype of x
 * @throws ShapeError when the axis is out of range
 * @example expandDims(tensor([1, 2]), 1) // Tensor f32[2,1] [[1], [2]]
 */
export const expandDims: ExpandDimsFn<typeof expandDimsOp> = /* @__PURE__ */ callable(
  expandDimsOp,
  (x: Tensor, axis: number) =>
    apply(expandDimsOp, [x], { axis: normalizeAxis('expandDims', axis, x.rank + 1, x.shape) }),
  { most: 2 },
)

const squeezeOp: MovementOp<AxesAttrs> = /* @__PURE__ */ movement('squeeze', (x, { axes }) => ({
  shape: x.shape.filter((_, axis) => !axes.includes(axis)),
  strides: x.strides.filter((_, axis) => !axes.includes(axis)),
  offset: x.offset,
}))

/**
 * Without the axes of size 1. A view.
 *
 * @param x any shape
 * @param options.axis the axis or axes to drop; all of size 1 by default
 * @returns the shorter shape, the dtype of x
 * @throws ShapeError when an axis is out of range or its size is not 1
 * @example squeeze(tensor([[1, 2]])) // Tensor f32[2] [1, 2]
 */
export const squeeze: SqueezeFn<typeof squeezeOp> = /* @__PURE__ */ callable(
  squeezeOp,
  (x: Tensor, options: { readonly axis?: number | readonly number[] } = {}) => {
    checkOptions('squeeze', options, ['axis'])
    const ones = x.shape.flatMap((size, axis) => (size === 1 ? [axis] : []))
    const axis = options.axis ?? null // null is what NumPy's None becomes
    const axes = axis === null ? ones : normalizeAxes('squeeze', axis, x.shape)
    for (const axis of axes) {
      if (ones.includes(axis)) continue
      throw new ShapeError(
        `squeeze: axis ${axis} of ${x.describe()} has size ${x.shape[axis]}; only axes of size 1 can go. Use reshape.`,
      )
    }
    return axes.length === 0 ? x : apply(squeezeOp, [x], { axes })
  },
)
