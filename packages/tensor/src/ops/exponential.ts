import { floating, unary } from '../families/elementwise.ts'
import type { Unary } from '../signatures/index.ts'

/**
 * The exponential function.
 *
 *   y = eˣ
 *
 * @param x any shape
 * @returns the shape of x; float32 where x is int32 or bool
 * @example exp(tensor([0, 1])) // Tensor f32[2] [1, 2.71828]
 */
export const exp: Unary = /* @__PURE__ */ unary('exp', (m, x) => m.exp(x), floating)

/**
 * eˣ - 1, exact for small x.
 *
 *   y = eˣ - 1
 *
 * @param x any shape
 * @returns the shape of x; float32 where x is int32 or bool
 * @example expm1(tensor([0, 1e-10])) // Tensor f32[2] [0, 1e-10]
 */
export const expm1: Unary = /* @__PURE__ */ unary('expm1', (m, x) => m.expm1(x), floating)

/**
 * The natural logarithm; -Infinity of 0, NaN of a negative number.
 *
 *   y = ln x
 *
 * @param x any shape
 * @returns the shape of x; float32 where x is int32 or bool
 * @example log(tensor([1, 10])) // Tensor f32[2] [0, 2.30259]
 */
export const log: Unary = /* @__PURE__ */ unary('log', (m, x) => m.log(x), floating)

/**
 * ln(1 + x), exact for small x.
 *
 *   y = ln(1 + x)
 *
 * @param x any shape
 * @returns the shape of x; float32 where x is int32 or bool
 * @example log1p(tensor([0, 1e-10])) // Tensor f32[2] [0, 1e-10]
 */
export const log1p: Unary = /* @__PURE__ */ unary('log1p', (m, x) => m.log1p(x), floating)

/**
 * The error function: the probability that a normal variable of variance 1/2 lies in [-x, x], for x ≥ 0.
 *
 *   y = erf x = 2/√π ∫₀ˣ e^(-t²) dt
 *
 * @param x any shape
 * @returns the shape of x; float32 where x is int32 or bool
 * @example erf(tensor([0, 1])) // Tensor f32[2] [0, 0.842701]
 */
export const erf: Unary = /* @__PURE__ */ unary('erf', (m, x) => m.erf(x), floating)
