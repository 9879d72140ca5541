import { apply } from '../apply.ts'
import { checkOptions, ShapeError } from '../errors.ts'
import { callable } from '../families/callable.ts'
import { only } from '../families/operands.ts'
import { argsortKernel } from '../kernels/argsort.ts'
import type { AxisAttrs, AxisOptions, Op } from '../op.ts'
import { dim, normalizeAxis } from '../shape.ts'
import type { Along, SortOptions, TopKFn } from '../signatures/index.ts'
import { sliceAlong } from '../slice-along.ts'
import type { Tensor } from '../tensor.ts'
import { takeAlongAxis } from './indexing.ts'
import { reshape } from './movement.ts'

interface Options extends SortOptions, AxisOptions {}

interface SortAttrs extends AxisAttrs {
  readonly descending: boolean
}

const argsortOp: Op<SortAttrs, 1> = {
  name: 'argsort',
  family: 'opaque',
  arity: 1,
  infer: (inputs) => ({ shape: only(inputs).shape, dtype: 'int32' }),
  kernel: (inputs, { axis, descending }) => argsortKernel(only(inputs), axis, descending),
}

/**
 * The order of the elements along an axis, as indices. Equal ones keep their order; NaN counts as larger than all numbers,
 * and -0 as equal to 0.
 *
 *   x[y[0]] ≤ x[y[1]] ≤ ...
 *
 * @param x any shape
 * @param options.axis negative from the end; the last by default
 * @param options.descending true for the largest first
 * @returns the shape of x, int32
 * @throws ShapeError when the axis is out of range
 * @example argsort(tensor([30, 10, 20])) // Tensor i32[3] [1, 2, 0]
 */
export const argsort: Along<typeof argsortOp, SortOptions> = /* @__PURE__ */ callable(
  argsortOp,
  (x: Tensor, options: Options = {}) => {
    const { axis, descending } = attrsOf('argsort', x, options)
    if (x.rank > 0) return apply(argsortOp, [x], { axis, descending })
    return reshape(apply(argsortOp, [reshape(x, [1])], { axis, descending }), [])
  },
)

/**
 * The elements along an axis in order. Equal ones keep their order; NaN counts as larger than all numbers, and -0 as equal to
 * 0. A derivative goes back to where the element came from.
 *
 * @param x any shape
 * @param options.axis negative from the end; the last by default
 * @param options.descending true for the largest first
 * @returns the shape and dtype of x
 * @throws ShapeError when the axis is out of range
 * @example sort(tensor([30, 10, 20])) // Tensor f32[3] [10, 20, 30]
 */
export const sort: Along<null, SortOptions> = /* @__PURE__ */ callable(null, (x: Tensor, options: Options = {}) => {
  const { axis, descending } = attrsOf('sort', x, options)
  return x.rank === 0 ? x : takeAlongAxis(x, argsort(x, { axis, descending }), { axis })
})

/**
 * The k largest elements along an axis, the largest first, and where they stood. Of equal ones the first is taken first; NaN
 * counts as larger than all numbers.
 *
 * @param x any shape but 0-d
 * @param k how many
 * @param options.axis negative from the end; the last by default
 * @returns [values, indices], both of x's shape with k along the axis; x's dtype, and int32
 * @throws ShapeError when the axis is out of range or has fewer than k elements
 * @example topK(tensor([10, 30, 20]), 2) // [Tensor f32[2] [30, 20], Tensor i32[2] [1, 2]]
 */
export const topK: TopKFn<null> = /* @__PURE__ */ callable(null, (x: Tensor, k: number, options: AxisOptions = {}) => {
  checkOptions('topK', options, ['axis'])
  const axis = normalizeAxis('topK', options.axis ?? -1, x.rank, x.shape)
  const size = dim(x.shape, axis)
  if (!Number.isInteger(k) || k < 0 || k > size) {
    throw new ShapeError(`topK: axis ${axis} of ${x.describe()} has size ${size}; k can be 0 to ${size}, not ${k}.`)
  }
  const indices = sliceAlong(argsort(x, { axis, descending: true }), axis, [0, k])
  return [takeAlongAxis(x, indices, { axis }), indices]
})

function attrsOf(owner: string, x: Tensor, options: Options): SortAttrs {
  checkOptions(owner, options, ['axis', 'descending'])
  const { axis, descending = false } = options
  // a single number is in order, along whatever axis
  if (x.rank === 0 && axis === undefined) return { axis: 0, descending }
  return { axis: normalizeAxis(owner, axis ?? -1, x.rank, x.shape), descending }
}
