import { expect } from 'vitest'
import { testAccuracy, testLaw, testValues } from './accuracy.ts'

// Where the result becomes 1, in float32 and in float64; and near 0.
testAccuracy('tanh', Math.tanh, [[-9.1, 9.1], [-20, 20], [-1, 1], [8.9, 9.1], [18.5, 20]]) // biome-ignore format: pairs

testValues('tanh', [
  [0, 0],
  [-0, -0],
  [20, 1],
  [-20, -1],
  [1e30, 1],
  [Infinity, 1],
  [-Infinity, -1],
  [NaN, NaN],
  [2 ** -149, 2 ** -149],
  [-(2 ** -149), -(2 ** -149)],
])

testLaw('tanh is odd, and not beyond 1', (evaluate, xs) => {
  const results = evaluate('tanh', xs)
  expect(evaluate('tanh', xs.map((x) => -x))).toEqual(results.map((y) => -y)) // biome-ignore format: one line
  expect(results.every((y) => !(Math.abs(y) > 1))).toBe(true)
})
