import { binary, truth, unary } from '../families/elementwise.ts'
import type { Binary, Unary } from '../signatures/index.ts'

/**
 * Where both are true: anything but 0 is, NaN too.
 *
 *   y = a ≠ 0 and b ≠ 0
 *
 * @param a a tensor of any dtype, or a number
 * @param b a tensor of any dtype, or a number
 * @returns the broadcast shape, bool
 * @throws ShapeError when the shapes do not broadcast
 * @example logicalAnd(tensor([0, 1, 2]), 1) // Tensor bool[3] [false, true, true]
 */
export const logicalAnd: Binary = /* @__PURE__ */ binary(
  'logicalAnd',
  (m, a, b) => m.select(a, b, m.constant(0)),
  truth,
)

/**
 * Where one is true, or both: anything but 0 is, NaN too.
 *
 *   y = a ≠ 0 or b ≠ 0
 *
 * @param a a tensor of any dtype, or a number
 * @param b a tensor of any dtype, or a number
 * @returns the broadcast shape, bool
 * @throws ShapeError when the shapes do not broadcast
 * @example logicalOr(tensor([0, 1]), tensor([0, 0])) // Tensor bool[2] [false, true]
 */
export const logicalOr: Binary = /* @__PURE__ */ binary('logicalOr', (m, a, b) => m.select(a, m.constant(1), b), truth)

/**
 * Where x is 0.
 *
 *   y = x = 0
 *
 * @param x any shape and dtype
 * @returns the shape of x, bool
 * @example logicalNot(tensor([0, 2])) // Tensor bool[2] [true, false]
 */
export const logicalNot: Unary = /* @__PURE__ */ unary('logicalNot', (m, x) => m.equal(x, m.constant(0)), truth)

/**
 * Where x is not a number.
 *
 *   y = x ≠ x
 *
 * @param x any shape and dtype
 * @returns the shape of x, bool
 * @example isNaN(tensor([1, Number.NaN])) // Tensor bool[2] [false, true]
 */
// biome-ignore lint/suspicious/noShadowRestrictedNames: a name that NumPy has as well
export const isNaN: Unary = /* @__PURE__ */ unary('isNaN', (m, x) => m.sub(m.constant(1), m.equal(x, x)), truth)

/**
 * Where x is neither infinite nor NaN.
 *
 *   y = |x| < ∞
 *
 * @param x any shape and dtype
 * @returns the shape of x, bool
 * @example isFinite(tensor([1, Infinity, Number.NaN])) // Tensor bool[3] [true, false, false]
 */
// biome-ignore lint/suspicious/noShadowRestrictedNames: a name that NumPy has as well
export const isFinite: Unary = /* @__PURE__ */ unary(
  'isFinite',
  (m, x) => m.less(m.abs(x), m.constant(Number.POSITIVE_INFINITY)),
  truth,
)
