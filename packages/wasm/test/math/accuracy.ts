import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { FloatType } from '../../src/index.ts'
import { evaluate, type FunctionName, nameOf, type PairName, type Variant, variants } from './evaluate.ts'

/**
 * The bounds on the error, in units in the last place of the exact result, fused and unfused; the README gives what was
 * measured. Those of float64 are for the distance to `Math`, which itself is off by less than 1.
 */
const bounds: Readonly<Record<FloatType, Readonly<Record<FunctionName | PairName, number>>>> = {
  float32: {
    ...{ exp: 1.5, expm1: 1.5, log: 1.5, log1p: 2, sin: 2.5, cos: 2.5, tan: 4.5, asin: 2.5, acos: 1.5, atan: 2.5 },
    ...{ sinh: 2, cosh: 2, tanh: 7, erf: 3, atan2: 2.5, fmod: 0, pow: 0.6 },
  },
  float64: {
    ...{ exp: 2, expm1: 2, log: 2, log1p: 2, sin: 2, cos: 2, tan: 3, asin: 3, acos: 2, atan: 3 },
    ...{ sinh: 3, cosh: 2, tanh: 3, erf: 2, atan2: 3, fmod: 0, pow: 2 },
  },
}

const double = new Float64Array(1)
const words = new Uint32Array(double.buffer)
const bits = new BigInt64Array(double.buffer)

/** The difference of a float32 and a result known in double precision, in units of the float32's last place. */
function error32(result: number, exact: number): number {
  double[0] = exact
  const exponent = (((words[1] ?? 0) >>> 20) & 2047) - 1023
  return Math.abs(held(result) - held(exact)) / 2 ** (Math.max(exponent, -126) - 23)
}

/** What rounds to Infinity is as far as 2^128 is, the next number after the largest. */
function held(x: number): number {
  return Math.max(-(2 ** 128), Math.min(2 ** 128, x))
}

/** How many float64 numbers one is from the other. */
function error64(result: number, reference: number): number {
  return Math.abs(Number(ordinal(result) - ordinal(reference)))
}

/** Numbers in their order, counted from 0. */
function ordinal(x: number): bigint {
  double[0] = x
  const pattern = bits[0] ?? 0n
  return pattern < 0n ? -(pattern & (2n ** 63n - 1n)) : pattern
}

/** How far a result is from its reference, in units in the last place; Infinity for a wrong special value. */
export function errorOf(dtype: FloatType, result: number, reference: number): number {
  if (Number.isNaN(reference) || Number.isNaN(result)) return Object.is(result, reference) ? 0 : Infinity
  // A result of 0, by underflow too, has the sign of the exact one.
  if (result === 0 && isNegative(result) !== isNegative(reference)) return Infinity
  return dtype === 'float32' ? error32(result, reference) : error64(result, reference)
}

function isNegative(x: number): boolean {
  return x < 0 || Object.is(x, -0)
}

/** Numbers of a dtype: a third of all bits, a third subnormal, a third from ranges, their bounds and what is next to these. */
function sample(dtype: FloatType, ranges: readonly (readonly [number, number])[], seed: number, size: number) {
  // A generator of our own, for fast-check's arrays of so many numbers take longer than what is tested.
  let state = seed
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return ((state >>> 8) ^ Math.imul(state >>> 3, 0x9e3779b1)) >>> 0
  }
  const xs = dtype === 'float32' ? new Float32Array(size) : new Float64Array(size)
  const integers = new Uint32Array(xs.buffer)
  const high = integers.length / size - 1
  const exponent = dtype === 'float32' ? 0x7f800000 : 0x7ff00000
  for (let i = 0; i < integers.length; i++) integers[i] = next()
  for (let i = 0; i < size; i += 3) {
    const word = i * (high + 1) + high
    integers[word] = (integers[word] ?? 0) & ~exponent
  }
  for (let i = 1; i < size; i += 3) {
    const [low, top] = ranges[next() % ranges.length] ?? [0, 0]
    const where = next()
    const inside = low + ((top - low) * (where + next() / 2 ** 32)) / 2 ** 32
    xs[i] = where % 16 === 0 ? near(dtype, where % 32 === 0 ? low : top, (next() % 5) - 2) : inside
  }
  return xs
}

/** The number that is so many numbers after x. */
function near(dtype: FloatType, x: number, by: number): number {
  if (dtype === 'float32') return x + by * 2 ** (Math.floor(Math.log2(Math.abs(x) || 2 ** -126)) - 23)
  return x + by * 2 ** (Math.floor(Math.log2(Math.abs(x) || 2 ** -1022)) - 52)
}

/**
 * Tests of a function against its reference, in every variant.
 *
 * @param ranges where it is sampled more densely than all bits are
 */
