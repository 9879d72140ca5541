import { type Tensor, tensor } from '@adjoint/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { adjoint } from '../src/adjoint/index.ts'
import { smooth } from '../src/arbitraries/values.ts'
import type { Adapter } from '../src/differentiable.ts'
import { smallestScale } from '../src/directions.ts'
import { GradientError } from '../src/errors.ts'
import { assertGradient, checkGradient } from '../src/gradient.ts'
import { ndarray, sizeOf } from '../src/ndarray.ts'
import { report } from '../src/report.ts'
import { between } from './smooth-functions.ts'

/** Σᵢ i xᵢ² + x₀ x₁ ... xₙ */
const f = (x: number[]): number =>
  x.reduce((sum, v, i) => sum + i * v * v, 0) + x.reduce((product, v) => product * v, 1)
const gradient = (x: number[]): number[] =>
  x.map((v, i) => 2 * i * v + x.reduce((product, w, j) => (j === i ? product : product * w), 1))

describe('a function of numbers', () => {
  const points = fc.array(between(-2, 2), { minLength: 1, maxLength: 5 })

  test.prop([points])('with the right gradient passes', (x) => {
    expect(checkGradient(f, x, { gradient }).verdict).toBe('pass')
  })

  test.prop([points, fc.nat(4), fc.constantFrom(1e-6, 0.1, -3)])('with one wrong number fails there', (x, k, by) => {
    const at = k % x.length
    const wrong = (y: number[]): number[] => gradient(y).map((v, i) => (i === at ? v + by * (1 + Math.abs(v)) : v))
    const { verdict, findings, culprit } = checkGradient(f, x, { gradient: wrong })
    expect(verdict).toBe('fail')
    const failures = findings.filter((finding) => finding.verdict === 'fail')
    expect(failures.map(({ element }) => element)).toEqual([{ input: 0, place: at }])
    expect(culprit).toBeNull()
  })

  it('with a small error beside a small number fails, too', () => {
    const wrong = (y: number[]): number[] => gradient(y).map((v, i) => (i === 0 ? v + 3e-6 : v))
    expect(checkGradient(f, [-0.000976, -2], { gradient: wrong }).verdict).toBe('fail')
  })

  it('may have its gradient as a typed array, and may change its argument', () => {
    const destructive = (x: number[]): number => x.splice(0).reduce((sum, v) => sum + v * v, 0)
    const doubled = (x: number[]): Float64Array => Float64Array.from(x.splice(0), (v) => 2 * v)
    expect(checkGradient(destructive, [1, 2, 3], { gradient: doubled }).verdict).toBe('pass')
  })

  it('with too few numbers fails, and says so', () => {
    const { verdict, main } = checkGradient(f, [1, 2, 3], { gradient: () => [1, 2] })
    expect(verdict).toBe('fail')
    expect(main?.message).toBe('throws: the gradient has 2 numbers for 3 variables; give one each.')
  })

  it('of no numbers passes', () => {
    expect(checkGradient(() => 1, [], { gradient: () => [] }).verdict).toBe('pass')
  })

  it('at a kink may have any subgradient, but no other', () => {
    const relu = ([x = 0]: number[]): number => Math.max(x, 0)
    const verdict = (slope: number) => checkGradient(relu, [0], { gradient: () => [slope] }).verdict
    expect([0, 0.5, 1].map(verdict)).toEqual(['kink', 'kink', 'kink'])
    expect([-0.5, 2].map(verdict)).toEqual(['fail', 'fail'])
  })

  it('at the edge of its domain is undecided', () => {
    const options = { gradient: ([x = 0]: number[]) => [0.5 / Math.sqrt(x)] }
    expect(checkGradient(([x = 0]) => Math.sqrt(x), [0], options).verdict).toBe('undecided')
    expect(checkGradient(([x = 0]) => Math.sqrt(x), [1e-3], options).verdict).toBe('pass')
  })
})

describe('a function that throws beside the point', () => {
  // the first ladder leaves its domain, the second does not, and finds kinks
  const guarded = (x: number[]): number => {
    if (x.some((v) => v < -0.001)) throw new RangeError('negative')
    return x.reduce((sum, v) => sum + Math.abs(v), 0)
  }

  it('at a kink may have any subgradient, but no other', () => {
    const verdictOf = (slope: number) => checkGradient(guarded, [0, 0], { gradient: () => [slope, slope] }).verdict
    expect([-1, 0.3].map(verdictOf)).toEqual(['kink', 'kink'])
    expect(verdictOf(1.5)).not.toBe('pass')
  })
})

