import { binary, floating, unary } from '../families/elementwise.ts'
import type { Binary, Unary } from '../signatures/index.ts'

/**
 * The sine of an angle in radians.
 *
 *   y = sin x
 *
 * @param x any shape
 * @returns the shape of x; float32 where x is int32 or bool
 * @example sin(tensor([0, 1])) // Tensor f32[2] [0, 0.841471]
 */
export const sin: Unary = /* @__PURE__ */ unary('sin', (m, x) => m.sin(x), floating)

/**
 * The cosine of an angle in radians.
 *
 *   y = cos x
 *
 * @param x any shape
 * @returns the shape of x; float32 where x is int32 or bool
 * @example cos(tensor([0, 1])) // Tensor f32[2] [1, 0.540302]
 */
export const cos: Unary = /* @__PURE__ */ unary('cos', (m, x) => m.cos(x), floating)

/**
 * The tangent of an angle in radians.
 *
 *   y = tan x = sin x / cos x
 *
 * @param x any shape
 * @returns the shape of x; float32 where x is int32 or bool
 * @example tan(tensor([0, 1])) // Tensor f32[2] [0, 1.55741]
 */
export const tan: Unary = /* @__PURE__ */ unary('tan', (m, x) => m.tan(x), floating)

/**
 * The angle whose sine is x, in [-π/2, π/2]; NaN beyond [-1, 1].
 *
 *   y = arcsin x
 *
 * @param x any shape
 * @returns the shape of x; float32 where x is int32 or bool
 * @example asin(tensor([0, 1])) // Tensor f32[2] [0, 1.5708]
 */
export const asin: Unary = /* @__PURE__ */ unary('asin', (m, x) => m.asin(x), floating)

/**
 * The angle whose cosine is x, in [0, π]; NaN beyond [-1, 1].
 *
 *   y = arccos x
 *
 * @param x any shape
 * @returns the shape of x; float32 where x is int32 or bool
 * @example acos(tensor([1, -1])) // Tensor f32[2] [0, 3.14159]
 */
export const acos: Unary = /* @__PURE__ */ unary('acos', (m, x) => m.acos(x), floating)

/**
 * The angle whose tangent is x, in [-π/2, π/2].
 *
 *   y = arctan x
 *
 * @param x any shape
 * @returns the shape of x; float32 where x is int32 or bool
 * @example atan(tensor([0, 1])) // Tensor f32[2] [0, 0.785398]
 */
export const atan: Unary = /* @__PURE__ */ unary('atan', (m, x) => m.atan(x), floating)

/**
 * The angle of the point (b, a) against the first axis, in [-π, π], with broadcasting. Signed zeros and infinities as in C:
 * the angle of (-0, 0) is π.
 *
 *   y = arctan(a / b) for b > 0, and in the other quadrants accordingly
 *
 * @param a the second coordinate, a tensor or a number
 * @param b the first coordinate, a tensor or a number
 * @returns the broadcast shape, the promoted dtype; float32 where both are int32 or bool
 * @throws ShapeError when the shapes do not broadcast
 * @example atan2(tensor([1, 1]), tensor([1, -1])) // Tensor f32[2] [0.785398, 2.35619]
 */
export const atan2: Binary = /* @__PURE__ */ binary('atan2', (m, a, b) => m.atan2(a, b), floating)
