import { floating, unary } from '../families/elementwise.ts'
import type { Unary } from '../signatures/index.ts'

/**
 * The hyperbolic sine.
 *
 *   y = sinh x = (eˣ - e⁻ˣ) / 2
 *
 * @param x any shape
 * @returns the shape of x; float32 where x is int32 or bool
 * @example sinh(tensor([0, 1])) // Tensor f32[2] [0, 1.1752]
 */
export const sinh: Unary = /* @__PURE__ */ unary('sinh', (m, x) => m.sinh(x), floating)

/**
 * The hyperbolic cosine.
 *
 *   y = cosh x = (eˣ + e⁻ˣ) / 2
 *
 * @param x any shape
 * @returns the shape of x; float32 where x is int32 or bool
 * @example cosh(tensor([0, 1])) // Tensor f32[2] [1, 1.54308]
 */
export const cosh: Unary = /* @__PURE__ */ unary('cosh', (m, x) => m.cosh(x), floating)
