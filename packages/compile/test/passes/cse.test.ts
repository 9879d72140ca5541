import { defineOp, fixedPoint, grad } from '@adjoint/autograd'
import { relu, type Tensor, tensor } from '@adjoint/tensor'
import { expect, test } from 'vitest'
import { cse } from '../../src/passes/cse.ts'
import { dce } from '../../src/passes/dce.ts'
import { filled } from '../arbitraries.ts'
import { expectSameValues, graphFor } from './values.ts'

const x = tensor([1, 2, 3])

/** How many ops are left. */
function opsAfter(f: (x: Tensor) => unknown): number {
  return dce(cse(graphFor((x) => f(x), x))).nodes.filter(({ op }) => op !== null).length
}

test('equal ops on equal operands are one, whatever they are called', () => {
  expect(opsAfter((x) => [x.exp().add(1), x.exp().add(1)])).toBe(2)
  expect(opsAfter((x) => x.mul(tensor(2)).add(x.mul(tensor(2))))).toBe(2)
})

test('other attributes, operands, dtypes or the sign of zero make another value', () => {
  expect(opsAfter((x) => [x.slice([0, 2]), x.slice([1, 3])])).toBe(2)
  expect(opsAfter((x) => [x.sub(1), tensor(1).sub(x)])).toBe(2)
  expect(opsAfter((x) => [x.div(0), x.div(-0)])).toBe(2)
  expect(opsAfter((x) => [x.astype('float64'), x.astype('int32')])).toBe(2)
  expect(opsAfter((x) => [x.mul(tensor(2)), x.mul(tensor(2, { dtype: 'float64' }))])).toBe(2)
  expect(opsAfter((x) => [x.add(tensor([2])), x.add(tensor([[2]]))])).toBe(2)
})

test('calls of a solver that differ in what is no tensor are not one', () => {
  const solver = fixedPoint(
    (y: Tensor, a: Tensor, [n, by]: [number, (z: Tensor) => Tensor]): Tensor => by(y).add(a.mul(n)),
  )
  const halves = (z: Tensor): Tensor => z.div(2)
  expect(opsAfter((x) => [solver(x, x, [1, halves]), solver(x, x, [2, halves])])).toBe(2)
  expect(opsAfter((x) => [solver(x, x, [1, halves]), solver(x, x, [1, (z) => z.div(4)])])).toBe(2)
})

test('attributes that JSON writes alike, or not at all, make another value', () => {
  const op = defineOp<1, unknown>({
    name: 'op',
    arity: 1,
    shape: ([x]) => x.shape,
    kernel: () => {},
    rule: { transpose: (g: Tensor) => [g] },
  })
  const constant = (): object => ({ toJSON: () => 'constant' })
  const attributes: readonly unknown[] = [
    ...[null, Number.NaN, Infinity, -Infinity, 0, -0, '0', '-0', 2, 2n, new Map([[1, 2]]), new Map([[1, 3]])],
    ...[x, x.astype('float64'), x.toArray(), new Date(0), new Date(0).toISOString(), constant(), constant()],
  ]
  expect(opsAfter((x) => attributes.map((attrs) => op(x, [attrs])))).toBe(attributes.length)
  expect(opsAfter((x) => [op(x, { by: -0 }), op(x, { by: -0 })])).toBe(1)
  const numbered = Array.from({ length: 9 }, (_, number) => ({ number })) // as what JSON does not write might be marked
  expect(opsAfter((x) => [op(x, Number.NaN), ...numbered.map((attrs) => op(x, attrs))])).toBe(10)
})

test('a derivative repeats what the function did, and then does not', () => {
  const f = grad((x: Tensor) => relu(x.exp()).square().sum())
  const graph = graphFor((x) => f(x), x)
  const after = cse(graph)
  expect(after.nodes.length).toBeLessThanOrEqual(graph.nodes.length)
  expectSameValues(graph, after, [filled([3], 'float32', 1, 'special')])
})
