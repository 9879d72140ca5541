import type { Local } from '../function.ts'
import { i32, i32x4, type Value, v128 } from '../instructions.ts'
import type { FloatType, Vectors } from './vectors.ts'

type Vector = Value<'v128'>

/** Polynomials in x^2, and what rounding takes from parts of pi. */
interface Series {
  /** (asin(x) / x - 1) / x^2, for x^2 up to 1/4: a polynomial, or a quotient of two */
  readonly asin: readonly number[]
  readonly asinBelow: readonly number[] | null
  /** (atan(x) / x - 1) / x^2, for x up to tan(pi / 8) */
  readonly atan: readonly number[]
  /** pi / 2 less the nearest number */
  readonly quarterLow: number
  /** pi / 4 = high + low, where high has two bits less, so that its multiples up to pi have no error */
  readonly eighthHigh: number
  readonly eighthLow: number
}

// float32: the polynomials of Cephes' asinf and atanf. float64: those of fdlibm's asin and atan.
const series: Readonly<Record<FloatType, Series>> = {
  float32: {
    asin: [0.16666752422, 0.07495300269, 0.045470025998, 0.024181311049, 0.042163199048],
    asinBelow: null,
    atan: [-0.333329491539, 0.199777106478, -0.138776856032, 0.0805374449538],
    quarterLow: -4.3711390001862426e-8,
    eighthHigh: 0.785398006439209,
    eighthLow: 1.5695823932524066e-7,
  },
  float64: {
    asin: [
      0.16666666666666666, -0.3255658186224009, 0.20121253213486293, -0.04005553450067941, 0.0007915349942898145,
      0.00003479331075960212,
    ],
    asinBelow: [1, -2.403394911734414, 2.0209457602335057, -0.6882839716054533, 0.07703815055590194],
    atan: [
      -0.3333333333333293, 0.19999999999876483, -0.14285714272503466, 0.11111110405462356, -0.09090887133436507,
      0.0769187620504483, -0.06661073137387531, 0.058335701337905735, -0.049768779946159324, 0.036531572744216916,
      -0.016285820115365782,
    ],
    quarterLow: 6.123233995736766e-17,
    eighthHigh: Math.PI / 4,
    eighthLow: 3.061616997868383e-17,
  },
}

/** asin(x). */
export function asin(v: Vectors, x: Local<'v128'>): Vector {
  const { small, root, above } = reduceArc(v, x)
  const magnitude = v.select(v.float.add(root, above), fromQuarter(v, root, above), small)
  return v.withSignOf(x, magnitude)
}

/** acos(x): pi / 2 - asin(x), and for |x| > 1/2 twice the angle of the half chord, or what that leaves of pi. */
export function acos(v: Vectors, x: Local<'v128'>): Vector {
  const { small, root, above } = reduceArc(v, x)
  const low = v.constant(series[v.dtype].quarterLow)
  const quarter = v.constant(Math.PI / 2)
  const near = v.float.sub(quarter, v.float.add(x, v.float.sub(v.withSignOf(x, above), low)))
  const right = v.float.add(root, above)
  const left = v.float.sub(quarter, v.float.add(root, v.float.sub(above, low)))
  const half = v.let(v.select(left, right, v.float.lt(x, v.constant(0))))
  return v.select(near, v.float.add(half, half), small)
}

/**
 * The angle whose sine is |x|, or for |x| > 1/2 half of the rest of it to pi / 2, whose sine is sqrt((1 - |x|) / 2): it is
 * root + above. Beyond 1 the root is NaN.
 */
interface Arc {
  /** where |x| <= 1/2 */
  readonly small: Local<'v128'>
  readonly root: Local<'v128'>
  readonly above: Local<'v128'>
}

function reduceArc(v: Vectors, x: Local<'v128'>): Arc {
  const { asin, asinBelow } = series[v.dtype]
  const half = v.constant(0.5)
  const magnitude = v.let(v.float.abs(x))
  const small = v.let(v.float.le(magnitude, half))
  const chord = v.subtractProduct(half, magnitude, half)
  const square = v.let(v.select(v.float.mul(magnitude, magnitude), chord, small))
  const root = v.let(v.select(magnitude, v.float.sqrt(square), small))
  const numerator = v.polynomial(square, asin)
  const ratio = asinBelow === null ? numerator : v.float.div(numerator, v.polynomial(square, asinBelow))
  return { small, root, above: v.let(v.float.mul(v.float.mul(root, square), ratio)) }
}