export function testAccuracy(
  name: FunctionName,
  reference: (x: number) => number,
  ranges: readonly (readonly [number, number])[],
  { size = 6000 } = {},
): void {
  describe(`${name} is within its bound`, () => {
    for (const variant of variants) {
      const bound = bounds[variant.dtype][name]
      test.prop([fc.integer()], { numRuns: 4 })(`${nameOf(variant)}: ${bound} ulp`, (seed) => {
        const xs = sample(variant.dtype, ranges, seed, size)
        expectWithin(bound, variant, evaluate(name, variant, xs), reference, xs)
      })
    }
  })
}

/** The same for a function of pairs. Their second numbers are sampled alike, and some are near to the first ones. */
export function testPairs(
  name: PairName,
  reference: (x: number, y: number) => number,
  ranges: readonly (readonly [number, number])[],
): void {
  describe(`${name} is within its bound`, () => {
    for (const variant of variants) {
      const bound = bounds[variant.dtype][name]
      test.prop([fc.integer()], { numRuns: 4 })(`${nameOf(variant)}: ${bound} ulp`, (seed) => {
        const xs = sample(variant.dtype, ranges, seed, 6000)
        const ys = sample(variant.dtype, ranges, seed + 1, 6000).map((y, i) => (i % 4 === 0 ? (xs[i] ?? 0) * y : y))
        expectWithin(bound, variant, evaluate(name, variant, xs, { ys }), reference, xs, ys)
      })
    }
  })
}

function expectWithin(
  bound: number,
  { dtype }: Variant,
  results: Float32Array | Float64Array,
  reference: (...operands: number[]) => number,
  ...operands: readonly (Float32Array | Float64Array)[]
): void {
  let worst = { error: -1, operands: [0], result: 0, expected: 0 }
  for (const [i, result] of results.entries()) {
    const numbers = operands.map((xs) => xs[i] ?? 0)
    const expected = reference(...numbers)
    const error = errorOf(dtype, result, expected)
    if (error > worst.error) worst = { error, operands: numbers, result, expected }
  }
  if (worst.error > bound) expect(worst).toEqual({ ...worst, error: `at most ${bound}` })
}

const least = 2 ** -149

/** The values of a function that is x near 0. */
export const nearIdentity = [[0, 0], [-0, -0], [least, least], [-least, -least], [NaN, NaN]] as const // biome-ignore format: pairs

/** Values that must be met exactly, in every variant. */
export function testValues(name: FunctionName, rows: readonly (readonly [x: number, y: number])[]): void {
  describe(`${name} has exactly`, () => {
    for (const variant of variants) {
      it(nameOf(variant), () => {
        const results = evaluate(name, variant, rows.map(([x]) => x)) // biome-ignore format: one line
        expect(rows.map(([x], i) => [x, results[i]])).toEqual(rows)
      })
    }
  })
}

/**
 * The same for a function of pairs: every pair of these numbers, some of which are special, gives what the reference does. It
 * fills a vector, so that no other pair makes it take a branch.
 */
export function testPairValues(name: PairName, reference: (x: number, y: number) => number): void {
  describe(`${name} of special values is as in Math`, () => {
    for (const variant of variants) {
      const denormal = variant.dtype === 'float32' ? least : 2 ** -1074
      const numbers = [0, 1, 0.5, 3, denormal, 2 * denormal, 2 ** 127, Infinity].flatMap((x) => [x, -x]).concat(NaN)
      const pairs = numbers.flatMap((x) => numbers.flatMap((y) => new Array<readonly [number, number]>(4).fill([x, y])))
      it(nameOf(variant), () => {
        const [xs, ys] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)]
        const results = evaluate(name, variant, xs, { ys })
        const rounded = pairs.map(([x, y]) => (variant.dtype === 'float32' ? Math.fround : Number)(reference(x, y)))
        const error = (i: number): number => errorOf(variant.dtype, results[i] ?? NaN, rounded[i] ?? NaN)
        const wrong = pairs.flatMap(([x, y], i) =>
          error(i) <= Math.ceil(bounds[variant.dtype][name])
            ? []
            : [{ x, y, result: results[i], expected: rounded[i] }],
        )
        expect(wrong).toEqual([])
      })
    }
  })
}

/** @param ys the second numbers for a function of pairs; the first ones by default */
type EvaluateAll = (name: FunctionName | PairName, xs: readonly number[], ys?: readonly number[]) => number[]

/** A law that relates results to each other, bit by bit: for every variant, and random numbers of its dtype. */
export function testLaw(
  title: string,
  law: (evaluateAll: EvaluateAll, xs: readonly number[], dtype: FloatType) => void,
): void {
  describe(title, () => {
    for (const variant of variants) {
      const number = variant.dtype === 'float32' ? fc.float() : fc.double()
      const few = variant.dtype === 'float32' ? fc.float({ min: -20, max: 20 }) : fc.double({ min: -20, max: 20 })
      test.prop([fc.array(fc.oneof(number, few), { minLength: 1, maxLength: 16 })])(nameOf(variant), (xs) => {
        law((name, numbers, ys = numbers) => [...evaluate(name, variant, numbers, { ys })], xs, variant.dtype)
      })
    }
  })
}
