import { common, counted, floating, truth } from '../families/elementwise.ts'
import { reduction } from '../families/reduction.ts'
import type { Monoid, ReductionOp } from '../op.ts'
import { larger, smaller } from '../scalar/algebra.ts'
import type { Reduction } from '../signatures/index.ts'

const addition: Monoid = { start: 0, combine: (m, a, b) => m.add(a, b) }
const multiplication: Monoid = { start: 1, combine: (m, a, b) => m.mul(a, b) }
const largest: Monoid = { start: Number.NEGATIVE_INFINITY, combine: larger }
const smallest: Monoid = { start: Number.POSITIVE_INFINITY, combine: smaller }

// what has been combined is a truth, 1 or 0; the next element may be any number, and anything but 0 is true
const conjunction: Monoid = { start: 1, combine: (m, a, b) => m.select(b, a, m.constant(0)) }
const disjunction: Monoid = { start: 0, combine: (m, a, b) => m.select(b, m.constant(1), a) }

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
 * Product along axes; 1 for no elements. It accumulates in float64 whatever the dtype; int32 wraps, as in NumPy.
 *
 *   y = Π x
 *
 * @param x any shape
 * @param options.axis the axis or axes to multiply along, negative from the end; all by default
 * @param options.keepDims keep those axes with size 1; false by default
 * @returns x's shape without those axes; x's dtype, int32 for bool
 * @throws ShapeError when an axis is out of range or given twice
 * @example prod(tensor([[1, 2], [3, 4]]), { axis: 0 }) // Tensor f32[2] [3, 8]
 */
export const prod: Reduction<ReductionOp> = /* @__PURE__ */ reduction('prod', multiplication, { dtype: counted })

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

/**
 * Smallest element along axes; NaN where one is NaN.
 *
 *   y = min x
 *
 * @param x any shape
 * @param options.axis the axis or axes to search, negative from the end; all by default
 * @param options.keepDims keep those axes with size 1; false by default
 * @returns x's shape without those axes; x's dtype
 * @throws ShapeError when an axis is out of range or given twice, or when there is no element to choose from
 * @example min(tensor([[1, 5], [3, 4]]), { axis: -1 }) // Tensor f32[2] [1, 3]
 */
export const min: Reduction<ReductionOp> = /* @__PURE__ */ reduction('min', smallest, {
  dtype: common,
  needsElements: true,
})

/**
 * Whether all elements along axes are true, that is, not 0; NaN is true. True for no elements.
 *
 * @param x any shape
 * @param options.axis the axis or axes to look along, negative from the end; all by default
 * @param options.keepDims keep those axes with size 1; false by default
 * @returns x's shape without those axes; bool
 * @throws ShapeError when an axis is out of range or given twice
 * @example all(tensor([[1, 0], [3, 4]]), { axis: 1 }) // Tensor bool[2] [false, true]
 */
export const all: Reduction<ReductionOp> = /* @__PURE__ */ reduction('all', conjunction, { dtype: truth })

/**
 * Whether any element along axes is true, that is, not 0; NaN is true. False for no elements.
 *
 * @param x any shape
 * @param options.axis the axis or axes to look along, negative from the end; all by default
 * @param options.keepDims keep those axes with size 1; false by default
 * @returns x's shape without those axes; bool
 * @throws ShapeError when an axis is out of range or given twice
 * @example any(tensor([[0, 0], [3, 0]]), { axis: 1 }) // Tensor bool[2] [false, true]
 */
export const any: Reduction<ReductionOp> = /* @__PURE__ */ reduction('any', disjunction, { dtype: truth })
