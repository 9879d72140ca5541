import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { judge } from '../src/quotients.ts'
import { between, roundings, scale, smoothCases } from './smooth-functions.ts'

/** The same function, each of whose values has an error of its own, of up to a share of the value. */
function noisy(f: (t: number) => number, share: number, errors: readonly number[]): (t: number) => number[] {
  const values = new Map<number, number>()
  return (t) => {
    const value = values.get(t) ?? f(t) * (1 + share * (errors[values.size % errors.length] ?? 0))
    values.set(t, value)
    return [value]
  }
}

const errors = fc.array(between(-1, 1), { minLength: 47, maxLength: 47 })
const shares = between(-15, -4).map((exponent) => 10 ** exponent)

describe.each(['float64', 'float32'] as const)('in %s', (dtype) => {
  const { eps, round } = roundings[dtype]

  test.prop([smoothCases, scale(-6, 6), shares, errors], { numRuns: 1000 })(
    'with rounding errors of up to 1e-4, the right derivative never fails',
    ([{ f, derivative }, at], s, share, list) => {
      const x = round(at)
      const value = noisy((t) => round(s * f(round(x + t))), share, list)
      expect(judge(value, s * derivative(x), eps).verdict).not.toBe('fail')
    },
  )
})

it('a wrong derivative is still found where the errors are small', () => {
  const cases = fc.sample(fc.tuple(smoothCases, errors), { numRuns: 300, seed: 1 })
  const found = cases.filter(([[{ f, derivative }, x], list]) => {
    const right = derivative(x)
    return (
      judge(
        noisy((t) => f(x + t), 1e-12, list),
        right + 0.1 * (1 + Math.abs(right)),
        2 ** -52,
      ).verdict === 'fail'
    )
  })
  expect(found.length).toBeGreaterThan(290)
})

it('where the errors hide the derivative, it is not decided', () => {
  const cases = fc.sample(errors, { numRuns: 50, seed: 1 })
  const verdicts = cases.map(
    (list) =>
      judge(
        noisy((t) => Math.exp(t), 1e-3, list),
        1.1,
        2 ** -52,
      ).verdict,
  )
  expect(verdicts.filter((verdict) => verdict === 'undecided').length).toBeGreaterThan(45)
})
