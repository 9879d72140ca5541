import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import {
  abs,
  cholesky,
  cofactors,
  DomainError,
  det,
  eye,
  fromTypedArray,
  inv,
  matmul,
  max,
  ops,
  ShapeError,
  solve,
  solveTriangular,
  sub,
  type Tensor,
  tensor,
  transpose,
  tril,
  zeros,
} from '../../src/index.ts'
import { bitsOf, expectSame } from '../bits.ts'
import { describeReference } from '../reference.ts'

describeReference('linalg')

const float64 = { dtype: 'float64' } as const

/** Generic numbers in [-1, 1]; a seed for each. */
function numbers(shape: readonly [number, number], seed: number): Tensor {
  const data = Float64Array.from({ length: shape[0] * shape[1] }, (_, i) => Math.sin(seed * 1000 + i * i + 3 * i))
  return fromTypedArray(data, shape)
}

const largest = (x: Tensor): number => (x.size === 0 ? 0 : max(abs(x)).item())

describe('what is solved is a solution: the residual is of the size of rounding, whatever the condition', () => {
  // Backward stable: a few n eps times the norms of what was multiplied. 8 is far more than is seen, and far less than
  // what a wrong row or a wrong pivot gives.
  const sizes = fc.integer({ min: 0, max: 40 })
  const bound = (n: number, a: Tensor, x: Tensor): number => 8 * 2 ** -52 * n * n * largest(a) * largest(x)

  test.prop([sizes, fc.integer({ min: 1, max: 3 }), fc.nat(99)])('solve', (n, m, seed) => {
    const [a, b] = [numbers([n, n], seed), numbers([n, m], seed + 1)]
    fc.pre(det(a).item() !== 0) // a 0 alone is singular
    const x = solve(a, b)
    expect(largest(sub(matmul(a, x), b))).toBeLessThanOrEqual(bound(n, a, x))
  })

  test.prop([sizes, fc.nat(99)])('inv', (n, seed) => {
    const a = numbers([n, n], seed)
    fc.pre(det(a).item() !== 0)
    const y = inv(a)
    expect(largest(sub(matmul(a, y), eye(n)))).toBeLessThanOrEqual(bound(n, a, y))
  })

  test.prop([sizes, fc.boolean(), fc.boolean(), fc.nat(99)])('solveTriangular', (n, lower, transposed, seed) => {
    const [a, b] = [numbers([n, n], seed).add(eye(n).mul(2)), numbers([n, 2], seed + 1)]
    const x = solveTriangular(a, b, { lower, transpose: transposed })
    const t = lower ? tril(a) : a.triu()
    expect(largest(sub(matmul(transposed ? transpose(t) : t, x), b))).toBeLessThanOrEqual(bound(n, a, x))
  })

  test.prop([sizes, fc.nat(99)])('cholesky', (n, seed) => {
    const b = numbers([n, n], seed)
    const a = matmul(b, transpose(b)).add(eye(n).mul(0.1))
    const y = cholesky(a)
    expectSame(y, tril(y))
    expect(largest(sub(matmul(y, transpose(y)), a))).toBeLessThanOrEqual(bound(n, a, tensor(1)))
  })

  test.prop([fc.integer({ min: 1, max: 12 }), fc.nat(99)])('cofactors: x adj(x) = det(x) I', (n, seed) => {
    const a = numbers([n, n], seed)
    const c = cofactors(a)
    const difference = sub(matmul(a, transpose(c)), eye(n).mul(det(a)))
    expect(largest(difference)).toBeLessThanOrEqual(bound(n, a, c))
  })
})