describe('large and small points', () => {
  it('beside a number of a single bit no exact derivative is owed', () => {
    const quotient = (a: Tensor, b: Tensor): Tensor => a.div(b)
    const at = [2.6624670822171524e-44, -1.0059771988988184e-23].map((x) => ndarray([x], [], 'float32'))
    expect(checkGradient(quotient, at, { adapter: adjoint }).verdict).toBe('undecided')
  })

  const sizes = [1e-30, 1e-12, 1e-6, 1e-3, 1, 1e3, 1e6, 1e9, 1e12]

  it.each(sizes)('sin(x / %g) is judged in its own scale', (size) => {
    const sine = ([x = 0]: number[]): number => Math.sin(x / size)
    const slope = (factor: number) => ({ gradient: ([x = 0]: number[]) => [(factor * Math.cos(x / size)) / size] })
    for (const x of [0.3 * size, -1.2 * size]) {
      expect(checkGradient(sine, [x], slope(1)).verdict).toBe('pass')
      if (size >= 1e-3) expect(checkGradient(sine, [x], slope(1.001)).verdict).toBe('fail')
    }
  })

  it.each([1e-5, 1e-8, -1e-12])('beside %s a wrong derivative does not pass because the steps are short', (x) => {
    const verdictOf = (f: (x: number) => number, slope: number) =>
      checkGradient(([v = 0]) => f(v), [x], { gradient: () => [slope] }).verdict
    const versine = (v: number): number => 1 - Math.cos(v)
    expect(verdictOf(versine, Math.sin(x))).toBe('pass')
    expect(verdictOf(versine, x + 1e-3)).toBe('fail')
    // computed in another dtype than is said: too rough to fail, but no pass either
    const rough = (v: number): number => Math.fround(Math.sin(v))
    expect([0, -1, 2].map((slope) => verdictOf(rough, slope))).not.toContain('pass')
  })

  it.each([
    ['float32', 3034],
    ['float32', 1e8],
    ['float64', 1e12],
    ['float64', 1e15],
  ] as const)('in %s beside %s a step function is not taken for a slope', (dtype, x) => {
    const verdictOf = (f: (x: Tensor) => Tensor) =>
      checkGradient(f, [ndarray([x, 0.5], [2], dtype)], { adapter: adjoint }).verdict
    expect(verdictOf((y) => y.floor())).not.toBe('fail')
    expect(verdictOf((y) => y.round())).not.toBe('fail')
    expect(verdictOf((y) => y.ceil().mul(3))).not.toBe('fail')
  })

  it.each([
    ['float32', 3034],
    ['float64', 1e10],
  ] as const)('in %s beside %s a missing derivative fails', (dtype, x) => {
    const none: Adapter<Tensor> = { ...adjoint, vjp: (_f, at) => at.map((y) => y.mul(0)), steps: undefined }
    const { jvp: _, ...reverse } = none
    for (const f of [(y: Tensor) => y, (y: Tensor) => y.square()]) {
      expect(checkGradient(f, [ndarray([x], [1], dtype)], { adapter: reverse }).verdict).toBe('fail')
    }
  })

  it.each([1e-30, 1e-200])('a missing derivative by a 3 fails, though a %s stands beside it', (tiny) => {
    const verdictOf = (factor: number) =>
      checkGradient(([x = 0, y = 0]) => x ** 2 - 9 + y, [3, tiny], { gradient: ([x = 0]) => [factor * x, 1] }).verdict
    expect(verdictOf(2)).toBe('pass')
    expect(verdictOf(0)).toBe('fail')
    const besideInfinity = (slope: number) =>
      checkGradient(([x = 0]) => Math.log(x), [tiny, Number.POSITIVE_INFINITY], { gradient: () => [slope, 0] }).verdict
    expect([1 / tiny, 2 / tiny].map(besideInfinity)).toEqual(['pass', 'fail'])
  })

  it.each([1e-2, 3e-3, 1e-3, 1e-6, 1e-12, 1e-30, 1e-200])('%s from the edge of a domain all is decided', (x) => {
    const verdictOf = (f: (x: number) => number, slope: number) =>
      checkGradient(([v = 0]) => f(v), [x], { gradient: () => [slope] }).verdict
    const functions = [
      [Math.sqrt, 0.5 / Math.sqrt(x)],
      [Math.log, 1 / x],
      [(v: number): number => 1 / v, -(x ** -2)],
    ] as const
    for (const [f, slope] of functions) {
      if (!Number.isFinite(slope)) continue
      expect(verdictOf(f, slope)).toBe('pass')
      expect(verdictOf(f, 1.01 * slope)).toBe('fail')
      expect(verdictOf(f, 0)).toBe('fail')
    }
  })

  it('of many small numbers the smallest is found', () => {
    const x = Array.from({ length: 2_000_000 }, (_, i) => 1e-5 * Math.sin(i + 1)).with(7, 2 ** -40)
    expect(smallestScale([ndarray(x)])).toBe(2 ** -40)
  })

  it.each([10, 100, 1000, 10_000])('of %d numbers a single wrong one is found', (count) => {
    const x = Array.from({ length: count }, (_, i) => Math.sin(i))
    const squares = (y: number[]): number => y.reduce((sum, v) => sum + v * v, 0)
    const doubled = (y: number[]): number[] => y.map((v) => 2 * v)
    expect(checkGradient(squares, x, { gradient: doubled }).verdict).toBe('pass')
    const wrong = (y: number[]): number[] => doubled(y).with(count - 2, 7)
    expect(checkGradient(squares, x, { gradient: wrong }).verdict).toBe('fail')
  })
})

