import type { Local } from '../function.ts'
import { type Value, v128 } from '../instructions.ts'
import type { FloatType, Vectors } from './vectors.ts'

// Method (Cephes, fdlibm and others alike): x = 2^k (1 + f) with 1 + f between sqrt(1/2) and sqrt(2), so that
// log(x) = k ln 2 + log(1 + f), and log(1 + f) is a polynomial.

/** Bits of numbers, as the algorithm adds and masks them. */
interface Layout {
  /** the bits of sqrt(1/2), cut off where that is below rounding */
  readonly root: bigint
  readonly one: bigint
  readonly mantissa: bigint
  readonly exponent: bigint
}

const layouts: Readonly<Record<FloatType, Layout>> = {
  float32: { root: 0x3f3504f3n, one: 0x3f800000n, mantissa: 0x007fffffn, exponent: 0x7f800000n },
  float64: {
    root: 0x3fe6a09e00000000n,
    one: 0x3ff0000000000000n,
    mantissa: 0x000fffffffffffffn,
    exponent: 0x7ff0000000000000n,
  },
}

/** log(x). */
export function log(v: Vectors, x: Local<'v128'>): Value<'v128'> {
  const rare = hasUnusual(v, x)
  const { k, m } = split(v, x, rare)
  const result = v.let(logOfReduced(v, k, v.let(v.float.sub(m, v.constant(1)))))
  v.if(rare, () => v.set(result, outsideDomain(v, x, result, 0)))
  return result
}

/** x = 2^k m with m between sqrt(1/2) and sqrt(2). */
export interface Split {
  readonly k: Local<'v128'>
  readonly m: Value<'v128'>
}

/**
 * A positive number, taken apart.
 *
 * @param rare whether a lane may be subnormal; null where none can be
 */
export function split(v: Vectors, x: Local<'v128'>, rare: Local<'i32'> | null): Split {
  const normal = v.let(x)
  const offset = v.let(exponentOffset(v, 0))
  if (rare !== null) {
    v.if(rare, () => {
      // A subnormal number has no exponent in its bits: it is made normal, and its exponent less by as much.
      const lift = v.mantissa + 2
      const subnormal = v.let(v.float.lt(x, v.constant(2 ** (1 - v.bias))))
      v.set(normal, v.select(v.float.mul(x, v.constant(2 ** lift)), x, subnormal))
      v.set(offset, v.select(exponentOffset(v, lift), offset, subnormal))
    })
  }
  const { root, mantissa } = layouts[v.dtype]
  const moved = v.let(moveToOne(v, normal))
  const m = v.integer.add(v128.and(moved, v.pattern(mantissa)), v.pattern(root))
  return { k: exponent(v, moved, offset), m }
}

/** log(1 + x). */
export function log1p(v: Vectors, x: Local<'v128'>): Value<'v128'> {
  const { one, exponent: mask } = layouts[v.dtype]
  const sum = v.let(v.float.add(x, v.constant(1)))
  const moved = v.let(moveToOne(v, sum))
  // f = 2^-k (1 + x) - 1 = 2^-k x + (2^-k - 1) has what 1 + x, being rounded, has lost. 2^-k may be subnormal, so
  // 2^(2 - k) is made instead, and divided by 4 afterwards.
  const scale = v.let(v.integer.sub(v.pattern(2n * one + (2n << BigInt(v.mantissa))), v128.and(moved, v.pattern(mask))))
  const quarter = v.constant(0.25)
  const f = v.let(v.multiplyAdd(v.float.mul(x, scale), quarter, v.multiplyAdd(scale, quarter, v.constant(-1))))
  // Of x = -0 the sums make 0.
  const result = v.let(v.withSignOf(x, logOfReduced(v, exponent(v, moved, exponentOffset(v, 0)), f)))
  v.if(hasUnusual(v, sum), () => v.set(result, outsideDomain(v, x, result, -1)))
  return result
}

/**
 * Whether a lane is subnormal, zero, negative, Infinity or NaN. What these need takes as long as all the rest, and they are
 * rare, so it is worth a branch.
 */
