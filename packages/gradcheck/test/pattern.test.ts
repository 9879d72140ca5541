import { describe, expect, it } from 'vitest'
import { adjoint } from '../src/adjoint/index.ts'
import { type Differentiable, differentiable } from '../src/differentiable.ts'
import { examine } from '../src/examine.ts'
import { cotangentOf, like, type NDArray, ndarray } from '../src/ndarray.ts'
import { patternOf } from '../src/pattern.ts'

const x = ndarray([0.5, -1.3, 2, 0.7, 1.1, -0.2], [2, 3])
const weights = ndarray([0.3, -0.8, 1.7, 2.1, -1.2, 0.9], [2, 3])

/** What the gradient of Σ w x² looks like once it is changed. */
function pattern(change: (gradient: NDArray, place: number) => number, at: NDArray = x): string | null {
  const right = differentiable(adjoint, (a) =>
    a
      .square()
      .mul(adjoint.tensor(like(at, weights.data.slice(0, at.data.length))))
      .sum(),
  )
  const vjp: Differentiable['vjp'] = (inputs, g) =>
    right.vjp(inputs, g).map((gradient) => like(gradient, gradient.data.map((_, place) => change(gradient, place)))) // biome-ignore format: one line
  return patternOf(examine({ value: right.value, vjp }, [at], 1), [at])
}

const times = (factor: number) => (gradient: NDArray, place: number): number => factor * (gradient.data[place] ?? 0) // biome-ignore format: one line

describe('a gradient that is wrong everywhere', () => {
  it.each<[string, (gradient: NDArray, place: number) => number]>([
    ['the sign is wrong', times(-1)],
    ['it is twice the right one', times(2)],
    ['it is half the right one', times(0.5)],
    ['it is 3 times too large: a mean taken for a sum, or summed twice', times(3)],
    ['it is 6 times too large: a mean taken for a sum, or summed twice', times(6)],
    ['it is 6 times too small: divided by a number of elements once too often, or not summed', times(1 / 6)],
    ['it is 0.7 times the right one', times(0.7)],
    ['it is zero: the partial derivative is missing', () => 0],
    ['it is not finite where the derivative is', () => Number.NaN],
    [
      'it is the right gradient, transposed; only 4 of 6 elements are wrong',
      ({ data }, place) => data[(place % 2) * 3 + Math.floor(place / 2)] ?? 0,
    ],
    ['all elements are off by 0.25', ({ data }, place) => (data[place] ?? 0) + 0.25],
  ])('%s', (text, change) => {
    expect(pattern(change)).toBe(text)
  })

  it('it is the cotangent: the local derivative is missing', () => {
    const f = differentiable(adjoint, (a) => a.exp())
    expect(patternOf(examine({ value: f.value, vjp: (_x, g) => [g] }, [x], 1), [x])).toBe(
      'it is the cotangent: the local derivative is missing',
    )
    expect(cotangentOf(x).data).toEqual([1, 1.375, 1.5, 1.4375, 1.1875, 1.625])
  })

  it.each([6, 100])('it is one without the other, of %d elements', (count) => {
    const at = ndarray(Array.from({ length: count }, (_, i) => 0.3 + (i % 7)))
    const f = differentiable(adjoint, (a) => a.square())
    const look = (vjp: Differentiable['vjp']) => patternOf(examine({ value: f.value, vjp }, [at], 1), [at])
    expect(look((_x, g) => [g])).toMatch('it is the cotangent: the local derivative is missing')
    expect(look(() => [like(at, at.data.map((v) => 2 * v))])).toMatch('it is the local derivative: the cotangent is missing') // biome-ignore format: one line
  })

  it('or looks like nothing', () => {
    expect(pattern((_gradient, place) => [9, 5, -1, 2, 8, 4][place] ?? 0)).toBeNull()
  })

  it('of one number is no multiple', () => {
    expect(pattern(times(0.7), ndarray([0.5]))).toBeNull()
    expect(pattern(times(-1), ndarray([0.5]))).toBe('the sign is wrong')
  })
})

describe('a gradient that is wrong somewhere', () => {
  it('only so many elements are', () => {
    expect(pattern(({ data }, place) => (place % 3 === 1 ? 0 : (data[place] ?? 0)))).toBe(
      'it is zero: the partial derivative is missing; only 2 of 6 elements are wrong',
    )
  })

  it('of those that were tried only so many are', () => {
    const at = ndarray(Array.from({ length: 600 }, (_, i) => 0.3 + (i % 7)))
    const f = differentiable(adjoint, (a) => a.exp())
    const vjp: Differentiable['vjp'] = (inputs, g) =>
      f.vjp(inputs, g).map((right) => like(right, right.data.map((v, i) => (i % 2 ? v : 0)))) // biome-ignore format: one line
    expect(patternOf(examine({ value: f.value, vjp }, [at], 1), [at])).toMatch(
      /only \d+ of the 1\d tried elements are wrong$/,
    )
  })

  it('only the elements of one input are', () => {
    const f = differentiable(adjoint, (a, b) => a.mul(b))
    const vjp: Differentiable['vjp'] = (inputs, g) => {
      const [da = g, db = g] = f.vjp(inputs, g)
      return [da, like(db, db.data.with(0, -7))]
    }
    expect(patternOf(examine({ value: f.value, vjp }, [x, weights], 1), [x, weights])).toBe(
      'only 1 of 6 elements of input 1 are wrong',
    )
  })

  it('only inputs that were broadcast are', () => {
    const f = differentiable(adjoint, (a, b) => a.mul(b))
    const row = ndarray([0.3, -0.8, 1.7])
    // the first row's share only, not the sum
    const vjp: Differentiable['vjp'] = (inputs, g) => {
      const [da = g] = f.vjp(inputs, g)
      return [da, like(row, row.data.map((_, j) => (g.data[j] ?? 0) * (x.data[j] ?? 0)))] // biome-ignore format: one line
    }
    expect(patternOf(examine({ value: f.value, vjp }, [x, row], 1), [x, row])).toBe(
      'only inputs of another shape than the result are wrong: look at un-broadcasting',
    )
  })
})

it('a gradient that is right has no pattern', () => {
  expect(pattern(times(1))).toBeNull()
})
