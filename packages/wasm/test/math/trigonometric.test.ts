import { expect } from 'vitest'
import { nearIdentity, testAccuracy, testLaw, testValues } from './accuracy.ts'

// up to where lanes are computed one by one, and beyond
const reach = 2 ** 20 * (Math.PI / 2)
const ranges = [[-10, 10], [-1000, 1000], [-reach, reach], [-0.8, 0.8], [Math.PI / 2, Math.PI], [1e6, 1e8]] as const // biome-ignore format: pairs

testAccuracy('sin', Math.sin, ranges)
testAccuracy('cos', Math.cos, ranges)
testAccuracy('tan', Math.tan, ranges)

testValues('sin', [...nearIdentity, [Infinity, NaN], [-Infinity, NaN]])

testValues('cos', [
  [0, 1],
  [-0, 1],
  [Infinity, NaN],
  [-Infinity, NaN],
  [NaN, NaN],
  [2 ** -149, 1],
])

testValues('tan', [...nearIdentity, [Infinity, NaN], [-Infinity, NaN]])

testLaw('sin and tan are odd and cos is even', (evaluate, xs) => {
  const negative = xs.map((x) => -x)
  for (const name of ['sin', 'tan'] as const) {
    expect(evaluate(name, negative)).toEqual(evaluate(name, xs).map((y) => -y))
  }
  expect(evaluate('cos', negative)).toEqual(evaluate('cos', xs))
})

testLaw('sin and cos are within -1 and 1 wherever x is finite, and NaN elsewhere', (evaluate, xs) => {
  for (const name of ['sin', 'cos'] as const) {
    expect(evaluate(name, xs).map((y) => Math.abs(y) <= 1)).toEqual(xs.map(Number.isFinite))
  }
})
