import { expect } from 'vitest'
import { nearIdentity, testAccuracy, testLaw, testValues } from './accuracy.ts'

// From where the result is subnormal to where it overflows, in float32 and float64; and near 0.
const ranges = [[-104, 89], [-746, 710], [-1, 1], [88.6, 88.8], [-104, -86]] as const // biome-ignore format: pairs

testAccuracy('exp', Math.exp, ranges)
testAccuracy('expm1', Math.expm1, [...ranges, [-0.4, 0.4]])

testValues('exp', [
  [0, 1],
  [-0, 1],
  [Infinity, Infinity],
  [-Infinity, 0],
  [NaN, NaN],
  [1e30, Infinity],
  [-1e30, 0],
  [2 ** -149, 1],
])

testValues('expm1', [
  ...nearIdentity,
  [Infinity, Infinity],
  [-Infinity, -1],
  [1e30, Infinity],
  [-1e30, -1],
  [2 ** -100, 2 ** -100],
])

testLaw('exp is not negative, and expm1 is not below -1', (evaluate, xs) => {
  const numbers = xs.filter((x) => !Number.isNaN(x))
  expect(evaluate('exp', numbers).every((y) => y >= 0)).toBe(true)
  expect(evaluate('expm1', numbers).every((y) => y >= -1)).toBe(true)
})
