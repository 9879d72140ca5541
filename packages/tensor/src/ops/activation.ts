import { common, floating, unary } from '../families/elementwise.ts'
import type { Unary } from '../signatures/index.ts'

/**
 * The hyperbolic tangent.
 *
 *   y = tanh x = (eˣ - e⁻ˣ) / (eˣ + e⁻ˣ)
 *
 * @param x any shape
 * @returns the shape of x; float32 where x is int32 or bool
 * @example tanh(tensor([0, 1])) // Tensor f32[2] [0, 0.761594]
 */
export const tanh: Unary = /* @__PURE__ */ unary('tanh', (m, x) => m.tanh(x), floating)

/**
 * The logistic function: a number in (0, 1), as a probability from its log-odds.
 *
 *   y = 1 / (1 + e⁻ˣ) = eˣ / (1 + eˣ)
 *
 * @param x any shape
 * @returns the shape of x; float32 where x is int32 or bool
 * @example sigmoid(tensor([0, 2])) // Tensor f32[2] [0.5, 0.880797]
 */
export const sigmoid: Unary = /* @__PURE__ */ unary(
  'sigmoid',
  (m, x) => {
    // of the two forms the one whose power is below 1: the other overflows where y is small, but not 0
    const power = m.exp(m.neg(m.abs(x)))
    return m.div(m.select(m.less(x, m.constant(0)), power, m.constant(1)), m.add(m.constant(1), power))
  },
  floating,
)

/**
 * A smooth relu, whose derivative is the sigmoid; finite for every finite x.
 *
 *   y = ln(1 + eˣ) = max(x, 0) + ln(1 + exp(-|x|))
 *
 * @param x any shape
 * @returns the shape of x; float32 where x is int32 or bool
 * @example softplus(tensor([0, 1000])) // Tensor f32[2] [0.693147, 1000]
 */
export const softplus: Unary = /* @__PURE__ */ unary(
  'softplus',
  (m, x) => m.add(m.select(m.less(x, m.constant(0)), m.constant(0), x), m.log1p(m.exp(m.neg(m.abs(x))))),
  floating,
)

/**
 * The rectified linear unit; NaN of NaN.
 *
 *   y = max(x, 0)
 *
 * @param x any shape
 * @returns the shape and dtype of x
 * @example relu(tensor([-1, 2])) // Tensor f32[2] [0, 2]
 */
export const relu: Unary = /* @__PURE__ */ unary(
  'relu',
  (m, x) => m.select(m.less(x, m.constant(0)), m.constant(0), x),
  common,
)
