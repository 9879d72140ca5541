import type { Local } from '../function.ts'
import { f64x2, type Value, v128 } from '../instructions.ts'
import { fromDoubles, highDoubles, lowDoubles, lowWordsOf } from './doubles.ts'
import { laneByLane } from './imports.ts'
import type { Vectors } from './vectors.ts'

// Method (fdlibm, Cephes): x = n pi / 2 + r with |r| <= pi / 4. The sine or cosine of r, by n's lowest bit, with a sign
// by its next one.

// fdlibm's pi / 2 = first + second + third: the first two have 33 bits, so that their products with n < 2^20 are exact.
const first = 1.5707963267341256
const second = 6.077100506303966e-11
const third = 2.0222662487959506e-21
const secondAndThird = 6.077100506506192e-11

/** To 1.5 * 2^52 only integers can be added; the integer stands in the lowest bits of the sum. */
const shift = 1.5 * 2 ** 52

/** From here on, 1.6e6, the reduction loses the phase. Such lanes are computed one by one. */
const reach = 2 ** 20 * (Math.PI / 2)

/** The argument in its quadrant. */
interface Quadrant {
  /** lanes whose lowest bits are n's */
  readonly n: Local<'v128'>
  readonly r: Local<'v128'>
}

/** The functions of r, and n. */
interface Waves {
  readonly n: Local<'v128'>
  readonly sine: Value<'v128'>
  readonly cosine: Value<'v128'>
}

/** sin(x). */
export function sin(v: Vectors, x: Local<'v128'>): Value<'v128'> {
  return everywhere(v, 'sin', x, inQuadrant(v, wavesOf(v, x), 0))
}

/** cos(x). */
export function cos(v: Vectors, x: Local<'v128'>): Value<'v128'> {
  return everywhere(v, 'cos', x, inQuadrant(v, wavesOf(v, x), 1))
}

/** tan(x): sin(r) / cos(r), and in odd quadrants -cos(r) / sin(r). */
export function tan(v: Vectors, x: Local<'v128'>): Value<'v128'> {
  const waves = wavesOf(v, x)
  const [sine, cosine, odd] = [v.let(waves.sine), v.let(waves.cosine), v.let(isOdd(v, waves.n))]
  const quotient = v.float.div(v.select(cosine, sine, odd), v.select(sine, cosine, odd))
  return everywhere(v, 'tan', x, v128.xor(quotient, v128.and(odd, v.constant(-0))))
}

/** The result, and that of the scalar function where x is out of reach. */
function everywhere(v: Vectors, name: 'sin' | 'cos' | 'tan', x: Local<'v128'>, within: Value<'v128'>): Value<'v128'> {
  const result = v.let(within)
  const far = v.let(v.float.lt(v.constant(reach), v.float.abs(x)))
  v.if(v128.anyTrue(far), () => v.set(result, v.select(laneByLane(v, name, x), result, far)))
  return result
}

function wavesOf(v: Vectors, x: Local<'v128'>): Waves {
  return v.dtype === 'float32' ? waves32(v, x) : waves64(v, x)
}

// Cephes' polynomials of sinf and cosf: (sin(r) / r - 1) / r^2 and (cos(r) - 1 + r^2 / 2) / r^4, in r^2.
const sin32 = [-1.6666654611e-1, 8.3321608736e-3, -1.9515295891e-4]
const cos32 = [0.04166664568298827, -0.001388731625493765, 0.00002443315711809948]

/** The reduction is in float64: in float32 pi / 2 would fall into so many parts that it took longer. */
function waves32(v: Vectors, x: Local<'v128'>): Waves {
  const low = reduce32(v, lowDoubles(x))
  const high = reduce32(v, highDoubles(x))
  const n = v.let(lowWordsOf(low.n, high.n))
  const r = v.let(fromDoubles(low.r, high.r))
  const square = v.let(v.float.mul(r, r))
  const one = v.constant(1)
  // A product, not r + r^3 (...): that would make 0 of -0.
  const sine = v.float.mul(r, v.multiplyAdd(square, v.polynomial(square, sin32), one))
  const cosine = v.multiplyAdd(
    v.float.mul(square, square),
    v.polynomial(square, cos32),
    v.subtractProduct(one, square, v.constant(0.5)),
  )
  return { n, sine, cosine }
}

