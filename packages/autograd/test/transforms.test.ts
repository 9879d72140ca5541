// Transforms of transforms, over random programs and to a depth.
import { grad, hessian, hvp, jacfwd, jacobian, jacrev, jvp, record, vmap } from '@adjoint/autograd'
import { functionOf, program, smooth } from '@adjoint/gradcheck'
import { adjoint, vocabulary } from '@adjoint/gradcheck/adjoint'
import { isFloat, matmul, type Shape, stack, type Tensor, tensor } from '@adjoint/tensor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { draws, numbersOf } from './values.ts'

const number = (value: number): Tensor => tensor(value, { dtype: 'float64' })

/**
 * Equal shapes, and numbers that differ by rounding only: a batch is summed in another order, and a program of a dozen ops
 * makes some hundred times as much of a rounding error.
 */
function expectClose(actual: Tensor, expected: Tensor, what: string): void {
  expect([what, actual.shape, actual.dtype]).toEqual([what, expected.shape, expected.dtype])
  const [found, wanted] = [numbersOf(actual), numbersOf(expected)]
  const size = Math.max(1, ...wanted.filter(Number.isFinite).map(Math.abs))
  const wrong = found.filter((value, i) => {
    const other = wanted[i] ?? Number.NaN
    return !Object.is(value, other) && !(Math.abs(value - other) <= 1e-11 * size)
  })
  expect({ what, wrong }).toEqual({ what, wrong: [] })
}

describe('over random programs', () => {
  const programs = program(adjoint, vocabulary, { profile: smooth, maxOps: 6, maxSize: 12 })

  test('vmap is a loop, of values and of gradients, mapped inside and outside', () => {
    fc.assert(
      fc.property(programs, (one) => {
        const f = functionOf(one)
        const x = one.inputs.map(adjoint.tensor)
        const samples = [1, 0.99, 1.01].map((factor) => x.map((value) => value.mul(factor) as Tensor))
        const at = (k: number): Tensor[] => samples.map((sample) => sample[k] ?? number(0))
        const batches = x.map((_, k) => stack(at(k)))
        const loss = (...inputs: Tensor[]): Tensor => f(...inputs).sum()
        const argnums = x.map((_, k) => k)
        expectClose(vmap(f)(...batches), stack(samples.map((sample) => f(...sample))), 'values')
        const expected = samples.map((sample) => grad(loss, { argnums })(...sample))
        const inside = vmap(grad(loss, { argnums }))(...batches)
        const outside = grad((...all: Tensor[]) => vmap(loss)(...all).sum(), { argnums })(...batches)
        for (const k of argnums) {
          const wanted = stack(expected.map((gradients) => gradients[k] ?? number(0)))
          expectClose(inside[k] ?? number(0), wanted, `vmap(grad) by ${k}`)
          expectClose(outside[k] ?? number(0), wanted, `grad(vmap) by ${k}`)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('the Jacobian is the same in both modes, and the Hessian in every order of them, and symmetric', () => {
    fc.assert(
      fc.property(programs, (one) => {
        const f = functionOf(one)
        const [first, ...others] = one.inputs.map(adjoint.tensor)
        if (first === undefined || !isFloat(first.dtype)) return
        const g = (x: Tensor): Tensor => f(x, ...others)
        expectClose(jacrev(g)(first), jacfwd(g)(first), 'jacrev')
        const loss = (x: Tensor): Tensor => g(x).sum()
        const h = hessian(loss)(first)
        expectClose(jacfwd(jacrev(loss))(first), h, 'jacfwd(jacrev)')
        expectClose(jacrev(jacrev(loss))(first), h, 'jacrev(jacrev)')
        const n = first.size
        const matrix: Tensor = h.reshape([n, n])
        expectClose(matrix.transpose(), matrix, 'symmetry')
      }),
      { numRuns: 100 },
    )
  })
})

describe('nested four deep, no perturbation is taken for another', () => {
  // x · d/dy (x + y) and its like, where the inner derivative must not see what the outer one varies
  const reverse = (f: (x: Tensor) => Tensor) => (x: Tensor) => grad(f)(x)
  const forward = (f: (x: Tensor) => Tensor) => (x: Tensor) => jvp(f, [x], [number(1)])[1]

  test.each(Array.from({ length: 16 }, (_, mask) => mask))('modes %i', (mask) => {
    const d = [0, 1, 2, 3].map((bit) => ((mask >> bit) & 1 ? reverse : forward))
    const [d0 = reverse, d1 = reverse, d2 = reverse, d3 = reverse] = d
    // f(x) = x d/dy [ x y d/dz [ x y z d/dw (x y z w) ] ] at y = z = w = x, by hand:
    // d/dw = xyz; x²y²z² by z: 2x²y²z, at z = y: 2x²y³; times x y: 2x³y⁴; by y: 8x³y³, at y = x: 8x⁶; times x: 8x⁷
    const f = (x: Tensor): Tensor =>
      d1((y: Tensor) =>
        d2((z: Tensor) => d3((w: Tensor) => x.mul(y).mul(z).mul(w))(x).mul(x.mul(y).mul(z)))(y).mul(x.mul(y)),
      )(x).mul(x)
    expect(d0(f)(number(2)).item()).toBe(56 * 2 ** 6)
  })
})

test('a Hessian times a vector builds no Hessian: nothing on its tape is much larger than x', () => {
  const n = 400
  const w = draws(1)([n, n])
  const f = (x: Tensor): Tensor => matmul(x, w).tanh().square().sum()
  const x = draws(2)([n])
  const sizes = (shapes: readonly Shape[]) => shapes.map((shape) => shape.reduce((product, size) => product * size, 1))
  const product = record((z: Tensor, v: Tensor) => hvp(f, [z], [v]), x, x)
  const made = sizes(product.nodes.filter(({ op }) => op !== null && op.name !== 'transpose').map(({ shape }) => shape))
  expect(Math.max(...made)).toBeLessThanOrEqual(n) // the transpose of w is a view
  const whole = record((z: Tensor) => hessian(f)(z), x)
  expect(Math.max(...sizes(whole.nodes.map(({ shape }) => shape)))).toBeGreaterThanOrEqual(n * n)
  const v = draws(3)([n])
  expectClose(hvp(f, [x], [v]), matmul(jacobian(grad(f))(x), v), 'hvp')
})
