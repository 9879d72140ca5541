import { describe, expect, test } from 'vitest'
import { adaptiveDerivative } from '../src/gradcheck/adaptive.ts'

describe('adaptiveDerivative', () => {
  // the README of FiniteDifferences.jl gives 2.1e-14 for sin at 1
  test('is as exact as the method it ports', () => {
    const [slope = Number.NaN] = adaptiveDerivative((t) => [Math.sin(1 + t)], 'float64')
    expect(Math.abs(slope - Math.cos(1))).toBeLessThan(1e-13)
  })

  test('differentiates every number of a function', () => {
    const slopes = adaptiveDerivative((t) => [3 * t, Math.exp(t), 7], 'float64')
    for (const [i, slope] of [3, 1, 0].entries()) expect(slopes[i]).toBeCloseTo(slope, 10)
  })

  test('evaluates a float32 function at float32 steps', () => {
    const steps: number[] = []
    adaptiveDerivative((t) => [steps.push(t) && Math.fround(t)], 'float32')
    expect(steps).toEqual(steps.map(Math.fround))
  })

  test('is NaN where the function is', () =>
    expect(adaptiveDerivative(() => [Number.NaN], 'float64')).toEqual([Number.NaN]))
})
