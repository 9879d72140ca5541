import { expect } from 'vitest'
import { nearIdentity, testAccuracy, testLaw, testPairs, testPairValues, testValues } from './accuracy.ts'

// Where the forms change: at 1/2, at tan(pi / 8), and at 1.
const arcs = [[-1, 1], [0.49, 0.51], [0.97, 1], [-0.51, -0.49], [-1e-3, 1e-3]] as const // biome-ignore format: pairs
testAccuracy('asin', Math.asin, arcs)
testAccuracy('acos', Math.acos, arcs)
testAccuracy('atan', Math.atan, [[-5, 5], [-1, 1], [0.41, 0.42], [0.99, 1.01], [2.41, 2.43], [-100, 100]]) // biome-ignore format: pairs
testPairs('atan2', Math.atan2, [[-3, 3], [0.4, 1], [-1000, 1000], [-1e-3, 1e-3]]) // biome-ignore format: pairs

testValues('asin', [...nearIdentity, [1 + 2 ** -23, NaN], [-1.5, NaN], [Infinity, NaN], [-Infinity, NaN]])

testValues('acos', [
  [1, 0],
  [1 + 2 ** -23, NaN],
  [-1.5, NaN],
  [Infinity, NaN],
  [-Infinity, NaN],
  [NaN, NaN],
])

testValues('atan', nearIdentity)

testPairValues('atan2', Math.atan2)

testLaw('asin, atan and, in its first operand, atan2 are odd', (evaluate, xs) => {
  const negative = xs.map((x) => -x)
  for (const name of ['asin', 'atan'] as const) {
    expect(evaluate(name, negative)).toEqual(evaluate(name, xs).map((y) => -y))
  }
  const others = xs.toReversed()
  expect(evaluate('atan2', negative, others)).toEqual(evaluate('atan2', xs, others).map((y) => -y))
})
