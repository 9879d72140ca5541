import fc from 'fast-check'
import { checkFunctions, checkOptions, inWords, numbersOf } from '../given.ts'
import { type DType, isFloat, type NDArray, ndarray, sizeOf } from '../ndarray.ts'

/**
 * Where the numbers of an array may lie: `code` is any natural number, and 0 gives what shrinking ends at, which differs
 * from place to place: equal numbers and zeros would hide a wrong gradient.
 */
export type Profile = (code: number, place: number) => number

/** The thousandths in [-2, 2], in an order that begins, at each place, with another generic number: 0.473, -1.055, ... */
export const smooth: Profile = (code, place) => (((code + 2473 * (place + 1)) % 4001) - 2000) / 1000

/** Like `smooth`, but no closer than `margin` to any of the numbers where the function has a kink or a pole. */
export function awayFrom(kinks: readonly number[], margin: number = 0.1): Profile {
  numbersOf(kinks, 'awayFrom: the kinks')
  const closeTo = (value: number): number | undefined => kinks.find((kink) => Math.abs(value - kink) < margin)
  return (code, place) => {
    let value = smooth(code, place)
    // away from the first one, and on in that direction: between two kinks there may be no room
    const step = Math.max(margin, 0.001) * (value < (closeTo(value) ?? value) ? -1 : 1)
    while (closeTo(value) !== undefined) value = rounded(value + step)
    return value
  }
}

/** Every other number is one of the kinks, exactly. */
export function onKinks(kinks: readonly number[]): Profile {
  numbersOf(kinks, 'onKinks: the kinks')
  return (code, place) => (code % 2 === 1 ? (kinks[((code - 1) / 2) % kinks.length] ?? 0) : smooth(code, place))
}

/** Three numbers only, so that many are equal. */
export const ties: Profile = (code) => [0.5, -1.5, 2][code % 3] ?? 0.5

/** -3 to 3: what shrinking by other means ends at, and where most kinks are. */
export const smallIntegers: Profile = (code, place) => ((code + 5 * place + 4) % 7) - 3

const unusual = [0, 1, -1, -0, 1e-8, -1e-8, 1e8, -1e8, 2 ** -1040, 1e-30, 1e15, 0.1, 1000, -1000, 3]
const nonFinite = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]

/** One number in four is special: a zero of either sign, one, a tiny or huge number, once in a while an infinity or NaN. */
export const special: Profile = (code, place) => {
  if (code % 4 !== 1) return smooth(code, place)
  const choice = Math.floor(code / 4)
  return choice % 67 === 1 ? (nonFinite[choice % 3] ?? 0) : (unusual[choice % unusual.length] ?? 0)
}

/** From `low` to `high`, to thousandths; where that would leave few numbers, unrounded. */
export function between(low: number, high: number): Profile {
  if (!(low <= high)) throw new RangeError(`between: ${low} to ${high} is no range; give the lower number first.`)
  return (code, place) => {
    const value = low + (high - low) * (smooth(code, place) / 4 + 0.5)
    return Math.min(Math.max(high - low < 0.1 ? value : rounded(value), low), high)
  }
}

/** [0.1, 2.1]. */
export const positive: Profile = between(0.1, 2.1)

/** [0.001, 0.999]. */
export const probability: Profile = between(0.001, 0.999)

/** [-8, 8]: inputs of a sigmoid or a softmax. */
export const logits: Profile = between(-8, 8)

/** 0 or 1. */
export const flag: Profile = (code, place) => (code + place) % 2

/** To thousandths: short to read, and nothing that a kink would be at. */
const rounded = (value: number): number => Math.round(value * 1000) / 1000

/** How an array is filled. */
export interface ArrayOptions {
  /** smooth by default; smallIntegers for int32, flag for bool */
  readonly profile?: Profile
  /** float64 by default */
  readonly dtype?: DType
}

/** Numbers that the dtype has. */
export function usual(dtype: DType): Profile {
  if (isFloat(dtype)) return smooth
  return dtype === 'bool' ? flag : smallIntegers
}

/** Arrays up to this size are shrunk number by number; larger ones are a seed and a shape. */
const elementwise = 64
const codes = 4001 * 61

/**
 * Arrays of a shape. Small ones shrink number by number towards generic numbers, large ones as a whole.
 *
 * @param shape fixed, or an arbitrary of shapes: then shape and numbers shrink independently
 * @example fc.assert(fc.property(array([2, 3]), (x) => x.data.length === 6))
 */
export function array(
  shape: readonly number[] | fc.Arbitrary<readonly number[]>,
  options: ArrayOptions = {},
): fc.Arbitrary<NDArray> {
  checkOptions('array', options, ['profile', 'dtype'])
  const { dtype = 'float64', profile = usual(dtype) } = options
  checkFunctions('array', { profile })
  if (!(shape instanceof fc.Arbitrary) && !Array.isArray(shape)) {
    throw new TypeError(
      `array: the shape is ${inWords(shape)}; give a list of sizes such as [2, 3], or an arbitrary of them.`,
    )
  }
  const fill = (to: readonly number[], code: (place: number) => number): NDArray =>
    ndarray(Array.from({ length: sizeOf(to) }, (_, place) => profile(code(place), place)), to, dtype) // biome-ignore format: one line
  const shapes = shape instanceof fc.Arbitrary ? shape : fc.constant(shape)
  const numbers = fc.array(fc.nat(codes), { minLength: 0, maxLength: elementwise, size: 'max' })
  return fc
    .tuple(shapes, numbers, fc.nat(codes))
    .map(([to, list, seed]) =>
      fill(to, (place) => (sizeOf(to) > elementwise ? scattered(seed, place) : (list[place] ?? 0))),
    )
}

/** The code of a place of a large array. */
function scattered(seed: number, place: number): number {
  if (seed === 0) return 0
  return (Math.imul(seed + place * 0x9e3779b1, 0x85ebca6b) >>> 8) % codes
}