describe('a function of tensors', () => {
  const options = { adapter: adjoint }

  it('takes tensors and plain arrays, of either dtype', () => {
    const check = checkGradient((x, y) => x.mul(y).sum(), [tensor([1, 2]), ndarray([3, 4])], options)
    expect(check.verdict).toBe('pass')
    expect(check.at.map(({ dtype }) => dtype)).toEqual(['float32', 'float64'])
    expect(check.gradients.map(({ dtype, data }) => [dtype, data])).toEqual([
      ['float32', [3, 4]],
      ['float64', [1, 2]],
    ])
  })

  it('has no derivatives with respect to integers', () => {
    const check = checkGradient((x, k) => x.mul(k), [ndarray([1, 2]), ndarray([3, 4], [2], 'int32')], options)
    expect(check.verdict).toBe('pass')
    expect(check.findings.flatMap(({ element }) => element?.input ?? [])).toEqual([0, 0])
  })

  it('of no numbers, or of numbers that do not matter, passes', () => {
    expect(checkGradient((x) => x.sum(), [ndarray([], [0, 3])], options).verdict).toBe('pass')
    const constant = (_x: Tensor): Tensor => tensor(1, { dtype: 'float64' })
    expect(checkGradient(constant, [ndarray([1])], options).verdict).toBe('pass')
  })

  it.each<[string, (x: Tensor, w: Tensor) => Tensor, readonly (readonly number[])[]]>([
    ['100 sines', (x) => x.sin(), [[100]]],
    ['500 sines', (x) => x.sin(), [[500]]],
    ['4000 sines', (x) => x.sin(), [[4000]]],
    ['a product of matrices', (x, w) => x.matmul(w), [[20, 30], [30, 10]]], // biome-ignore format: one line
    ['its tanh', (x, w) => x.matmul(w).tanh(), [[20, 30], [30, 10]]], // biome-ignore format: one line
  ])('in float32, of many results, is decided: %s', (_name, f, shapes) => {
    const at = shapes.map((shape, k) =>
      ndarray(
        Array.from({ length: sizeOf(shape) }, (_, i) => smooth(0, i + 5 * k)),
        shape,
        'float32',
      ),
    )
    expect(checkGradient(f, at, options).verdict).toBe('pass')
    for (const wrong of [2, 1.1]) {
      const vjp: Adapter<Tensor>['vjp'] = (g, x, dy) => adjoint.vjp(g, x, dy).map((dx) => dx.mul(wrong))
      expect(checkGradient(f, at, { adapter: { ...adjoint, vjp, steps: undefined } }).verdict).toBe('fail')
    }
  })

  it('in float32, beside results of other sizes, is decided', () => {
    const f = (x: Tensor): Tensor => x.exp()
    for (const data of [
      [0.5, 6],
      [0.5, 7, 8],
    ]) {
      // biome-ignore format: one line
      expect(checkGradient(f, [ndarray(data, [data.length], 'float32')], options).verdict).toBe('pass')
    }
  })

  it('of 1000 numbers in float32, a single wrong one is found along the directions', () => {
    const at = ndarray(Array.from({ length: 1000 }, (_, i) => smooth(0, i)), [1000], 'float32') // biome-ignore format: one line
    const vjp: Adapter<Tensor>['vjp'] = (f, x, g) => adjoint.vjp(f, x, g.mul(tensor(at.data.map((_, i) => (i === 500 ? 2 : 1))))) // biome-ignore format: one line
    expect(checkGradient((x) => x.sin(), [at], { adapter: { ...adjoint, vjp, steps: undefined } }).verdict).toBe('fail')
  })

  it('of no inputs passes: there is nothing to vary', () => {
    for (const order of [1, 2] as const) {
      const check = checkGradient<Tensor>(() => tensor(3.5), [], { ...options, order })
      expect(check).toMatchObject({ verdict: 'pass', findings: [] })
      expect(report(check)).toContain('there is nothing to vary')
    }
  })

  it('must give a float', () => {
    expect(() => checkGradient((x) => x.greater(0), [ndarray([1])], options)).toThrow(TypeError)
    expect(() => checkGradient((x) => x.astype('int32'), [ndarray([1])], options)).toThrow('gives int32')
  })
})

describe('assertGradient', () => {
  it('is content with the right gradient, a subgradient, and what nobody can decide', () => {
    assertGradient(f, [1, 2], { gradient })
    assertGradient(([x = 0]) => Math.abs(x), [0], { gradient: () => [0.3] })
    assertGradient(([x = 0]) => Math.sqrt(x), [0], { gradient: () => [0] })
  })

  it('throws the report', () => {
    const options = { gradient: () => [1, 1] }
    const check = checkGradient(f, [1, 2], options)
    expect(() => assertGradient(f, [1, 2], options)).toThrow(new GradientError(report(check), check))
    expect(() => assertGradient((x) => x.sign().add(x), [ndarray([0])], { adapter: adjoint })).not.toThrow()
  })
})