describe('determinants', () => {
  it('multiply, and change their sign with two rows', () => {
    const [a, b] = [numbers([5, 5], 1), numbers([5, 5], 2)]
    const product = det(a).mul(det(b)).item()
    expect(Math.abs(det(matmul(a, b)).item() - product)).toBeLessThan(1e-13 * Math.abs(product) + 1e-14)
    const swapped = a.slice([null, null, -1])
    expect(Math.abs(det(swapped).item() - det(a).item())).toBeLessThan(1e-14) // two exchanges
  })

  it('of singular matrices are 0, not -0', () => {
    expect(bitsOf(det(tensor([[1, 2], [2, 4]]))).data).toEqual([0]) // biome-ignore format: a table
    expect(bitsOf(det(tensor([[0, -1], [0, 3]]))).data).toEqual([0]) // biome-ignore format: a table
    expect(bitsOf(det(zeros([3, 3]))).data).toEqual([0])
  })

  it('overflow only where the result does', () => {
    const diagonal = [...new Array<number>(20).fill(1e300), ...new Array<number>(20).fill(1e-300)]
    const x = fromTypedArray(Float64Array.from(diagonal)).diag()
    expect(Math.abs(det(x).item() - 1)).toBeLessThan(1e-13)
    expect(det(x.mul(2 ** 26)).item()).toBe(Number.POSITIVE_INFINITY) // 2^1040, of finite numbers
    expect(det(x.mul(2 ** -40)).item()).toBe(0)
  })

  it.each([
    [[Infinity, -1], -Infinity],
    [[-1, Infinity], -Infinity],
    [[-Infinity, -2], Infinity],
    [[Infinity, NaN], NaN],
    [[Infinity, 0], 0],
    [[0, Infinity], 0],
  ])('of the diagonal %j is %d, as in NumPy, whatever its order', (diagonal, expected) => {
    expect(det(fromTypedArray(Float64Array.from(diagonal)).diag()).item()).toBe(expected)
  })

  test.prop([fc.array(fc.integer({ min: -1074, max: 1023 }), { maxLength: 9 })])(
    'of powers of 2 are exact, up to the largest number',
    (exponents) => {
      const x = fromTypedArray(Float64Array.from(exponents, (n) => 2 ** n)).diag()
      expect(det(x).item()).toBe(2 ** exponents.reduce((sum, n) => sum + n, 0))
    },
  )

  it('are those of a matrix however near to the largest number', () => {
    const diagonal = (...numbers: number[]) => fromTypedArray(Float64Array.from(numbers)).diag()
    expect(det(diagonal(Number.MAX_VALUE)).item()).toBe(Number.MAX_VALUE)
    expect(det(diagonal(1.5, 1.5e308, 2 ** -10)).item()).toBe(1.5 * (1.5e308 * 2 ** -10))
  })

  it('are NaN where a number is', () => {
    const x = tensor([[0, 1], [Number.NaN, 2]]) // biome-ignore format: a table
    expect(det(x).item()).toBeNaN()
    expect(inv(x).toArray().flat()).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN])
    expect(cofactors(x).toArray().flat()).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN])
  })
})

