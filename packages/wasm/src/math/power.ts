import type { Local } from '../function.ts'
import { i32, i32x4, type Value, v128 } from '../instructions.ts'
import { fromDoubles, highDoubles, lowDoubles } from './doubles.ts'
import { expOfSum } from './exponential.ts'
import { hasUnusual, type Split, split } from './logarithm.ts'
import type { Vectors } from './vectors.ts'

type Vector = Value<'v128'>

// Method: x^y = e^(y log x). The exponent reaches to 745, and its error is the relative error of the result, so that the
// logarithm needs some ten bits more than the result has: for float32 that is float64, for float64 the sum of two numbers.

/**
 * C's pow: 1 to any power, and anything to the power 0, is 1. Squares and square roots, which most powers are, are those: a
 * vector of nothing else takes no longer.
 */
export function pow(v: Vectors, x: Local<'v128'>, y: Local<'v128'>): Vector {
  const squared = v.float.eq(y, v.constant(2))
  // that of -Infinity is NaN
  const root = v.let(v128.and(v.float.eq(y, v.constant(0.5)), v.float.lt(v.constant(-Infinity), x)))
  const result = v.let(v.float.mul(x, x))
  v.if(v128.anyTrue(root), () => {
    v.set(result, v.select(v.float.sqrt(v.float.add(x, v.constant(0))), result, root)) // of -0 it is 0
  })
  const simple = v.let(v128.or(squared, root))
  v.if(i32.eqz(i32x4.allTrue(simple)), () => v.set(result, v.select(result, anyPower(v, x, y), simple)))
  return result
}

function anyPower(v: Vectors, x: Local<'v128'>, y: Local<'v128'>): Vector {
  const magnitude = v.let(v.float.abs(x))
  const unusual = hasUnusual(v, x)
  // Beyond this every power is 0, 1 or Infinity, and 0 times Infinity is NaN.
  const exponent = v.let(v.clamp(y, -(2 ** 64), 2 ** 64))
  const result = v.let(v.dtype === 'float32' ? pow32(v, magnitude, exponent) : pow64(v, magnitude, exponent, unusual))
  const special = i32.or(unusual, v128.anyTrue(v.float.ne(y, y)))
  v.if(special, () => v.set(result, outsideDomain(v, x, y, result)))
  return result
}

/** In float64, twice two lanes. */
function pow32(v: Vectors, x: Local<'v128'>, y: Local<'v128'>): Vector {
  const w = v.doubles
  const low = powOfDoubles(w, w.let(lowDoubles(x)), lowDoubles(y))
  return fromDoubles(low, powOfDoubles(w, w.let(highDoubles(x)), highDoubles(y)))
}

// Minimax by Remez' algorithm. 2 / ln 2 atanh(s) / s in s^2, up to where 1 + s is sqrt(2) (1 - s), by the relative error:
// 4.2e-12, of which a power has up to 150 times as much. (2^r - 1) / r for |r| up to 1/2, by the relative error of 2^r: 2e-9.
const log2Series = [2.885390081790141, 0.9617966732839124, 0.5770835945110396, 0.4116722155464691, 0.3407383977442113]
const exp2Series = [
  0.6931472028550154, 0.2402264791368306, 0.055503324711730105, 0.009618437352217584, 0.001339887440403987,
  0.0001535336323608043,
]

/** x^y of float64 lanes that hold float32 numbers, as accurately as these need it. It ends beyond all of them. */
function powOfDoubles(w: Vectors, x: Local<'v128'>, y: Vector): Local<'v128'> {
  const one = w.constant(1)
  const { k, m } = split(w, x, null)
  const mantissa = w.let(m)
  const s = w.let(w.float.div(w.float.sub(mantissa, one), w.float.add(mantissa, one)))
  const square = w.let(w.float.mul(s, s))
  const log2 = w.multiplyAdd(s, w.pairwise(square, log2Series), k)
  const exponent = w.let(w.clamp(w.float.mul(log2, y), -200, 200))
  // To 1.5 * 2^52 only integers can be added; see `reduce` in exponential.ts.
  const shift = w.constant(1.5 * 2 ** w.mantissa + w.bias)
  const shifted = w.let(w.float.add(exponent, shift))
  const r = w.let(w.float.sub(exponent, w.float.sub(shifted, shift)))
  return w.let(w.float.mul(w.pairwise(r, [1, ...exp2Series]), w.shiftLeft(shifted, w.mantissa)))
}

// 3/2 ln 2 = high + low, where high has 32 bits, so that its product with an exponent is exact.
const logOf2High = 1.0397207704372704
const logOf2Low = 4.02647561217523e-10

// 3 (atanh(s) / s - 1 - s^2 / 3) / s^4 in s^2, up to where 1 + s is sqrt(2) (1 - s): minimax by Remez' algorithm for the
// relative error of the logarithm, 1.1e-20, of which a power has up to 745 times as much.
const series64 = [
  0.6000000000000338, 0.42857142855150415, 0.33333333779688284, 0.2727267656855541, 0.2308013514124414,
  0.1988524726340845, 0.19794295147599297,
]

