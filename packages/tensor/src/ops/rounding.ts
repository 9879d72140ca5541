import { unary } from '../families/elementwise.ts'
import type { Unary } from '../signatures/index.ts'

/**
 * The greatest integer that is not above x.
 *
 *   y = ⌊x⌋
 *
 * @param x any shape
 * @returns the shape and dtype of x
 * @example floor(tensor([1.7, -1.2])) // Tensor f32[2] [1, -2]
 */
export const floor: Unary = /* @__PURE__ */ unary('floor', (m, x) => m.floor(x))

/**
 * The least integer that is not below x.
 *
 *   y = ⌈x⌉ = -⌊-x⌋
 *
 * @param x any shape
 * @returns the shape and dtype of x
 * @example ceil(tensor([1.2, -1.7])) // Tensor f32[2] [2, -1]
 */
export const ceil: Unary = /* @__PURE__ */ unary('ceil', (m, x) => m.neg(m.floor(m.neg(x))))

/**
 * The nearest integer; of two that are as near, the even one, as in NumPy.
 *
 *   y = the integer closest to x
 *
 * @param x any shape
 * @returns the shape and dtype of x
 * @example round(tensor([0.5, 1.5, -1.7])) // Tensor f32[3] [0, 2, -2]
 */
export const round: Unary = /* @__PURE__ */ unary('round', (m, x) => m.nearest(x))