describe('cofactors along directions are derivatives of minors', () => {
  const a = numbers([4, 4], 3)

  it('for one: the sum of second minors', () => {
    // ∂²det / ∂x[0, 0] ∂x[i, j] is the cofactor of x[i, j] in x without the row and column of 0
    const direction = tensor([[1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], float64) // biome-ignore format: a table
    const inside = cofactors(a.slice([1, null], [1, null])).pad([[1, 0], [1, 0]]) // biome-ignore format: a table
    expect(largest(sub(cofactors(a, direction), inside))).toBeLessThan(1e-15)
  })

  it('symmetric in the directions, and 0 where there are more than a polynomial has', () => {
    const [u, v, w, z] = [4, 5, 6, 7].map((seed) => numbers([4, 4], seed)) as [Tensor, Tensor, Tensor, Tensor]
    expect(largest(sub(cofactors(a, u, v), cofactors(a, v, u)))).toBeLessThan(1e-13)
    expect(largest(sub(cofactors(a, u, v, w), cofactors(zeros([4, 4], float64), w, u, v)))).toBeLessThan(1e-12) // a constant
    expect(largest(cofactors(a, u, v, w, z))).toBeLessThan(1e-12)
  })

  it('in float32 are rounded once', () => {
    const narrow = a.astype('float32')
    expectSame(cofactors(narrow), cofactors(narrow.astype('float64')).astype('float32'))
  })
})

describe('cholesky', () => {
  it('takes the symmetric part', () => {
    const x = tensor([[4, 3], [1, 5]]) // biome-ignore format: a table
    expectSame(cholesky(x), tensor([[2, 0], [1, 2]])) // biome-ignore format: a table
  })
})

describe('what cannot be solved', () => {
  const singular = tensor([[1, 2], [2, 4]]) // biome-ignore format: a table
  const batch = tensor([[[[1, 0], [0, 1]], [[0, 0], [0, 1]]], [[[2, 0], [0, 2]], [[3, 0], [0, 3]]]]) // biome-ignore format: a table
  const advice = 'Its rows are linearly dependent; leave one out, or add a small multiple of the identity.'
  const [x2, x23, x33] = [zeros([2]), zeros([2, 3]), zeros([3, 3])]
  it.each([
    ['inv', [singular], DomainError, `inv: the matrix [2, 2] is singular: its pivot 1 is 0. ${advice}`],
    ['inv', [batch], DomainError, `inv: matrix [0, 1] of [2, 2, 2, 2] is singular: its pivot 0 is 0. ${advice}`],
    ['solve', [singular, x2], DomainError, `solve: the matrix [2, 2] is singular: its pivot 1 is 0. ${advice}`],
    [
      'solveTriangular',
      [batch, x2],
      DomainError,
      `solveTriangular: matrix [0, 1] of [2, 2, 2, 2] is singular: its pivot 0 is 0. ${advice}`,
    ],
    [
      'cholesky',
      [singular],
      DomainError,
      'cholesky: the matrix [2, 2] is not positive definite: its pivot 1 is not above 0. Add a small multiple of the identity, or check how it was made.',
    ],
    [
      'cholesky',
      [tensor([[[1]], [[Number.NaN]]])],
      DomainError,
      'cholesky: matrix [1] of [2, 1, 1] is not positive definite: its pivot 0 is not above 0. Add a small multiple of the identity, or check how it was made.',
    ],
    ['det', [x23], ShapeError, 'det: takes square matrices, [..., n, n], but gets [2, 3].'],
    ['inv', [x2], ShapeError, 'inv: takes square matrices, [..., n, n], but gets [2].'],
    ['cholesky', [tensor(1)], ShapeError, 'cholesky: takes square matrices, [..., n, n], but gets [].'],
    [
      'cofactors',
      [x33, x23],
      ShapeError,
      'cofactors: the direction [2, 3] and the matrix [3, 3] differ; give equal shapes.',
    ],
    [
      'solve',
      [x33, x2],
      ShapeError,
      "solve: cannot solve [3, 3] for [2, 1]: 3 equations and 2 right sides differ. The right operand's last axis but one (of a vector, its only one) must have the size of the matrix.",
    ],
    ['solve', [x33, tensor(1)], ShapeError, 'solve: needs a right side of one axis or more, but gets a 0-d tensor.'],
    [
      'solve',
      [zeros([2, 3, 3]), zeros([3, 3, 1])],
      ShapeError,
      'solve: cannot broadcast the leading axes [2] of [2, 3, 3] with the leading axes [3] of [3, 3, 1]: 2 and 3 differ. Dimensions, counted from the last, must be equal or 1; reshape or expandDims an operand.',
    ],
    [
      'solveTriangular',
      [x33, zeros([3]), { upper: true }],
      DomainError,
      'solveTriangular: unknown option "upper"; it takes lower, transpose.',
    ],
  ] as const)('%s %#: says what is wrong', (name, args, kind, message) => {
    const call = (): Tensor => Reflect.apply(ops[name], undefined, [...args])
    expect(call).toThrow(kind)
    expect(call).toThrow(new kind(message))
  })
})
