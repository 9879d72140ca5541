import { binary, common, floating, numeric, unary } from '../families/elementwise.ts'
import { larger, smaller } from '../scalar/algebra.ts'
import type { Binary, Unary } from '../signatures/index.ts'

/**
 * Sum of two tensors, with broadcasting.
 *
 *   y = a + b
 *
 * @param a a tensor or a number
 * @param b a tensor or a number
 * @returns the broadcast shape, the promoted dtype
 * @throws ShapeError when the shapes do not broadcast
 * @example add(tensor([1, 2]), 10) // Tensor f32[2] [11, 12]
 */
export const add: Binary = /* @__PURE__ */ binary('add', (m, a, b) => m.add(a, b))

/**
 * Difference of two tensors, with broadcasting.
 *
 *   y = a - b
 *
 * @param a a tensor or a number
 * @param b a tensor or a number
 * @returns the broadcast shape, the promoted dtype
 * @throws ShapeError when the shapes do not broadcast; DTypeError when both are bool
 * @example sub(tensor([1, 2]), 1) // Tensor f32[2] [0, 1]
 */
export const sub: Binary = /* @__PURE__ */ binary('sub', (m, a, b) => m.sub(a, b), numeric)

/**
 * Product of two tensors element by element, with broadcasting.
 *
 *   y = a b
 *
 * @param a a tensor or a number
 * @param b a tensor or a number
 * @returns the broadcast shape, the promoted dtype
 * @throws ShapeError when the shapes do not broadcast
 * @example mul(tensor([1, 2]), tensor([3, 4])) // Tensor f32[2] [3, 8]
 */
export const mul: Binary = /* @__PURE__ */ binary('mul', (m, a, b) => m.mul(a, b))

/**
 * Product in which zero absorbs everything: 0 · ∞ = 0 · NaN = 0, the convention of measure theory. Derivatives use it
 * where a cotangent meets a local derivative: a result that nobody used contributes nothing, however singular.
 *
 *   y = 0 if a = 0 or b = 0, else a b
 *
 * @param a a tensor or a number
 * @param b a tensor or a number
 * @returns the broadcast shape, the promoted dtype
 * @throws ShapeError when the shapes do not broadcast
 * @example mulAbsorbing(tensor([0, 2]), Infinity) // Tensor f32[2] [0, Infinity]
 */
export const mulAbsorbing: Binary = /* @__PURE__ */ binary('mulAbsorbing', (m, a, b) => {
  const zero = m.constant(0)
  return m.select(a, m.select(b, m.mul(a, b), zero), zero)
})

/**
 * Quotient of two tensors, with broadcasting.
 *
 *   y = a / b
 *
 * @param a a tensor or a number
 * @param b a tensor or a number
 * @returns the broadcast shape, the promoted dtype; float32 where both are int32 or bool
 * @throws ShapeError when the shapes do not broadcast
 * @example div(tensor([1, 2]), 4) // Tensor f32[2] [0.25, 0.5]
 */
export const div: Binary = /* @__PURE__ */ binary('div', (m, a, b) => m.div(a, b), floating)

/**
 * Power, with broadcasting. 1 to any power and anything to the power 0 is 1, as in C and NumPy.
 *
 *   y = aᵇ
 *
 * @param a the base, a tensor or a number
 * @param b the exponent, a tensor or a number
 * @returns the broadcast shape, the promoted dtype; int32 wraps as its products do, and to a negative power
 *   truncates towards 0 (0 of 0)
 * @throws ShapeError when the shapes do not broadcast; DTypeError when both are bool
 * @example pow(tensor([1, 2, 3]), 2) // Tensor f32[3] [1, 4, 9]
 */
export const pow: Binary = /* @__PURE__ */ binary('pow', (m, a, b) => m.pow(a, b), numeric)

/**
 * What division by b, rounded down, leaves of a; it has the sign of b, as in Python and NumPy.
 *
 *   y = a - b ⌊a / b⌋
 *
 * @param a the dividend, a tensor or a number
 * @param b the divisor, a tensor or a number
 * @returns the broadcast shape, the promoted dtype; of a division by 0 NaN, and 0 where it is int32
 * @throws ShapeError when the shapes do not broadcast; DTypeError when both are bool
 * @example remainder(tensor([7, -7]), 3) // Tensor f32[2] [1, 2]
 */
export const remainder: Binary = /* @__PURE__ */ binary(
  'remainder',
  (m, a, b) => {
    const zero = m.constant(0)
    const rest = m.rem(a, b) // with the sign of a
    const negative = m.less(b, zero)
    const signed = m.select(m.equal(m.less(rest, zero), negative), rest, m.add(rest, b))
    return m.select(rest, signed, m.select(negative, m.constant(-0), zero))
  },
  numeric,
)

/**
 * The larger of two tensors, element by element; NaN where either is NaN.
 *
 *   y = max(a, b)
 *
 * @param a a tensor or a number
 * @param b a tensor or a number
 * @returns the broadcast shape, the promoted dtype
 * @throws ShapeError when the shapes do not broadcast
 * @example maximum(tensor([1, 5]), 3) // Tensor f32[2] [3, 5]
 */
export const maximum: Binary = /* @__PURE__ */ binary('maximum', larger)

/**
 * The smaller of two tensors, element by element; NaN where either is NaN.
 *
 *   y = min(a, b)
 *
 * @param a a tensor or a number
 * @param b a tensor or a number
 * @returns the broadcast shape, the promoted dtype
 * @throws ShapeError when the shapes do not broadcast
 * @example minimum(tensor([1, 5]), 3) // Tensor f32[2] [1, 3]
 */
export const minimum: Binary = /* @__PURE__ */ binary('minimum', smaller)

/**
 * The negative.
 *
 *   y = -x
 *
 * @param x any shape
 * @returns the shape and dtype of x
 * @throws DTypeError when x is bool
 * @example neg(tensor([1, -2])) // Tensor f32[2] [-1, 2]
 */
export const neg: Unary = /* @__PURE__ */ unary('neg', (m, x) => m.neg(x), numeric)

/**
 * The absolute value.
 *
 *   y = |x|
 *
 * @param x any shape
 * @returns the shape and dtype of x
 * @example abs(tensor([1, -2])) // Tensor f32[2] [1, 2]
 */
export const abs: Unary = /* @__PURE__ */ unary('abs', (m, x) => m.abs(x))

/**
 * The sign: -1, 0 or 1; NaN of NaN.
 *
 *   y = -1 if x < 0, 1 if x > 0, else x
 *
 * @param x any shape
 * @returns the shape and dtype of x
 * @throws DTypeError when x is bool
 * @example sign(tensor([3, 0, -2])) // Tensor f32[3] [1, 0, -1]
 */
export const sign: Unary = /* @__PURE__ */ unary(
  'sign',
  (m, x) => m.select(m.less(x, m.constant(0)), m.constant(-1), m.select(m.less(m.constant(0), x), m.constant(1), x)),
  numeric,
)

/**
 * The square.
 *
 *   y = x²
 *
 * @param x any shape
 * @returns the shape and dtype of x
 * @example square(tensor([1, -3])) // Tensor f32[2] [1, 9]
 */
export const square: Unary = /* @__PURE__ */ unary('square', (m, x) => m.mul(x, x), common)

/**
 * The square root; NaN of a negative number.
 *
 *   y = √x
 *
 * @param x any shape
 * @returns the shape of x; float32 where x is int32 or bool
 * @example sqrt(tensor([4, 9])) // Tensor f32[2] [2, 3]
 */
export const sqrt: Unary = /* @__PURE__ */ unary('sqrt', (m, x) => m.sqrt(x), floating)