function pow64(v: Vectors, x: Local<'v128'>, y: Local<'v128'>, unusual: Local<'i32'>): Vector {
  const { head, rest } = logOf(v, split(v, x, unusual))
  const upper = v.let(upperHalf(v, y))
  const high = v.let(v.float.mul(upper, head))
  const low = v.multiplyAdd(v.float.sub(y, upper), head, v.float.mul(y, rest))
  // Two thirds of their sum. What rounding takes from those of the first is known without an error.
  const thirds = v.constant(2 / 3)
  const product = v.let(v.float.mul(high, thirds))
  const lost = v.float.sub(v.float.sub(high, product), v.float.mul(product, v.constant(0.5)))
  const correction = v.float.mul(v.float.add(low, lost), thirds)
  return expOfSum(v, product, v.clamp(correction, -(2 ** -6), 2 ** -6))
}

/** 3/2 log(x) as the sum of two numbers, the first of 26 bits. */
interface Logarithm {
  readonly head: Local<'v128'>
  readonly rest: Local<'v128'>
}

/**
 * With s = (m - 1) / (m + 1), log(m) = 2 atanh(s) = 2/3 s (3 + s^2 + 3/5 s^4 + ...), in which 3 and the square of a number of
 * 26 bits have no error. All that is not small is a number of 26 bits and a rest, as in fdlibm's pow: the products of such
 * numbers are exact with and without fused instructions.
 *
 * The heads are made of what is known early, so that the rests, the polynomial among them, are computed beside what follows
 * from the heads: a rest may well be a little larger than rounding.
 */
function logOf(v: Vectors, { k, m }: Split): Logarithm {
  const { add, sub, mul, div } = v.float
  const [one, three] = [v.constant(1), v.constant(3)]
  const mantissa = v.let(m)
  const above = v.let(sub(mantissa, one))
  const below = v.let(add(mantissa, one))
  const s = v.let(div(above, below))
  const reciprocal = v.let(div(one, below))

  const roughSquare = v.let(mul(s, s))
  const firstTerms = v.multiplyAdd(v.multiplyAdd(roughSquare, v.constant(0.6), one), roughSquare, three)
  const sHead = v.let(upperHalf(v, s))
  const sumHead = v.let(upperHalf(v, firstTerms))
  const product = v.let(mul(sHead, sumHead))
  const power = v.let(mul(k, v.constant(logOf2High)))
  const head = v.let(upperHalf(v, add(power, product)))

  const belowHead = v.let(upperHalf(v, below))
  const belowRest = sub(mantissa, sub(belowHead, one))
  const remainder = v.subtractProduct(v.subtractProduct(above, sHead, belowHead), sHead, belowRest)
  const sRest = v.let(mul(remainder, reciprocal))
  const headSquare = v.let(mul(sHead, sHead))
  const restSquare = v.let(mul(sRest, add(sHead, s)))
  const square = v.let(add(headSquare, restSquare))
  const rest = v.multiplyAdd(mul(square, square), v.pairwise(roughSquare, series64), restSquare)
  const sumRest = sub(rest, sub(sub(sumHead, three), headSquare))
  const productRest = v.multiplyAdd(sRest, sumHead, mul(sumRest, s))
  const low = v.multiplyAdd(k, v.constant(logOf2Low), productRest)
  return { head, rest: v.let(sub(low, sub(sub(head, power), product))) }
}

/** A float64 cut off to 26 bits; NaN may become Infinity, but what is left of it is NaN. */
function upperHalf(v: Vectors, x: Vector): Vector {
  return v128.and(x, v.pattern(-(1n << 27n)))
}

/** The result, but what it is where x is 0, infinite, NaN or negative, or y is NaN. */
function outsideDomain(v: Vectors, x: Local<'v128'>, y: Local<'v128'>, result: Vector): Vector {
  const { abs, eq, ne, lt, mul, div, add, trunc } = v.float
  const [zero, one] = [v.constant(0), v.constant(1)]
  const magnitude = v.let(abs(x))
  const extreme = v.let(v128.or(eq(magnitude, zero), eq(magnitude, v.constant(Infinity))))
  const ofExtreme = v.select(magnitude, div(one, magnitude), lt(zero, y))
  const ofMagnitude = v.select(ofExtreme, result, extreme)

  const half = v.let(mul(y, v.constant(0.5)))
  const integral = v.let(eq(trunc(y), y))
  const odd = v128.and(integral, ne(trunc(half), half))
  const signed = v128.xor(ofMagnitude, v128.and(v128.and(x, v.constant(-0)), odd))
  // A root of a negative number: the bits are all 1, which is NaN.
  const unreal = v128.andNot(v128.andNot(lt(x, zero), extreme), integral)
  const ofNumbers = v128.or(signed, unreal)

  const areNumbers = v128.and(eq(x, x), eq(y, y))
  const isOne = v128.or(eq(y, zero), eq(x, one))
  return v.select(one, v.select(ofNumbers, add(x, y), areNumbers), isOne)
}

/** C's pow of numbers. JavaScript's is NaN where 1 has the power NaN, and 1 or -1 an infinite one. */
export function powOfNumbers(x: number, y: number): number {
  return x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y
}
