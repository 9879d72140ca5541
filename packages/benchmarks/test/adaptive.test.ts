import { describe, expect, test } from 'vitest'
import { adaptiveDerivative } from '../src/gradcheck/adaptive.ts'

describe('adaptiveDerivative', () => {
  test('takes the step that the documentation of FiniteDifferences.jl shows for sin at 1', () => {
    const steps: number[] = []
    const [slope = Number.NaN] = adaptiveDerivative((t) => {
      steps.push(t)
      return [Math.sin(1 + t)]
    }, 'float64')
    expect(steps.at(-2)).toBeCloseTo(0.001065235154086019, 15)
    expect(slope).toBeCloseTo(0.5403023058681607, 14)
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