/** pi / 2 - 2 (root + above), the larger part first: it has no error, or one below the result's rounding. */
function fromQuarter(v: Vectors, root: Vector, above: Vector): Vector {
  const low = v.constant(series[v.dtype].quarterLow)
  const larger = v.float.sub(v.constant(Math.PI / 2), v.float.add(root, root))
  return v.float.sub(larger, v.float.sub(v.float.add(above, above), low))
}

/** atan(x). */
export function atan(v: Vectors, x: Local<'v128'>): Vector {
  const one = v.constant(1)
  const magnitude = v.let(v.float.abs(x))
  const steep = v.float.lt(one, magnitude)
  const [smaller, larger] = [v.let(v.float.pmin(magnitude, one)), v.let(v.float.pmax(magnitude, one))]
  return v.withSignOf(x, angle(v, { smaller, larger }, { steep: v.let(steep), left: null }))
}

/** The angle of the point (x, y) against the positive axis of x, from -pi to pi: atan(y / x) if x > 0. */
export function atan2(v: Vectors, y: Local<'v128'>, x: Local<'v128'>): Vector {
  const [height, width] = [v.let(v.float.abs(y)), v.let(v.float.abs(x))]
  const steep = v.let(v.float.lt(width, height))
  const smaller = v.let(v.select(width, height, steep))
  const larger = v.let(v.select(height, width, steep))
  const left = v.let(v.integer.gt(v.pattern(0n), x)) // the sign, of -0 and NaN too
  const [least, greatest] = [v.constant(2 ** (2 - v.bias)), v.constant(2 ** (v.bias - 1))]
  const usual = v128.and(v.float.le(least, larger), v.float.le(larger, greatest))
  v.if(i32.eqz(i32x4.allTrue(usual)), () => extremes(v, smaller, larger))
  return v.withSignOf(y, angle(v, { smaller, larger }, { steep, left }))
}

/** Where both are zero or denormal, or their sum is infinite: other numbers of the same ratio. NaN stays. */
function extremes(v: Vectors, smaller: Local<'v128'>, larger: Local<'v128'>): void {
  const [zero, one, infinity] = [v.constant(0), v.constant(1), v.constant(Infinity)]
  const isSmall = v.float.lt(larger, v.constant(2 ** 64)) // beyond it no digit of the angle comes from a denormal
  const scale = v.let(v.select(v.constant(2 ** v.mantissa), v.constant(0.25), isSmall))
  const infinite = v.let(v.float.eq(larger, infinity))
  const besideInfinite = v.select(one, v.float.mul(smaller, zero), v.float.eq(smaller, infinity))
  v.set(smaller, v.select(besideInfinite, v.float.mul(smaller, scale), infinite))
  const toOne = v128.or(infinite, v.float.eq(larger, zero))
  v.set(larger, v.select(one, v.float.mul(larger, scale), toOne))
}

/** The angle of a point in a half of the first quadrant, and to where it is mirrored. */
interface Mirrors {
  readonly steep: Local<'v128'>
  readonly left: Local<'v128'> | null
}

/**
 * The angle is k pi / 4 + atan(t) or k pi / 4 - atan(t) with t up to tan(pi / 8): from there on it is taken from pi / 4, by
 * atan(s / l) = pi / 4 + atan((s - l) / (s + l)), and what is mirrored is taken from pi / 2 or pi. The two are summed once, at
 * the end, so that the result is rounded as if there were no mirrors.
 */
function angle(
  v: Vectors,
  { smaller, larger }: { readonly smaller: Local<'v128'>; readonly larger: Local<'v128'> },
  { steep, left }: Mirrors,
): Vector {
  const { atan, eighthHigh, eighthLow } = series[v.dtype]
  const beyond = v.let(v.float.lt(v.float.mul(larger, v.constant(Math.SQRT2 - 1)), smaller))
  const numerator = v.select(v.float.sub(smaller, larger), smaller, beyond)
  const denominator = v.select(v.float.add(smaller, larger), larger, beyond)
  const t = v.let(v.float.div(numerator, denominator))
  const square = v.let(v.float.mul(t, t))
  const above = v.let(v.float.mul(v.float.mul(t, square), v.polynomial(square, atan)))
  const first = v.let(v128.and(beyond, v.constant(1)))
  const upTo2 = v.let(v.select(v.float.sub(v.constant(2), first), first, steep))
  const count = left === null ? upTo2 : v.let(v.select(v.float.sub(v.constant(4), upTo2), upTo2, left))
  const sign = v.let(v128.and(left === null ? steep : v128.xor(steep, left), v.constant(-0)))
  const low = v.float.add(v128.xor(above, sign), v.float.mul(count, v.constant(eighthLow)))
  return v.float.add(v.float.mul(count, v.constant(eighthHigh)), v.float.add(v128.xor(t, sign), low))
}
