import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { judge, type Verdict } from '../src/quotients.ts'
import { between, roundings, type SmoothFunction, scale, smoothCases } from './smooth-functions.ts'

const runs = { numRuns: 500 }

/** What is said of a multiple of the derivative plus an error, for s f(x). */
function verdictOn(
  { f, derivative }: SmoothFunction,
  at: number,
  s: number,
  dtype: keyof typeof roundings,
  error: number,
) {
  const { eps, round } = roundings[dtype]
  const x = round(at)
  const right = s * derivative(x)
  return judge((t) => [round(s * f(round(x + t)))], right + error * (1 + Math.abs(right)), eps).verdict
}

/** Wrong by more than 1 %, in either direction; where the derivative is small, by more than 0.01. */
const error = fc.tuple(between(0.0101, 3), fc.constantFrom(1, -1)).map(([size, sign]) => sign * size)

describe('in float64', () => {
  test.prop([smoothCases, scale(-6, 6)], runs)('the right derivative passes', ([of, x], s) => {
    expect(verdictOn(of, x, s, 'float64', 0)).toBe('pass')
  })

  test.prop([smoothCases, scale(-6, 6), error], runs)('a wrong one fails', ([of, x], s, wrong) => {
    expect(verdictOn(of, x, s, 'float64', wrong)).toBe('fail')
  })

  test.prop([between(-2, 2), fc.constantFrom(1e-6, -1e-6)])(
    'and so does one that is wrong by a millionth',
    (x, wrong) => {
      expect(verdictOn({ name: 'exp', f: Math.exp, derivative: Math.exp }, x, 1, 'float64', wrong)).toBe('fail')
    },
  )
})

describe('in float32', () => {
  test.prop([smoothCases, scale(-6, 6)], runs)('the right derivative never fails', ([of, x], s) => {
    expect(verdictOn(of, x, s, 'float32', 0)).not.toBe('fail')
  })

  test.prop([smoothCases, scale(-6, 6), error], runs)('a wrong one never passes', ([of, x], s, wrong) => {
    expect(verdictOn(of, x, s, 'float32', wrong)).not.toBe('pass')
  })

  it('nearly all are decided', () => {
    const cases = fc.sample(fc.tuple(smoothCases, scale(-6, 6), error), { numRuns: 1000, seed: 1 })
    const share = (wanted: Verdict, right: 0 | 1): number =>
      cases.filter(([[of, x], s, wrong]) => verdictOn(of, x, s, 'float32', (1 - right) * wrong) === wanted).length /
      1000
    expect(share('pass', 1)).toBeGreaterThan(0.95)
    expect(share('fail', 0)).toBeGreaterThan(0.95)
  })
})

describe('terms that the step does not change', () => {
  const eps = 2 ** -52
  const others = fc.array(fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 1))

  test.prop([smoothCases, others, others])(
    'do not matter, be they finite or not',
    ([{ f, derivative }, x], before, after) => {
      const many = judge((t) => [...before, f(x + t), ...after], derivative(x), eps)
      expect(many.verdict).toBe('pass')
      expect(
        judge((t) => [...before, f(x + t), ...after], derivative(x) + 0.1 * (1 + Math.abs(derivative(x))), eps).verdict,
      ).toBe('fail')
    },
  )

  test.prop([smoothCases, smoothCases])('those that it changes are added up', ([p, x], [q, y]) => {
    const right = p.derivative(x) + q.derivative(y)
    const verdict = (analytic: number): Verdict => judge((t) => [p.f(x + t), q.f(y + t)], analytic, eps).verdict
    expect(verdict(right)).toBe('pass')
    expect(verdict(right + 0.1 * (1 + Math.abs(right)))).toBe('fail')
  })

  test.prop([smoothCases, fc.nat(500)])(
    'by the hundred in float32, they keep nothing from being decided',
    ([of, x], count) => {
      const { eps, round } = roundings.float32
      const [point, others] = [round(x), new Array<number>(count).fill(round(2 * of.f(x)))]
      const verdict = (slope: number): Verdict =>
        judge((t) => [...others, round(of.f(round(point + t)))], slope, eps).verdict
      const alone = (slope: number): Verdict => judge((t) => [round(of.f(round(point + t)))], slope, eps).verdict
      const right = of.derivative(point)
      expect(verdict(right)).toBe(alone(right))
      const wrong = right + 1 + Math.abs(right) + 4e-3 * count * Math.abs(of.f(x))
      expect(verdict(wrong)).toBe(alone(wrong))
    },
  )

  it('if one is so large that the others may be lost in its rounding, it is not decided', () => {
    expect(judge((t) => [t, 1e15], 0, eps).verdict).toBe('undecided')
    expect(judge((t) => [1e15 + t / 1e3], 0, eps).verdict).toBe('undecided')
  })
})
