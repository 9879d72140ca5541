import type { Local } from '../function.ts'
import type { Value } from '../instructions.ts'
import type { FloatType, Vectors } from './vectors.ts'

// Method (Cephes, fdlibm and others alike): x = n ln 2 + r with |r| <= ln 2 / 2, so that exp(x) = 2^n exp(r), and exp(r)
// is a polynomial.

interface Reduction {
  /** ln 2 = high + low, where n high is exact for all n that occur: high has few bits (Cody and Waite) */
  readonly high: number
  readonly low: number
  /** beyond these exp is 0 or Infinity */
  readonly least: number
  readonly greatest: number
  /** (exp(r) - 1 - r) / r^2 in powers of r */
  readonly tail: readonly number[]
}

// The splits of ln 2 are those of Cephes (float32) and fdlibm (float64). The polynomials are minimax for the relative
// error of exp(r) - 1, by Remez' algorithm: 1.3e-8 and 2.6e-19.
const reductions: Readonly<Record<FloatType, Reduction>> = {
  float32: {
    high: 0.693359375,
    low: -2.1219444e-4,
    least: -104.5,
    greatest: 89,
    tail: [0.499999981497, 0.166665434244, 0.0416672006979, 0.00836654712833, 0.0013882517287],
  },
  float64: {
    high: 0.6931471803691238,
    low: 1.9082149292705877e-10,
    least: -746,
    greatest: 710,
    tail: [
      0.5, 0.16666666666666677, 0.04166666666666651, 0.008333333333321653, 0.0013888888888962572,
      0.00019841269886074783, 0.000024801587172275643, 0.000002755724425296564, 2.755740274644727e-7,
      2.510902485804768e-8, 2.0875336095064125e-9,
    ],
  },
}

/** x = n ln 2 + (r + correction). */
interface Reduced {
  /** a number whose lowest bits are n + bias, as an integer */
  readonly shifted: Local<'v128'>
  readonly r: Local<'v128'>
  /** what rounding took from r */
  readonly correction: Value<'v128'>
}

/** n, and what x is more than n times the high part of ln 2, which has no error. */
interface Rough {
  readonly shifted: Local<'v128'>
  readonly n: Local<'v128'>
  readonly rough: Local<'v128'>
}

/**
 * The nearest integer by an addition: to 1.5 * 2^mantissa only integers can be added, and the integer stands in the
 * lowest bits of the sum. That saves a rounding and a conversion, which V8 makes of many instructions.
 */
function reduceRoughly(v: Vectors, x: Local<'v128'>, bias: number): Rough {
  const shift = v.constant(1.5 * 2 ** v.mantissa + bias)
  const shifted = v.let(v.multiplyAdd(x, v.constant(Math.LOG2E), shift))
  const n = v.let(v.float.sub(shifted, shift))
  return { shifted, n, rough: v.let(v.subtractProduct(x, n, v.constant(reductions[v.dtype].high))) }
}

function reduce(v: Vectors, x: Local<'v128'>, bias: number): Reduced {
  const low = v.constant(reductions[v.dtype].low)
  const { shifted, n, rough } = reduceRoughly(v, x, bias)
  const r = v.let(v.subtractProduct(rough, n, low))
  return { shifted, r, correction: v.subtractProduct(v.float.sub(rough, r), n, low) }
}

/** 2^n as 2^first * 2^second. */
interface PowerOfTwo {
  readonly first: Local<'v128'>
  readonly second: Local<'v128'>
}

/**
 * 2^n as two factors: n reaches beyond the exponents of normal numbers, half of it does not.
 *
 * @param shifted a number whose lowest bits are n + 2 bias, so that either half has the bias of an exponent
 */
function powerOfTwo(v: Vectors, shifted: Local<'v128'>): PowerOfTwo {
  const half = v.let(v.shiftRight(shifted, 1))
  return {
    first: v.let(v.shiftLeft(half, v.mantissa)),
    second: v.let(v.shiftLeft(v.integer.sub(shifted, half), v.mantissa)),
  }
}

