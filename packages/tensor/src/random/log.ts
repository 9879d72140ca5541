// NumPy takes the logarithm for its normal numbers from the C library, whose last bit is its own: it is not always that
// of Math.log, nor of the nearest double. So this is glibc's algorithm (2.28 and later), operation by operation, as it
// runs on processors with a fused multiply-add: there the compiler fuses each product with the sum it stands in. A sum
// with a plain product below is one whose product is exact. As each operation is correctly rounded, every engine gives
// the same.

import { INVERSE_C, LOG_C } from './log-table.ts'

// log(2): a multiple of 2^-42, whose products with exponents are exact, and the rest.
const LOG_2_HIGH = 0.6931471805598903
const LOG_2_LOW = 5.497923018708371e-14

/**
 * log(x) for 0 < x < 1, equal to glibc's to the bit.
 *
 *   x = z 2^k, z in [11/16, 11/8), c the table's number near z, r = z/c - 1:   log x = k log 2 + log c + log(1 + r)
 *
 * `high` and `lost` hold k log 2 + log c + r to more than 53 bits; the polynomial adds log(1 + r) - r, |r| < 1/256.
 *
 * @see Nagy, ARM optimized-routines, math/log.c (MIT), from which glibc and musl have it
 */
export function log(x: number): number {
  if (x >= 15 / 16) return logNear1(x - 1)
  let z = x
  let k = 0
  while (z < 11 / 16) {
    z *= 2
    k--
  }
  const piece = z < 1 ? Math.floor(256 * z) - 176 : Math.floor(128 * z) - 48
  const base = k * LOG_2_HIGH + (LOG_C[piece] ?? 0)
  const r = fma(z, INVERSE_C[piece] ?? 0, -1)
  const r2 = r * r
  const high = base + r
  const lost = base - high + r // what the sum above rounded away
  const low = fma(r2, -0.5000000000000001, fma(k, LOG_2_LOW, lost))
  const third = fma(r, -0.2499999999622955, 0.33333333331825593)
  const fifth = fma(r, -0.16667054827627667, 0.20000304511814496)
  return fma(r * r2, fma(r2, fifth, third), low) + high
}

/** log(1 + r) for -1/16 <= r < 0, where log x is near 0 and k log 2 + log c would cancel. */
function logNear1(r: number): number {
  const r2 = r * r
  const r3 = r * r2
  const third = fma(r2, 0.19999999999320328, fma(r, -0.24999999999998432, 0.3333333333333352))
  const sixth = fma(r2, -0.12499997863982555, fma(r, 0.14285715076560868, -0.16666666669929706))
  const ninth = fma(r2, 0.09181994006195467, fma(r, -0.10000486757818193, 0.11110712032936046))
  const rest = fma(r3, fma(r3, fma(r3, -0.08328363062289341, ninth), sixth), third)
  // r - r^2/2 as high + low: r^2 = h^2 + (r - h)(r + h), where h has the upper 26 bits of r
  const scaled = r * 2 ** 27
  const h = r + scaled - scaled
  const half = (h * h) / 2
  const high = r - half
  const lost = r - high - half
  const low = fma((h - r) / 2, r + h, lost)
  return fma(r3, rest, low) + high
}

/**
 * a b + c, rounded once: the fused multiply-add of processors, which JavaScript does not have. For numbers whose
 * products and their rounding errors neither overflow nor underflow.
 *
 * @see Dekker (1971), A floating-point technique for extending the available precision: the errors of product and sum
 */
export function fma(a: number, b: number, c: number): number {
  const product = a * b
  const productError = errorOfProduct(a, b, product)
  const sum = product + c
  const sumError = errorOfSum(product, c, sum)
  const errors = sumError + productError
  const lost = errorOfSum(sumError, productError, errors)
  const result = sum + errors
  const rest = errorOfSum(sum, errors, result)
  // a b + c = result + rest + lost, and `lost` is so small that it matters in one case only: if result + rest is half
  // way between two doubles (then the other one is at twice the distance), it says which of them is nearer.
  const other = result + 2 * rest
  return rest * lost > 0 && other - result === 2 * rest ? other : result
}

/** a b - product, exactly: in factors of 26 bits no product is rounded. */
function errorOfProduct(a: number, b: number, product: number): number {
  const aHigh = upper(a)
  const aLow = a - aHigh
  const bHigh = upper(b)
  const bLow = b - bHigh
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow
}

/** a + b - sum, exactly. */
function errorOfSum(a: number, b: number, sum: number): number {
  const bRounded = sum - a
  return a - (sum - bRounded) + (b - bRounded)
}

/** The upper 26 bits of a number; what is left has 26 too, the sign being one (Veltkamp). */
function upper(x: number): number {
  const scaled = x * (2 ** 27 + 1)
  return scaled - (scaled - x)
}