export function hasUnusual(v: Vectors, x: Value<'v128'>): Local<'i32'> {
  const { exponent } = layouts[v.dtype]
  // The bits of the others, counted from those of the least normal number, are less than some number without a sign.
  // There is but a comparison with a sign, so they are counted from the least integer.
  const leastInteger = 1n << BigInt(v.dtype === 'float32' ? 31 : 63)
  const leastNormal = 1n << BigInt(v.mantissa)
  const counted = v.integer.add(x, v.pattern(leastInteger - leastNormal))
  return v.let(v128.anyTrue(v.integer.gt(counted, v.pattern(leastInteger + exponent - leastNormal - 1n))))
}

/** The bits of a number, moved so that its exponent's bits count from sqrt(1/2) on, and the rest from there. */
function moveToOne(v: Vectors, x: Value<'v128'>): Value<'v128'> {
  const { root, one } = layouts[v.dtype]
  return v.integer.add(x, v.pattern(one - root))
}

/**
 * The exponent as a number. Bits put under the exponent of 2^mantissa are an integer added to it; to take it away again
 * leaves the integer, without a conversion (which float64 has not).
 */
function exponent(v: Vectors, moved: Value<'v128'>, offset: Value<'v128'>): Local<'v128'> {
  const biased = v128.or(v.shiftRight(moved, v.mantissa), v.constant(2 ** v.mantissa))
  return v.let(v.float.sub(biased, offset))
}

function exponentOffset(v: Vectors, lift: number): Value<'v128'> {
  return v.constant(2 ** v.mantissa + v.bias + lift)
}

/** k ln 2 + log(1 + f). */
function logOfReduced(v: Vectors, k: Local<'v128'>, f: Local<'v128'>): Value<'v128'> {
  return v.dtype === 'float32' ? logOfReduced32(v, k, f) : logOfReduced64(v, k, f)
}

// (log(1 + f) - f + f^2 / 2) / f^3, minimax for the relative error of log(1 + f) by Lawson's algorithm: 3.2e-8,
// the coefficients rounded to float32.
const tail32 = [0.3333391, -0.25001338, 0.19963074, -0.16577576, 0.14914784, -0.14267594, 0.08700521]

/** The order of the sum is that of Cephes: from the smallest terms to the largest. ln 2 has an error of 2.7e-9 only. */
function logOfReduced32(v: Vectors, k: Local<'v128'>, f: Local<'v128'>): Value<'v128'> {
  const square = v.let(v.float.mul(f, f))
  const cubic = v.float.mul(v.float.mul(square, f), v.polynomial(f, tail32))
  const rest = v.subtractProduct(cubic, square, v.constant(0.5))
  return v.multiplyAdd(k, v.constant(Math.LN2), v.float.add(f, rest))
}

// fdlibm's Lg1 to Lg7: with s = f / (2 + f), log(1 + f) = 2 s + s R(s^2).
const series64 = [
  0.6666666666666735, 0.3999999999940942, 0.2857142874366239, 0.22222198432149784, 0.1818357216161805,
  0.15313837699209373, 0.14798198605116586,
]

/** fdlibm's form: f^2 / 2 is taken out of the series, because f - f^2 / 2 is the larger part. */
function logOfReduced64(v: Vectors, k: Local<'v128'>, f: Local<'v128'>): Value<'v128'> {
  const half = v.let(v.float.mul(v.float.mul(f, f), v.constant(0.5)))
  const s = v.let(v.float.div(f, v.float.add(f, v.constant(2))))
  const z = v.let(v.float.mul(s, s))
  const series = v.multiplyAdd(z, v.polynomial(z, series64), half)
  const small = v.multiplyAdd(s, series, v.float.mul(k, v.constant(1.9082149292705877e-10)))
  const rest = v.float.sub(v.float.sub(half, small), f)
  return v.float.sub(v.float.mul(k, v.constant(0.6931471803691238)), rest)
}

/** The result, but -Infinity at the pole, NaN below it, and x itself for Infinity and NaN. */
function outsideDomain(v: Vectors, x: Local<'v128'>, result: Value<'v128'>, pole: number): Value<'v128'> {
  const at = v.constant(pole)
  const finite = v.select(result, x, v.float.lt(x, v.constant(Infinity)))
  // Where x is not the pole, the comparison gives bits that are all 1, which is NaN, and keeps that.
  const below = v128.or(v.float.ne(x, at), v.constant(-Infinity))
  return v.select(below, finite, v.float.le(x, at))
}
