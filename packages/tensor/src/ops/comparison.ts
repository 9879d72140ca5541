import { binary, truth } from '../families/elementwise.ts'
import type { Binary } from '../signatures/index.ts'

/**
 * Where a equals b; NaN equals nothing.
 *
 * @param a a tensor or a number
 * @param b a tensor or a number
 * @returns the broadcast shape, bool
 * @throws ShapeError when the shapes do not broadcast
 * @example equal(tensor([1, 2]), 2) // Tensor bool[2] [false, true]
 */
export const equal: Binary = /* @__PURE__ */ binary('equal', (m, a, b) => m.equal(a, b), truth)

/**
 * Where a differs from b; NaN differs from everything.
 *
 * @param a a tensor or a number
 * @param b a tensor or a number
 * @returns the broadcast shape, bool
 * @throws ShapeError when the shapes do not broadcast
 * @example notEqual(tensor([1, 2]), 2) // Tensor bool[2] [true, false]
 */
export const notEqual: Binary = /* @__PURE__ */ binary(
  'notEqual',
  (m, a, b) => m.sub(m.constant(1), m.equal(a, b)),
  truth,
)

/**
 * Where a < b.
 *
 * @param a a tensor or a number
 * @param b a tensor or a number
 * @returns the broadcast shape, bool
 * @throws ShapeError when the shapes do not broadcast
 * @example less(tensor([1, 2]), 2) // Tensor bool[2] [true, false]
 */
export const less: Binary = /* @__PURE__ */ binary('less', (m, a, b) => m.less(a, b), truth)

/**
 * Where a ≤ b.
 *
 * @param a a tensor or a number
 * @param b a tensor or a number
 * @returns the broadcast shape, bool
 * @throws ShapeError when the shapes do not broadcast
 * @example lessEqual(tensor([1, 2]), 1) // Tensor bool[2] [true, false]
 */
export const lessEqual: Binary = /* @__PURE__ */ binary('lessEqual', (m, a, b) => m.lessEqual(a, b), truth)

/**
 * Where a > b.
 *
 * @param a a tensor or a number
 * @param b a tensor or a number
 * @returns the broadcast shape, bool
 * @throws ShapeError when the shapes do not broadcast
 * @example greater(tensor([1, 2]), 1) // Tensor bool[2] [false, true]
 */
export const greater: Binary = /* @__PURE__ */ binary('greater', (m, a, b) => m.less(b, a), truth)

/**
 * Where a ≥ b.
 *
 * @param a a tensor or a number
 * @param b a tensor or a number
 * @returns the broadcast shape, bool
 * @throws ShapeError when the shapes do not broadcast
 * @example greaterEqual(tensor([1, 2]), 2) // Tensor bool[2] [false, true]
 */
export const greaterEqual: Binary = /* @__PURE__ */ binary('greaterEqual', (m, a, b) => m.lessEqual(b, a), truth)
