import { expect } from 'vitest'
import { nearIdentity, testAccuracy, testLaw, testValues } from './accuracy.ts'

// Around 1, where the result is small, around the bounds of the reduced argument, and the least normal numbers.
const root = Math.SQRT1_2
testAccuracy('log', Math.log, [
  [0.9, 1.1],
  [root, 2 * root],
  [1, 100],
  [2 ** -127, 2 ** -125],
  [2 ** -1023, 2 ** -1021],
])
testAccuracy('log1p', Math.log1p, [
  [-0.5, 0.5],
  [root - 1, 2 * root - 1],
  [-1, 0],
  [1, 100],
  [2 ** -25, 2 ** -23],
  [2 ** -54, 2 ** -52],
])

testValues('log', [
  [1, 0],
  [0, -Infinity],
  [-0, -Infinity],
  [Infinity, Infinity],
  [-Infinity, NaN],
  [NaN, NaN],
  [-1, NaN],
  [-(2 ** -149), NaN],
])

testValues('log1p', [
  ...nearIdentity,
  [-1, -Infinity],
  [-1.5, NaN],
  [Infinity, Infinity],
  [-Infinity, NaN],
  [2 ** -100, 2 ** -100],
])

testLaw('log1p has the sign of x', (evaluate, xs) => {
  const numbers = xs.filter((x) => x > -1)
  expect(evaluate('log1p', numbers).map(Math.sign)).toEqual(numbers.map(Math.sign))
})