/** Of two of the four lanes, promoted. A float32 is so far from a multiple of pi / 2 that two parts are enough. */
function reduce32(v: Vectors, promoted: Value<'v128'>): Quadrant {
  const x = v.let(promoted)
  const n = v.let(f64x2.add(f64x2.mul(x, v.double(2 / Math.PI)), v.double(shift)))
  const multiple = v.let(f64x2.sub(n, v.double(shift)))
  const rough = f64x2.sub(x, f64x2.mul(multiple, v.double(first)))
  return { n, r: v.let(f64x2.sub(rough, f64x2.mul(multiple, v.double(secondAndThird)))) }
}

// fdlibm's polynomials of its kernels: of sin(r) = r + S1 r^3 + ... from S2 on, and of cos(r) = 1 - r^2/2 + C1 r^4 + ...
const sin64First = -0.16666666666666632
const sin64 = [
  0.00833333333332249, -0.0001984126982985795, 0.0000027557313707070068, -2.5050760253406863e-8, 1.58969099521155e-10,
]
const cos64 = [
  0.0416666666666666, -0.001388888888887411, 0.00002480158728947673, -2.7557314351390663e-7, 2.087572321298175e-9,
  -1.1359647557788195e-11,
]

/** fdlibm's kernels: r comes with the rest that rounding took from it, and both functions are corrected by it. */
function waves64(v: Vectors, x: Local<'v128'>): Waves {
  const { n, r, rest } = reduce64(v, x)
  const square = v.let(v.float.mul(r, r))
  const half = v.let(v.float.mul(square, v.constant(0.5)))
  const cube = v.let(v.float.mul(square, r))
  const one = v.constant(1)

  const tail = v.subtractProduct(v.float.mul(rest, v.constant(0.5)), cube, v.polynomial(square, sin64))
  const correction = v.float.sub(v.float.mul(square, tail), rest)
  const sine = v.float.sub(r, v.subtractProduct(correction, cube, v.constant(sin64First)))

  const rough = v.let(v.float.sub(one, half))
  const lost = v.float.sub(v.float.sub(one, rough), half)
  const quartic = v.float.mul(v.float.mul(square, square), v.polynomial(square, cos64))
  const cosine = v.float.add(rough, v.float.add(lost, v.subtractProduct(quartic, r, rest)))
  return { n, sine, cosine }
}

/** fdlibm's reduction, always by all three parts. */
function reduce64(v: Vectors, x: Local<'v128'>): Quadrant & { readonly rest: Local<'v128'> } {
  const n = v.let(v.multiplyAdd(x, v.constant(2 / Math.PI), v.constant(shift)))
  const multiple = v.let(v.float.sub(n, v.constant(shift)))
  const rough = v.let(v.subtractProduct(x, multiple, v.constant(first)))
  const taken = v.let(v.float.mul(multiple, v.constant(second)))
  const finer = v.let(v.float.sub(rough, taken))
  const lost = v.float.sub(v.float.sub(rough, finer), taken)
  const last = v.let(v.float.sub(v.float.mul(multiple, v.constant(third)), lost))
  const finest = v.let(v.float.sub(finer, last))
  const rest = v.float.sub(v.float.sub(finer, finest), last)
  return { n, r: finest, rest: v.let(rest) }
}

/** The sine `quarters` quarters of a turn ahead: by the lowest bit of n + quarters; with a sign, by the next one. */
function inQuadrant(v: Vectors, { n, sine, cosine }: Waves, quarters: 0 | 1): Value<'v128'> {
  const turned = quarters === 0 ? n : v.let(v.integer.add(n, v.pattern(1n)))
  const sign = v.shiftLeft(v128.and(turned, v.pattern(2n)), v.dtype === 'float32' ? 30 : 62)
  return v128.xor(v.select(cosine, sine, isOdd(v, turned)), sign)
}

/** All bits of the lowest one: 0 - 1 has all. */
function isOdd(v: Vectors, n: Local<'v128'>): Value<'v128'> {
  return v.integer.sub(v.pattern(0n), v128.and(n, v.pattern(1n)))
}
