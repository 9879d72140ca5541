import { describe, expect, it } from 'vitest'
import { adjoint } from '../src/adjoint/index.ts'
import { checkDifferentiable } from '../src/check.ts'
import { type Differentiable, differentiable } from '../src/differentiable.ts'
import type { Finding } from '../src/finding.ts'
import { ndarray } from '../src/ndarray.ts'
import { cube, elementwise } from './differentiables.ts'

const at = [ndarray([0.5, -1.3, 2])]

/** The failures of a function that is like the cube, but for something. */
function failures(changes: Partial<Differentiable>, order: 1 | 2 = 1): readonly Finding[] {
  const { verdict, findings } = checkDifferentiable({ ...cube, ...changes }, at, order)
  return verdict === 'fail' ? findings.filter((finding) => finding.verdict === 'fail') : []
}

const checksOf = (findings: readonly Finding[]): string[] => [...new Set(findings.map(({ check }) => check))]

it('nothing is wrong with the cube', () => {
  expect(failures({}, 2)).toEqual([])
})

describe('the form of a gradient', () => {
  const form = (changes: Partial<Differentiable>): (string | undefined)[] => {
    const findings = failures(changes)
    expect(checksOf(findings)).toEqual(['form'])
    return findings.map(({ message }) => message)
  }

  it('has the shape of the input', () => {
    expect(form({ vjp: () => [ndarray([1, 1, 1], [3, 1])] })).toEqual([
      'the gradient of input 0 is f64[3,1], but the input is f64[3]',
    ])
  })

  it('has its dtype', () => {
    expect(form({ vjp: () => [ndarray([1, 1, 1], [3], 'float32')] })).toEqual([
      'the gradient of input 0 is f32[3], but the input is f64[3]',
    ])
  })

  it('is there', () => {
    expect(form({ vjp: () => [] })).toEqual(['the gradient of input 0 is missing, but the input is f64[3]'])
  })

  it('of a tangent is that of the result', () => {
    expect(form({ jvp: () => ndarray([1]) })).toEqual(['the tangent is f64[1], but the result is f64[3]'])
    expect(form({ jvp: () => ndarray([1, 1, 1], [3], 'float32') })).toEqual([
      'the tangent is f32[3], but the result is f64[3]',
    ])
  })

  it('of an integer may be any', () => {
    const f: Differentiable = { ...cube, vjp: (x, g) => [...cube.vjp(x, g), ndarray([7, 7], [1, 2])] }
    expect(checkDifferentiable(f, [...at, ndarray([1], [1], 'int32')]).verdict).toBe('pass')
  })
})

describe('what throws', () => {
  const fails = (): never => {
    throw new Error('not implemented')
  }

  it('in reverse mode fails there', () => {
    expect(failures({ vjp: fails })).toMatchObject([{ check: 'reverse', message: 'throws: not implemented' }])
  })

  it('in forward mode fails there', () => {
    expect(failures({ jvp: fails })).toMatchObject([{ check: 'forward', message: 'throws: not implemented' }])
  })

  it('in second derivatives fails there, if they are wanted', () => {
    const cotangent = (): Differentiable => ({ ...cube, vjp: fails })
    expect(failures({ cotangent }, 2)).toMatchObject([{ check: 'second order', message: 'throws: not implemented' }])
    expect(failures({ cotangent })).toEqual([])
  })

  it('in the function itself is not caught', () => {
    expect(() => failures({ value: fails })).toThrow('not implemented')
  })
})

describe('a pullback of a single result', () => {
  const square: Differentiable = {
    value: ([x]) => ndarray([(x?.data ?? []).reduce((sum, v) => sum + v * v, 0)], []),
    vjp: ([x], g) => [{ ...(x ?? g), data: (x?.data ?? []).map((v) => 2 * v * (g.data[0] ?? 0)) }],
  }
  const withCotangent = (change: (g: number) => number) =>
    checkDifferentiable({ ...square, vjp: (x, g) => square.vjp(x, { ...g, data: g.data.map(change) }) }, at)

  it.each<[string, (g: number) => number]>([
    ['leaves the cotangent out', () => 1],
    ['squares it', (g) => g * g],
    ['takes its magnitude', Math.abs],
  ])('that %s fails, though the cotangent of the checks is 1', (_name, change) => {
    const { verdict, main } = withCotangent(change)
    expect(verdict).toBe('fail')
    expect(main?.message).toMatch(/^for the cotangent -2 it is -?\d, not -2: multiply by the cotangent, once$/)
  })

  it('that multiplies by it passes, and so does one that overflows', () => {
    expect(withCotangent((g) => g).verdict).toBe('pass')
    expect(withCotangent((g) => (g === 1 ? 1 : Number.POSITIVE_INFINITY)).verdict).toBe('pass')
  })
})

