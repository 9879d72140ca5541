import { expect } from 'vitest'
import { nearIdentity, testAccuracy, testLaw, testValues } from './accuracy.ts'

// Where the result becomes 1, in float32 and in float64; and near 0.
testAccuracy('tanh', Math.tanh, [[-9.1, 9.1], [-20, 20], [-1, 1], [8.9, 9.1], [18.5, 20]]) // biome-ignore format: pairs

// Where the form changes, where the result overflows but the power does not yet, and near 0.
const ranges = [[-2, 2], [0.9, 1.1], [-89.5, 89.5], [88.7, 89.5], [-711, 711], [709, 711]] as const // biome-ignore format: pairs
testAccuracy('sinh', Math.sinh, ranges)
testAccuracy('cosh', Math.cosh, ranges)

testValues('sinh', [...nearIdentity, [Infinity, Infinity], [-Infinity, -Infinity], [1e30, Infinity]])

testValues('cosh', [
  [0, 1],
  [-0, 1],
  [Infinity, Infinity],
  [-Infinity, Infinity],
  [NaN, NaN],
  [1e30, Infinity],
  [2 ** -149, 1],
])

testLaw('sinh is odd and cosh is even, and not below 1', (evaluate, xs) => {
  const negative = xs.map((x) => -x)
  expect(evaluate('sinh', negative)).toEqual(evaluate('sinh', xs).map((y) => -y))
  expect(evaluate('cosh', negative)).toEqual(evaluate('cosh', xs))
  expect(evaluate('cosh', xs).every((y) => !(y < 1))).toBe(true)
})

testValues('tanh', [...nearIdentity, [20, 1], [-20, -1], [1e30, 1], [Infinity, 1], [-Infinity, -1]])

testLaw('tanh is odd, and not beyond 1', (evaluate, xs) => {
  const results = evaluate('tanh', xs)
  expect(evaluate('tanh', xs.map((x) => -x))).toEqual(results.map((y) => -y)) // biome-ignore format: one line
  expect(results.every((y) => !(Math.abs(y) > 1))).toBe(true)
})
