// Functions of one number with their derivatives, and points where both are known to a few roundings.
import fc from 'fast-check'

export interface SmoothFunction {
  readonly name: string
  readonly f: (x: number) => number
  readonly derivative: (x: number) => number
}

/** Numbers from `low` to `high`, each as likely: fc.double would give mostly tiny ones. */
export function between(low: number, high: number): fc.Arbitrary<number> {
  return fc.noBias(fc.integer({ min: 0, max: 1e6 })).map((k) => low + ((high - low) * k) / 1e6)
}

/** From 10^low to 10^high, of either sign. */
export function scale(low: number, high: number): fc.Arbitrary<number> {
  return fc.tuple(between(low, high), fc.constantFrom(1, -1)).map(([exponent, sign]) => sign * 10 ** exponent)
}

const polynomial = fc.array(between(-3, 3), { minLength: 1, maxLength: 6 }).map(
  (coefficients): SmoothFunction => ({
    name: `the polynomial [${coefficients.join(', ')}]`,
    f: (x) => coefficients.reduceRight((sum, c) => sum * x + c, 0),
    derivative: (x) => coefficients.reduceRight((sum, c, i) => (i === 0 ? sum : sum * x + i * c), 0),
  }),
)

const exp: SmoothFunction = { name: 'exp', f: Math.exp, derivative: Math.exp }
const sin: SmoothFunction = { name: 'sin', f: Math.sin, derivative: Math.cos }
const inverse: SmoothFunction = { name: '1/x', f: (x) => 1 / x, derivative: (x) => -1 / x ** 2 }

const at = (of: fc.Arbitrary<SmoothFunction>, low: number, high: number) => fc.tuple(of, between(low, high))

/** A smooth function and a point away from its poles. */
export const smoothCases: fc.Arbitrary<[of: SmoothFunction, x: number]> = fc.oneof(
  at(polynomial, -3, 3),
  at(fc.constant(exp), -8, 8),
  at(fc.constant(sin), -8, 8),
  at(fc.constant(inverse), 0.05, 8),
)

/** As a framework that computes in a dtype would evaluate it: the point and the value are rounded. */
export const roundings = {
  float64: { eps: 2 ** -52, round: (x: number): number => x },
  float32: { eps: 2 ** -23, round: Math.fround },
} as const
