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
  const { root, mantissa } = layouts[v.dtype]
  // A subnormal number has no exponent in its bits: it is made normal, and its exponent less by as much.
  const lift = v.mantissa + 2
  const subnormal = v.let(v.float.lt(x, v.constant(2 ** (1 - v.bias))))
  const normal = v128.select(v.float.mul(x, v.constant(2 ** lift)), x, subnormal)
  const moved = v.let(moveToOne(v, normal))
  const k = exponent(v, moved, v128.select(exponentOffset(v, lift), exponentOffset(v, 0), subnormal))
  const reduced = v.integer.add(v128.and(moved, v.pattern(mantissa)), v.pattern(root))
  const f = v.let(v.float.sub(reduced, v.constant(1)))
  return outsideDomain(v, x, logOfReduced(v, k, f), 0)
}

/** log(1 + x). */
export function log1p(v: Vectors, x: Local<'v128'>): Value<'v128'> {
  const { one, exponent: mask } = layouts[v.dtype]
  const moved = v.let(moveToOne(v, v.float.add(x, v.constant(1))))
  const k = exponent(v, moved, exponentOffset(v, 0))
  // f = 2^-k (1 + x) - 1 = 2^-k x + (2^-k - 1) has what 1 + x, being rounded, has lost. 2^-k may be subnormal, so
  // 2^(2 - k) is made instead, and divided by 4 afterwards.
  const scale = v.let(v.integer.sub(v.pattern(2n * one + (2n << BigInt(v.mantissa))), v128.and(moved, v.pattern(mask))))
  const quarter = v.constant(0.25)
  const f = v.let(v.multiplyAdd(v.float.mul(x, scale), quarter, v.multiplyAdd(scale, quarter, v.constant(-1))))
  // Of x = -0 the sums make 0.
  return outsideDomain(v, x, v.withSignOf(x, logOfReduced(v, k, f)), -1)
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

function exponentOffset(v: Vectors, lift: number): Local<'v128'> {
  return v.constant(2 ** v.mantissa + v.bias + lift)
}

/** k ln 2 + log(1 + f). */
function logOfReduced(v: Vectors, k: Local<'v128'>, f: Local<'v128'>): Value<'v128'> {
  return v.dtype === 'float32' ? logOfReduced32(v, k, f) : logOfReduced64(v, k, f)
}

// (log(1 + f) - f + f^2 / 2) / f^3, minimax for the relative error of log(1 + f) by Remez' algorithm: 7.5e-10.
const tail32 = [
  0.333333126042, -0.250000095987, 0.20002118651, -0.16667995891, 0.142195525417, -0.124055883123, 0.118881603757,
  -0.116756550975, 0.067466488959,
]

/** The order of the sum is that of Cephes: from the smallest terms to the largest. */
function logOfReduced32(v: Vectors, k: Local<'v128'>, f: Local<'v128'>): Value<'v128'> {
  const square = v.let(v.float.mul(f, f))
  const cubic = v.float.mul(v.float.mul(square, f), v.polynomial(f, tail32))
  const small = v.multiplyAdd(k, v.constant(-2.1219444e-4), cubic)
  const rest = v.subtractProduct(small, square, v.constant(0.5))
  return v.multiplyAdd(k, v.constant(0.693359375), v.float.add(f, rest))
}

// fdlibm's Lg1 to Lg7: with s = f / (2 + f), log(1 + f) = 2 s + s R(s^2).
const series64 = [
  6.66666666666673513e-1, 3.999999999940941908e-1, 2.857142874366239149e-1, 2.222219843214978396e-1,
  1.818357216161805012e-1, 1.531383769920937332e-1, 1.479819860511658591e-1,
]

/** fdlibm's form: f^2 / 2 is taken out of the series, because f - f^2 / 2 is the larger part. */
function logOfReduced64(v: Vectors, k: Local<'v128'>, f: Local<'v128'>): Value<'v128'> {
  const half = v.let(v.float.mul(v.float.mul(f, f), v.constant(0.5)))
  const s = v.let(v.float.div(f, v.float.add(f, v.constant(2))))
  const z = v.let(v.float.mul(s, s))
  const series = v.multiplyAdd(z, v.polynomial(z, series64), half)
  const small = v.multiplyAdd(s, series, v.float.mul(k, v.constant(1.90821492927058770002e-10)))
  const rest = v.float.sub(v.float.sub(half, small), f)
  return v.float.sub(v.float.mul(k, v.constant(6.9314718036912381649e-1)), rest)
}

/** The result, but -Infinity at the pole, NaN below it, and x itself for Infinity and NaN. */
function outsideDomain(v: Vectors, x: Local<'v128'>, result: Value<'v128'>, pole: number): Value<'v128'> {
  const at = v.constant(pole)
  const finite = v128.select(result, x, v.float.lt(x, v.constant(Infinity)))
  // Where x is not the pole, the comparison gives bits that are all 1, which is NaN, and keeps that.
  const below = v128.or(v.float.ne(x, at), v.constant(-Infinity))
  return v128.select(below, finite, v.float.le(x, at))
}
