import { expect } from 'vitest'
import { testAccuracy, testLaw, testValues } from './accuracy.ts'

const within = 2 ** 20 * (Math.PI / 2)
const ranges = [[-10, 10], [-1000, 1000], [-within, within], [-0.8, 0.8], [Math.PI / 2, Math.PI]] as const // biome-ignore format: pairs

testAccuracy('sin', Math.sin, ranges, { within })
testAccuracy('cos', Math.cos, ranges, { within })

testValues('sin', [
  [0, 0],
  [-0, -0],
  [Infinity, NaN],
  [-Infinity, NaN],
  [NaN, NaN],
  [2 ** -149, 2 ** -149],
  [-(2 ** -149), -(2 ** -149)],
])

testValues('cos', [
  [0, 1],
  [-0, 1],
  [Infinity, NaN],
  [-Infinity, NaN],
  [NaN, NaN],
  [2 ** -149, 1],
])

testLaw('sin is odd and cos is even, where they are accurate', (evaluate, numbers) => {
  const xs = numbers.map((x) => x % within)
  const negative = xs.map((x) => -x)
  expect(evaluate('sin', negative)).toEqual(evaluate('sin', xs).map((y) => -y))
  expect(evaluate('cos', negative)).toEqual(evaluate('cos', xs))
})

testLaw('sin and cos are within -1 and 1 wherever x is finite, and NaN elsewhere', (evaluate, xs) => {
  for (const name of ['sin', 'cos'] as const) {
    expect(evaluate(name, xs).map((y) => Math.abs(y) <= 1)).toEqual(xs.map(Number.isFinite))
  }
})
