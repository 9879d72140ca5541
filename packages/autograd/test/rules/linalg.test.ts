// What the laws do not see, since they try matrices that have an inverse: the derivatives of det at singular ones.
import { grad, jvp } from '@adjoint/autograd'
import { checkGradient, report } from '@adjoint/gradcheck'
import { adjoint } from '@adjoint/gradcheck/adjoint'
import { add, cholesky, concat, det, matmul, mul, sub, type Tensor, tensor } from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'
import { draws, numbersOf } from '../values.ts'

type Fn = (x: Tensor) => Tensor

const n = 4
const draw = draws(5)
const [u, v] = [draw([n, n]), draw([n, n])]

/** det as the polynomial that it is: sums and products of elements, by minors. */
function byMinors(x: Tensor): Tensor {
  const size = x.shape[0] ?? 0
  if (size === 1) return x.slice(0, 0)
  return Array.from({ length: size }, (_, j) => {
    const below = x.slice([1, null])
    const minor = byMinors(concat([below.slice(':', [0, j]), below.slice(':', [j + 1, null])], { axis: 1 }))
    return mul(mul(x.slice(0, j), minor), j % 2 === 0 ? 1 : -1)
  }).reduce((sum, term) => add(sum, term))
}

const gradient = (f: Fn): Fn => grad((x: Tensor) => f(x))
const along = (f: Fn, w: Tensor): Fn => gradient((x) => mul(f(x), w).sum())

/** Derivatives of a function of a matrix, of the first order to the fourth. */
const derivatives: Readonly<Record<string, (f: Fn) => Fn>> = {
  first: gradient,
  second: (f) => along(gradient(f), u),
  third: (f) => along(along(gradient(f), u), v),
  'third, forward over reverse': (f) => (x) => jvp(along(gradient(f), u), [x], [v])[1],
  fourth: (f) => along(along(along(gradient(f), u), v), u.add(v)),
}

function expectNear(actual: Tensor, expected: Tensor): void {
  expect(actual.shape).toEqual(expected.shape)
  const scale = Math.max(1, ...numbersOf(expected.abs()))
  // of the terms that are added up, some are a hundred times larger
  expect(Math.max(...numbersOf(sub(actual, expected).abs()))).toBeLessThan(1e-12 * scale)
}

describe.each([0, 1, 2, 3, 4])('det of a matrix of rank %i', (rank) => {
  const ones = Float64Array.from({ length: n }, (_, i) => (i < rank ? 1 : 0))
  const points = {
    'with zeros': tensor([...ones], { dtype: 'float64' })
      .diag()
      .mul(3),
    'whose last pivots are rounding errors': matmul(draw([n, rank]), draw([rank, n])),
  }
  for (const [name, x] of Object.entries(points)) {
    test.each(Object.entries(derivatives))(`${name}: has the %s derivative of the sum over minors`, (_, derivative) => {
      expectNear(det(x), byMinors(x))
      expectNear(derivative((z) => det(z))(x), derivative(byMinors)(x))
    })

    test(`${name}: passes gradcheck`, () => {
      const check = checkGradient((z: Tensor) => det(z), [x], { adapter: adjoint })
      expect(check.verdict, report(check)).toBe('pass')
    })
  }
})

test('det of a nearly singular matrix has an exact gradient, where det x · x⁻ᵀ has lost all digits', () => {
  const x = tensor([[1, 2, 3], [4, 5, 6], [7, 8, 9 + 2 ** -49]], { dtype: 'float64' }) // biome-ignore format: a table
  expectNear(gradient((z) => det(z))(x), gradient(byMinors)(x))
})

test('cholesky takes the symmetric part, so its gradient is symmetric, and right for every element', () => {
  const x = tensor([[4, 1, 0.5], [0.5, 5, 1], [1, 2, 6]], { dtype: 'float64' }) // biome-ignore format: a table
  const check = checkGradient((z: Tensor) => cholesky(z), [x], { adapter: adjoint })
  expect(check.verdict, report(check)).toBe('pass')
  const g = grad((z: Tensor) => mul(cholesky(z), u.slice([0, 3], [0, 3])).sum())(x)
  expectNear(g, g.transpose())
})
