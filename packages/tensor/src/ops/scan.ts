import { apply } from '../apply.ts'
import { checkOptions } from '../errors.ts'
import { callable } from '../families/callable.ts'
import { counted, floating } from '../families/elementwise.ts'
import { operands } from '../families/operands.ts'
import { scan } from '../families/scan.ts'
import type { AxisAttrs, AxisOptions, Op } from '../op.ts'
import { broadcastShapes, normalizeAxis } from '../shape.ts'
import type { RecurrenceFn, ScanFn } from '../signatures/index.ts'
import type { Tensor } from '../tensor.ts'
import { broadcastTo, reshape } from './movement.ts'

/** The call of a scan of one tensor: with no axis over all its numbers, in row-major order. */
function alongAxis(op: Op<AxisAttrs, 1>): (x: Tensor, options?: AxisOptions) => Tensor {
  return (x, options = {}) => {
    checkOptions(op.name, options, ['axis'])
    const { axis } = options
    if (axis === undefined) return apply(op, [reshape(x, [-1])], { axis: 0 })
    return apply(op, [x], { axis: normalizeAxis(op.name, axis, x.rank, x.shape) })
  }
}

const cumsumOp: Op<AxisAttrs, 1> = /* @__PURE__ */ scan(
  'cumsum',
  1,
  { start: -0, step: (m, sum, x) => m.add(sum, x) }, // -0 is neutral: 0 would lose the sign of a first -0
  counted,
)

/**
 * Running sums along an axis. They accumulate in float64 whatever the dtype.
 *
 *   yᵢ = x₀ + ... + xᵢ
 *
 * @param x any shape
 * @param options.axis the axis to walk along, negative from the end; by default all numbers, in row-major order, as in NumPy
 * @returns the shape of x, one axis of all numbers where no axis is given; x's dtype, int32 for bool
 * @throws ShapeError when the axis is out of range
 * @example cumsum(tensor([1, 2, 3])) // Tensor f32[3] [1, 3, 6]
 */
export const cumsum: ScanFn<Op<AxisAttrs, 1>> = /* @__PURE__ */ callable(cumsumOp, /* @__PURE__ */ alongAxis(cumsumOp))

const cumprodOp: Op<AxisAttrs, 1> = /* @__PURE__ */ scan(
  'cumprod',
  1,
  { start: 1, step: (m, product, x) => m.mul(product, x) },
  counted,
)

/**
 * Running products along an axis. They accumulate in float64 whatever the dtype; int32 wraps, as in NumPy.
 *
 *   yᵢ = x₀ ... xᵢ
 *
 * @param x any shape
 * @param options.axis the axis to walk along, negative from the end; by default all numbers, in row-major order, as in NumPy
 * @returns the shape of x, one axis of all numbers where no axis is given; x's dtype, int32 for bool
 * @throws ShapeError when the axis is out of range
 * @example cumprod(tensor([1, 2, 3])) // Tensor f32[3] [1, 2, 6]
 */
export const cumprod: ScanFn<Op<AxisAttrs, 1>> = /* @__PURE__ */ callable(
  cumprodOp,
  /* @__PURE__ */ alongAxis(cumprodOp),
)

const recurrenceOp: Op<AxisAttrs, 2> = /* @__PURE__ */ scan(
  'recurrence',
  2,
  // an infinite factor does not make NaN of a state of 0, with which it has nothing to do
  { start: 0, step: (m, y, a, b) => m.add(m.select(y, m.select(a, m.mul(a, y), m.constant(0)), m.constant(0)), b) },
  floating,
)

/**
 * A linear recurrence along an axis: sums that fade, discounted returns, filters. The derivatives of scans are made of it.
 * Products are those of mulAbsorbing. It accumulates in float64 whatever the dtype.
 *
 *   yᵢ = aᵢ yᵢ₋₁ + bᵢ      y₋₁ = 0
 *
 * @param a a tensor or a number; its first element along the axis counts for nothing
 * @param b a tensor or a number
 * @param options.axis the axis of the broadcast shape to walk along, negative from the end; the last one by default
 * @returns the broadcast shape, the promoted dtype, float32 for int32 and bool
 * @throws ShapeError when the shapes do not broadcast or the axis is out of range
 * @example recurrence(0.5, tensor([1, 1, 1])) // Tensor f32[3] [1, 1.5, 1.75]
 */
export const recurrence: RecurrenceFn<Op<AxisAttrs, 2>> = /* @__PURE__ */ callable(
  recurrenceOp,
  (a: Tensor | number, b: Tensor | number, options: AxisOptions = {}) => {
    checkOptions('recurrence', options, ['axis'])
    const inputs = operands('recurrence', [a, b])
    const shape = broadcastShapes('recurrence', inputs)
    const axis = normalizeAxis('recurrence', options.axis ?? -1, shape.length, shape)
    return apply(recurrenceOp, inputs.map((x) => broadcastTo(x, shape)), { axis }) // biome-ignore format: one line
  },
)
