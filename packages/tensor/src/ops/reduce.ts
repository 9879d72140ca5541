import { common, type DTypeRule, floating } from '../families/elementwise.ts'
import { reduction } from '../families/reduction.ts'
import type { Monoid, ReductionOp } from '../op.ts'
import { larger } from '../scalar/algebra.ts'
import type { Reduction } from '../signatures/index.ts'

const addition: Monoid = { start: 0, combine: (m, a, b) => m.add(a, b) }
const largest: Monoid = { start: Number.NEGATIVE_INFINITY, combine: larger }

// counting truths gives a number
const counted: DTypeRule = ([dtype = 'float32']) => (dtype === 'bool' ? 'int32' : dtype)

/**
 * Sum along axes; 0 for no elements. It accumulates in float64 whatever the dtype.
 *
 *   y = Σ x
 *
 * @param x any shape
 * @param options.axis the axis or axes to sum over, negative from the end; all by default
 * @param options.keepDims keep those axes with size 1; false by default
 * @returns x's shape without those axes; x's dtype, int32 for bool
 * @throws ShapeError when an axis is out of range or given twice
 * @example sum(tensor([[1, 2], [3, 4]]), { axis: 0 }) // Tensor f32[2] [4, 6]
 */
export const sum: Reduction<ReductionOp> = /* @__PURE__ */ reduction('sum', addition, { dtype: counted })

/**
 * Arithmetic mean along axes; NaN for no elements. It accumulates in float64 whatever the dtype.
 *
 *   y = (1/n) Σ x
 *
 * @param x any shape
 * @param options.axis the axis or axes to average over, negative from the end; all by default
 * @param options.keepDims keep those axes with size 1; false by default
 * @returns x's shape without those axes; x's dtype, float32 for int32 and bool
 * @throws ShapeError when an axis is out of range or given twice
 * @example mean(tensor([[1, 2], [3, 4]]), { axis: 1 }) // Tensor f32[2] [1.5, 3.5]
 */
export const mean: Reduction<ReductionOp> = /* @__PURE__ */ reduction('mean', addition, {
  dtype: floating,
  end: (m, total, count) => m.div(total, count),
})

/**
 * Largest element along axes; NaN where one is NaN.
 *
 *   y = max x
 *
 * @param x any shape
 * @param options.axis the axis or axes to search, negative from the end; all by default
 * @param options.keepDims keep those axes with size 1; false by default
 * @returns x's shape without those axes; x's dtype
 * @throws ShapeError when an axis is out of range or given twice, or when there is no element to choose from
 * @example max(tensor([[1, 5], [3, 4]]), { axis: -1 }) // Tensor f32[2] [5, 4]
 */
export const max: Reduction<ReductionOp> = /* @__PURE__ */ reduction('max', largest, {
  dtype: common,
  needsElements: true,
})