describe('forward mode', () => {
  const wrong = elementwise((x) => x ** 3, (x) => 3 * x) // biome-ignore format: one line

  it('that alone is wrong fails alone', () => {
    const [finding, ...others] = failures({ jvp: (x, dx) => wrong.vjp(x, dx[0] ?? ndarray([]))[0] ?? ndarray([]) })
    expect(others).toEqual([])
    expect(finding).toMatchObject({ check: 'forward', element: null })
    expect(finding?.slope?.central.value).toBeCloseTo(finding?.other ?? Number.NaN, 6)
    expect(Math.abs((finding?.analytic ?? 0) - (finding?.other ?? 0))).toBeGreaterThan(0.1)
  })

  it('that is as wrong as reverse mode does not make that right', () => {
    expect(checksOf(failures({ vjp: wrong.vjp, ...(wrong.jvp && { jvp: wrong.jvp }) }))).toEqual(['reverse'])
  })

  it('that is right tells on reverse mode', () => {
    expect(checksOf(failures({ vjp: wrong.vjp }))).toEqual(['reverse'])
  })

  it('need not be there', () => {
    const { jvp: _, ...reverseOnly } = cube
    const { verdict, findings } = checkDifferentiable(reverseOnly, at)
    expect([verdict, ...checksOf(findings)]).toEqual(['pass', 'reverse'])
  })
})

describe('second derivatives', () => {
  const hessian = cube.cotangent?.(ndarray([1, 1, 1]), 0) ?? expect.fail('the cube has second derivatives')

  it('in reverse mode that are wrong are found', () => {
    const cotangent: Differentiable['cotangent'] = (g, k) => {
      const right = cube.cotangent?.(g, k) ?? hessian
      return { ...right, vjp: (x, h) => right.vjp(x, h).map((p) => ({ ...p, data: p.data.map((v) => v / 2) })) }
    }
    expect(checksOf(failures({ cotangent }, 2))).toEqual(['second order'])
    expect(failures({ cotangent }, 1)).toEqual([])
  })

  it('in forward mode that are wrong are found', () => {
    const cotangent: Differentiable['cotangent'] = (g, k) => {
      const { jvp, ...right } = cube.cotangent?.(g, k) ?? hessian
      const half: Differentiable['jvp'] = (x, dx) => {
        const tangent = jvp?.(x, dx) ?? ndarray([])
        return { ...tangent, data: tangent.data.map((v) => v / 2) }
      }
      return { ...right, jvp: half }
    }
    expect(checksOf(failures({ cotangent }, 2))).toEqual(['second order'])
  })

  it('that are not symmetric are found', () => {
    // a gradient that is none: (y, 0) is no function's
    const value = (data: readonly number[]) => ndarray([(data[0] ?? 0) * (data[1] ?? 0)], [])
    const f: Differentiable = {
      value: ([x]) => value(x?.data ?? []),
      vjp: ([x], g) => [ndarray([(x?.data[1] ?? 0) * (g.data[0] ?? 0), 0])],
      cotangent: (g) => ({
        value: (x) => f.vjp(x, g)[0] ?? g,
        vjp: (_x, h) => [ndarray([0, (h.data[0] ?? 0) * (g.data[0] ?? 0)])],
      }),
    }
    const { findings } = checkDifferentiable(f, [ndarray([0.7, 1.1])], 2)
    expect(findings.filter(({ check }) => check === 'second order').map(({ verdict }) => verdict)).toEqual([
      'pass',
      'pass',
    ])
    expect(findings.filter(({ check }) => check === 'symmetry')).toMatchObject([{ verdict: 'fail' }])
  })

  it('of several inputs are symmetric as a whole', () => {
    const f = differentiable(adjoint, (x, y) => x.mul(y.exp()).sum())
    const check = checkDifferentiable(f, [ndarray([1, 2]), ndarray([0.3], [1])], 2)
    expect(check.verdict).toBe('pass')
    expect(checksOf(check.findings)).toEqual(['reverse', 'dot product', 'second order', 'symmetry'])
  })
})