/** e^x. */
export function exp(v: Vectors, x: Local<'v128'>): Value<'v128'> {
  return scaledExp(v, x, 0)
}

/** e^x / 2, which overflows later than e^x. */
export function halfExp(v: Vectors, x: Local<'v128'>): Value<'v128'> {
  return scaledExp(v, x, -1)
}

/** 2^exponent e^x. */
function scaledExp(v: Vectors, x: Local<'v128'>, exponent: 0 | -1): Value<'v128'> {
  const { least, greatest, tail } = reductions[v.dtype]
  const { shifted, r } = reduce(v, v.let(v.clamp(x, least, greatest - exponent)), 2 * v.bias + exponent)
  const { first, second } = powerOfTwo(v, shifted)
  // The first product is exact, so that a subnormal result is rounded once.
  return v.float.mul(v.float.mul(v.polynomial(r, [1, 1, ...tail]), first), second)
}

/**
 * e^(high + low), where low is much the smaller: the argument is reduced together with it, and what rounding takes from that
 * is kept too. The error is half an ulp of the last sum, and a quarter of that of the others.
 */
export function expOfSum(v: Vectors, high: Value<'v128'>, low: Value<'v128'>): Value<'v128'> {
  const { low: lowOfLn2, least, greatest, tail } = reductions[v.dtype]
  const { shifted, n, rough } = reduceRoughly(v, v.let(v.clamp(high, least, greatest)), 2 * v.bias)
  const { first, second } = powerOfTwo(v, shifted)
  const below = v.let(v.subtractProduct(low, n, v.constant(lowOfLn2)))
  const r = v.let(v.float.add(rough, below))
  const correction = v.float.add(v.float.sub(rough, r), below)
  const rest = v.multiplyAdd(v.float.mul(r, r), v.pairwise(r, tail), correction)
  const one = v.constant(1)
  const above = v.let(v.float.add(one, r))
  const lost = v.float.sub(r, v.float.sub(above, one))
  return v.float.mul(v.float.mul(v.float.add(above, v.float.add(lost, rest)), first), second)
}

/** e^x - 1, as (2^n - 1) + 2^n r + 2^n (exp(r) - 1 - r), from the largest to the smallest. */
export function expm1(v: Vectors, x: Local<'v128'>): Value<'v128'> {
  const { least, greatest, tail } = reductions[v.dtype]
  const { shifted, r, correction } = reduce(v, v.let(v.clamp(x, least, greatest)), 2 * v.bias)
  const { first, second } = powerOfTwo(v, shifted)
  const rest = v.multiplyAdd(v.float.mul(r, r), v.polynomial(r, tail), correction)
  // All over the second factor, so that nothing overflows too early. Its reciprocal: the exponent's bits from 2 bias.
  const reciprocal = v.integer.sub(v.pattern(BigInt(2 * v.bias) << BigInt(v.mantissa)), second)
  const large = v.multiplyAdd(first, r, v.float.sub(first, reciprocal))
  const result = v.float.mul(v.multiplyAdd(first, rest, large), second)
  return v.withSignOf(x, result) // of x = -0 the sums make 0
}

/**
 * e^x - 1 for x <= 0 as (power - 1) + part: 2^n - 1 has no error as long as 2^n is not below rounding.
 *
 * @param x not below -64
 */
export function expm1OfNegative(v: Vectors, x: Local<'v128'>): { power: Local<'v128'>; part: Local<'v128'> } {
  const { tail } = reductions[v.dtype]
  const { shifted, r, correction } = reduce(v, x, v.bias)
  const power = v.let(v.shiftLeft(shifted, v.mantissa))
  const rest = v.multiplyAdd(v.float.mul(r, r), v.polynomial(r, tail), correction)
  return { power, part: v.let(v.float.mul(power, v.float.add(r, rest))) }
}
