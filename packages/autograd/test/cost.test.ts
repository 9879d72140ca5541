// What a derivative costs, counted in floating-point operations, not timed: docs/explanation/forward-and-reverse.md.
import { hvp, jvp, valueAndGrad } from '@adjoint/autograd'
import { functionOf, type ProgramOp, program } from '@adjoint/gradcheck'
import { adjoint, vocabulary } from '@adjoint/gradcheck/adjoint'
import { matmul, type Tensor, zeros } from '@adjoint/tensor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { operationsOf } from './operations.ts'

/** How often a function's own operations the value and the gradient take, and how often a tangent beside its value. */
function factors(f: (...x: Tensor[]) => Tensor, x: readonly Tensor[]): { readonly grad: number; readonly jvp: number } {
  const scalar = (...z: Tensor[]): Tensor => f(...z).sum()
  const all = x.map((_, i) => i)
  const own = operationsOf(scalar, ...x)
  const reverse = operationsOf((...z) => valueAndGrad(scalar, { argnums: all })(...z), ...x)
  const forward = operationsOf((...z) => jvp(scalar, z.slice(0, x.length), z.slice(x.length)), ...x, ...x)
  return { grad: reverse / own, jvp: forward / own - 1 }
}

// A choice is one operation, but its derivative asks where it fell, counts ties and shares between them. The angle and the
// product of all elements work out for each operand anew what the derivatives have in common.
const dear = new Set(['maximum', 'minimum', 'clip', 'max', 'min', 'prod', 'atan2'])
const others = vocabulary.filter(({ name }) => !dear.has(name))

/** The highest of both, as a part of what is allowed: 4 for the gradient, 3 for the tangent. */
const share = ({ grad, jvp: tangent }: ReturnType<typeof factors>): number => Math.max(grad / 4, tangent / 3)

describe('the value and the gradient take at most 4 times the operations of the function, a tangent beside its value 3 times', () => {
  test('each op alone, and five times on its own results', () => {
    const costly = vocabulary.filter((op) => {
      const x = Array.from({ length: op.arity }, (): Tensor => zeros([16, 16], { dtype: 'float64' }))
      const repeated = (...z: Tensor[]): Tensor => {
        let y = op.call(...z)
        for (let i = 0; i < 5 && y.size === 256; i++) y = op.call(...z.map(() => y))
        return y
      }
      return [op.call, repeated].some((f) => share(factors(f, x)) > 1)
    })
    expect(new Set(costly.map(({ name }) => name))).toEqual(dear)
  })

  test.each(['float64', 'float32'] as const)('random programs, %s', (dtype) => {
    // the tightest: one product after the other
    expect(share(factors((a) => a.mul(a).mul(a).mul(a), [zeros([9])]))).toBeGreaterThan(0.75)
    fc.assert(
      fc.property(program(adjoint, others, { maxOps: 12, dtype }), (p) => {
        expect(share(factors(functionOf(p), p.inputs.map(adjoint.tensor)))).toBeLessThanOrEqual(1)
      }),
      { numRuns: 400 },
    )
  })

  test('random programs of all ops take at most 25 times, as clip does', () => {
    const all: readonly ProgramOp<Tensor>[] = vocabulary
    fc.assert(
      fc.property(program(adjoint, all, { maxOps: 12 }), (p) => {
        const { grad, jvp: tangent } = factors(functionOf(p), p.inputs.map(adjoint.tensor))
        expect(Math.max(grad, tangent)).toBeLessThanOrEqual(25)
      }),
      { numRuns: 200 },
    )
  })
})

describe('a network of matrix products', () => {
  const net = (x: Tensor, w: Tensor, v: Tensor): Tensor => matmul(matmul(x, w).tanh(), v).square().sum()
  const shapes = [[64, 50], [50, 50], [50, 50]] as const // biome-ignore format: a list
  const [x, w, v] = shapes.map((shape): Tensor => zeros(shape)) as [Tensor, Tensor, Tensor]

  test('takes 3 times: to each product come two of its size; elementwise ops add little', () => {
    const of = (...z: Tensor[]): Tensor => net(z[0] ?? x, z[1] ?? w, z[2] ?? v)
    const { grad, jvp: tangent } = factors(of, [x, w, v])
    for (const factor of [grad, 1 + tangent]) {
      expect(factor).toBeGreaterThan(2.8)
      expect(factor).toBeLessThan(3.05)
    }
  })

  test('takes 2.5 times where only the weights are learnt: the first product needs no cotangent of its data', () => {
    const own = operationsOf((a = x, b = w, c = v) => net(a, b, c), x, w, v)
    const both = operationsOf((a = x, b = w, c = v) => valueAndGrad(net, { argnums: [1, 2] })(a, b, c), x, w, v)
    expect(both / own).toBeGreaterThan(2.3)
    expect(both / own).toBeLessThan(2.55)
  })
})

test('a Hessian-vector product takes at most 4 times the operations of the gradient, however many arguments there are', () => {
  fc.assert(
    fc.property(program(adjoint, others, { maxOps: 8 }), (p) => {
      const scalar = (...z: Tensor[]): Tensor =>
        functionOf(p)(...z)
          .square()
          .sum()
      const x = p.inputs.map(adjoint.tensor)
      const gradient = operationsOf((...z) => valueAndGrad(scalar, { argnums: x.map((_, i) => i) })(...z), ...x)
      const product = operationsOf((...z) => hvp(scalar, z.slice(0, x.length), z.slice(x.length)), ...x, ...x)
      expect(product / gradient).toBeLessThanOrEqual(4)
    }),
    { numRuns: 300 },
  )
})
