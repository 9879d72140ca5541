import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { judge, type Verdict } from '../src/quotients.ts'
import { between, roundings, scale, smoothCases } from './smooth-functions.ts'

const { eps } = roundings.float64

describe.each(['float64', 'float32'] as const)('at a kink, in %s', (dtype) => {
  const { eps, round } = roundings[dtype]
  /** left slope, how much steeper it is on the right, height and curvature; all scaled */
  const bend = fc.tuple(between(-3, 3), between(0.1, 3), between(-10, 10), between(-2, 2), scale(0, 6))

  const verdict = (
    [left, step, height, curvature, s]: readonly number[],
    at: (low: number, high: number) => number,
  ) => {
    const [a = 0, b = 0] = [left, (left ?? 0) + (step ?? 0)]
    const f = (t: number): number => (s ?? 1) * ((height ?? 0) + (t < 0 ? a : b) * t + (curvature ?? 0) * t * t)
    const [low, high] = [Math.min((s ?? 1) * a, (s ?? 1) * b), Math.max((s ?? 1) * a, (s ?? 1) * b)]
    return judge((t) => [round(f(t))], at(low, high), eps).verdict
  }

  test.prop([bend, between(0, 1)])('every derivative between those of both sides is legal', (f, share) => {
    expect(verdict(f, (low, high) => low + share * (high - low))).toBe('kink')
  })

  test.prop([bend, fc.boolean(), between(0.02, 3)])('any other fails', (f, above, by) => {
    const far = (low: number, high: number): number => by * (1 + Math.max(Math.abs(low), Math.abs(high)))
    expect(verdict(f, (low, high) => (above ? high + far(low, high) : low - far(low, high)))).toBe('fail')
  })

  it.each<[string, (t: number) => number, legal: readonly number[], illegal: readonly number[]]>([
    ['abs', (t) => Math.abs(t), [-1, -0.3, 0, 1], [-1.1, 1.1, 7]],
    ['relu', (t) => Math.max(t, 0), [0, 0.5, 1], [-0.1, 1.1, 2]],
    ['relu of -t', (t) => Math.max(-t, 0), [-1, -0.5, 0], [0.1, -1.1]],
    ['max(t, -2 t)', (t) => Math.max(t, -2 * t), [-2, 0, 1], [-2.1, 1.1]],
    ['min(3, 3 + t)', (t) => Math.min(3, 3 + t), [0, 0.5, 1], [-0.1, 1.1]],
  ])('%s', (_name, f, legal, illegal) => {
    const verdicts = (some: readonly number[]): Verdict[] =>
      some.map((one) => judge((t) => [round(f(t))], one, eps).verdict)
    expect(verdicts(legal)).toEqual(legal.map(() => 'kink'))
    expect(verdicts(illegal)).toEqual(illegal.map(() => 'fail'))
  })
})

describe('beside a kink', () => {
  const distance = fc
    .tuple(fc.integer({ min: 1, max: 12 }), between(1, 10), fc.constantFrom(1, -1))
    .map(([exponent, digit, sign]) => sign * digit * 10 ** -exponent)
  const near = fc.record({ smooth: smoothCases, distance, k: between(-2, 2), s: scale(-3, 6) })
  type Near = typeof near extends fc.Arbitrary<infer C> ? C : never

  /** s (f + k relu(t - distance)): its derivative at 0 is that of f, and of k t where the kink is to the left. */
  function verdict({ smooth: [{ f, derivative }, at], distance, k, s }: Near, dtype: keyof typeof roundings): Verdict {
    const { eps, round } = roundings[dtype]
    const x = round(at)
    const value = (t: number): number => {
      const moved = round(x + t)
      return round(s * (f(moved) + k * Math.max(moved - x - distance, 0)))
    }
    return judge((t) => [value(t)], s * (derivative(x) + (distance < 0 ? k : 0)), eps).verdict
  }

  test.prop([near], { numRuns: 2000 })('1e-12 to 1 away, the right derivative never fails in float64', (given) => {
    expect(verdict(given, 'float64')).not.toBe('fail')
  })

  test.prop([near], { numRuns: 2000 })('nor in float32', (given) => {
    expect(verdict(given, 'float32')).not.toBe('fail')
  })

  it('farther away than the steps it passes, and a wrong one fails', () => {
    for (const d of [0.02, -0.02, 0.1, -0.1, 1]) {
      const right = d < 0 ? 1 : 0
      expect(judge((t) => [Math.max(t - d, 0)], right, eps).verdict).toBe('pass')
      expect(judge((t) => [Math.max(t - d, 0)], 1 - right, eps).verdict).toBe('fail')
    }
  })
})

describe('at the edge of the domain', () => {
  const anything = [0, 1, -1, 5, Number.POSITIVE_INFINITY, Number.NaN]

  it.each(['float64', 'float32'] as const)('of a square root nothing can be told, in %s', (dtype) => {
    const { eps, round } = roundings[dtype]
    for (const one of anything) expect(judge((t) => [round(Math.sqrt(t))], one, eps).verdict).toBe('undecided')
  })

  it('of x sqrt(x) the derivative 0 passes from the one side; another does not', () => {
    const f = (t: number): number[] => [t * Math.sqrt(t)]
    expect(judge(f, 0, eps).verdict).toBe('pass')
    for (const one of [0.1, 1, -1]) expect(judge(f, one, eps).verdict).toBe('undecided')
    expect(judge((t) => f(-t), 0, eps).verdict).toBe('pass')
  })

  it('where f is defined nowhere else, it is undecided', () => {
    expect(judge((t) => [t === 0 ? 1 : Number.NaN], 0, eps).verdict).toBe('undecided')
  })

  it('where f jumps, no derivative is right, and none can be proved wrong', () => {
    for (const one of [0, 1, 100]) expect(judge((t) => [Math.sign(t)], one, eps).verdict).toBe('undecided')
    for (const one of [0, 1, 100]) expect(judge((t) => [t === 0 ? 1 : 0], one, eps).verdict).toBe('undecided')
    expect(judge((t) => [Math.sqrt(Math.abs(t))], 0, eps).verdict).toBe('undecided')
  })

  it('a derivative that is not finite fails where f is smooth', () => {
    for (const one of [Number.NaN, Number.POSITIVE_INFINITY])
      expect(judge((t) => [Math.exp(t)], one, eps).verdict).toBe('fail')
  })
})
