import { describe, expect, it } from 'vitest'
import { powOfNumbers } from '../../src/index.ts'
import { testLaw, testPairs, testPairValues } from './accuracy.ts'
import { evaluate, nameOf, variants } from './evaluate.ts'

// Small numbers; near 1, with large exponents; and near sqrt(2), where float64's logarithm has the largest error.
testPairs('pow', powOfNumbers, [[-10, 10], [0, 2], [-100, 100], [1.4, 1.42], [-2100, 2100]]) // biome-ignore format: pairs
testPairValues('pow', powOfNumbers)

describe('pow has no error where the exact result is a number of the dtype', () => {
  for (const variant of variants) {
    it(nameOf(variant), () => {
      const largest = variant.dtype === 'float32' ? 2 ** 24 : 2 ** 53
      const pairs = numbersFrom(-100, 100).flatMap((x) => numbersFrom(0, 53).map((y) => [x, y] as const))
      const known = pairs.filter(([x, y]) => Math.abs(x) ** y <= largest)
      const [xs, ys] = [known.map(([x]) => x), known.map(([, y]) => y)]
      const integers = known.map(([x, y]) => Number(BigInt(x) ** BigInt(y)))
      expect([...evaluate('pow', variant, xs, { ys })]).toEqual(integers)

      const exponents = variant.dtype === 'float32' ? numbersFrom(-150, 128) : numbersFrom(-1075, 1024)
      const round = variant.dtype === 'float32' ? Math.fround : Number
      const powersOf2 = evaluate('pow', variant, new Array(exponents.length).fill(2), { ys: exponents })
      expect([...powersOf2]).toEqual(exponents.map((y) => round(2 ** y)))
    })
  }
})

function numbersFrom(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}

testLaw('pow is the number itself, its square, its square root', (evaluate, xs, dtype) => {
  const power = (y: number): number[] => evaluate('pow', xs, new Array(xs.length).fill(y))
  const rounded = (f: (x: number) => number): number[] =>
    xs.map((x) => (dtype === 'float32' ? Math.fround : Number)(f(x)))
  expect(power(1)).toEqual(xs)
  expect(power(2)).toEqual(rounded((x) => x * x))
  expect(power(0.5)).toEqual(rounded((x) => (x === -Infinity ? Infinity : Math.sqrt(x + 0)))) // of -0 it is 0
})

testLaw('pow of a negative number has the sign of the exponent being odd', (evaluate, xs) => {
  const numbers = xs.map(Math.abs)
  const exponents = [[3, -1], [-7, -1], [4, 1], [-2, 1], [2 ** 24, 1]] as const // biome-ignore format: pairs
  for (const [y, sign] of exponents) {
    const ys = xs.map(() => y)
    expect(evaluate('pow', numbers.map((x) => -x), ys)).toEqual(evaluate('pow', numbers, ys).map((z) => sign * z)) // biome-ignore format: one line
  }
})

testLaw('pow ends at 0 and Infinity, however large the exponent', (evaluate, xs) => {
  const numbers = xs.filter((x) => x > 1)
  for (const y of [Infinity, 2 ** 127]) {
    expect(evaluate('pow', numbers, numbers.map(() => y))).toEqual(numbers.map(() => Infinity)) // biome-ignore format: one line
    expect(evaluate('pow', numbers, numbers.map(() => -y))).toEqual(numbers.map(() => 0)) // biome-ignore format: one line
  }
})

describe('powOfNumbers', () => {
  it('has the pow of C where that of JavaScript is another', () => {
    const pairs = [[1, NaN], [1, Infinity], [-1, Infinity], [-1, -Infinity]] as const // biome-ignore format: pairs
    expect(pairs.map(([x, y]) => powOfNumbers(x, y))).toEqual([1, 1, 1, 1])
    expect([powOfNumbers(NaN, 0), powOfNumbers(2, 10), powOfNumbers(-2, 0.5)]).toEqual([1, 1024, NaN])
  })
})
