import { defineOp, grad, jvp, record } from '@adjoint/autograd'
import { laws } from '@adjoint/gradcheck'
import { adjoint } from '@adjoint/gradcheck/adjoint'
import { DomainError, mul, ShapeError, sub, type Tensor, tensor } from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'
import { type CumulativeAttrs, cumulative } from './cumulative.ts'
import { real } from './values.ts'

/** x / (1 + |x|), whose derivative is (1 - |y|)². */
const softsign = defineOp({
  name: 'softsign',
  scalar: (m, x) => m.div(x, m.add(m.constant(1), m.abs(x))),
  rule: [(y) => sub(1, y.abs()).square()],
})

/** a² b */
const squaredTimes = defineOp({
  name: 'squaredTimes',
  scalar: (m, a, b) => m.mul(m.mul(a, a), b),
  rule: [(_y, a, b) => mul(mul(2, a), b), (_y, a) => a.square()],
})

const examples = {
  softsign: { call: (x: Tensor) => softsign(x), operands: [real] },
  squaredTimes: { call: (a: Tensor, b: Tensor) => squaredTimes(a, b), operands: [real, real] },
  cumulative: { call: (x: Tensor) => cumulative(x, { reverse: true }), shapes: [[2, 3]] },
}

describe.each(Object.keys(examples))('%s obeys the laws of the catalogue', (name) => {
  for (const { law, check } of laws(examples, adjoint).filter(({ op }) => op === name)) test(law, check)
})

test('a kernel sees row-major numbers, whatever the layout of its operand', () => {
  const x = tensor([[1, 2], [3, 4]]) // biome-ignore format: a table
  expect(cumulative(x.transpose(), { reverse: false }).toArray()).toEqual([[1, 4], [2, 6]]) // biome-ignore format: a table
  expect(cumulative(x.slice(1).expandDims(0), { reverse: false }).toArray()).toEqual([[3, 7]])
})

test('it takes numbers, keeps float dtypes and makes float32 of integers', () => {
  expect(softsign(1).item()).toBe(0.5)
  expect(softsign(tensor(1, { dtype: 'float64' })).dtype).toBe('float64')
  expect(softsign(tensor(1, { dtype: 'int32' })).dtype).toBe('float32')
})

test('it is recorded under its name, and differentiated in both modes', () => {
  const f = (x: Tensor): Tensor => softsign(cumulative(x, { reverse: false })).sum()
  const x = tensor([[0.5, -2, 3]])
  expect(record(f, x).nodes.map(({ name }) => name)).toEqual(['x0', 'cumulative', 'softsign', 'sum'])
  const slope = grad(f)(x)
  expect(jvp(f, [x], [tensor([[0, 0, 1]])])[1].item()).toBeCloseTo(slope.slice(0, 2).item(), 6)
})

test('mistakes are named', () => {
  const attrs: CumulativeAttrs = { reverse: false }
  expect(() => Reflect.apply(softsign, undefined, [1, 2])).toThrow(new ShapeError('softsign takes 1 operands, not 2.'))
  expect(() => cumulative(tensor(1), attrs)).toThrow(ShapeError)
  const unknown = { name: 'x', scalar: softsign.op, rule: [1], kernels: 1 }
  expect(() => Reflect.apply(defineOp, undefined, [unknown])).toThrow(DomainError)
  const define = (given: unknown) => () => Reflect.apply(defineOp, undefined, [given])
  for (const given of [undefined, null, {}, { scalar: softsign.op }]) {
    expect(define(given)).toThrow('defineOp: the op has no rule; give { name, scalar or kernel, rule }.')
  }
  expect(define({ name: 'x', scalar: 1, rule: [1] })).toThrow('defineOp: scalar is 1; give a function.')
  const empty = { name: 'x', arity: 1, kernel: () => undefined, rule: {} }
  expect(define(empty)).toThrow('defineOp: shape is undefined; give a function.')
  expect(define({ ...empty, shape: empty.kernel, kernel: 3 })).toThrow('defineOp: kernel is 3; give a function.')
  const shapeless = define({ ...empty, shape: empty.kernel })()
  expect(() => shapeless(tensor(1))).toThrow(new ShapeError('x: shape gave undefined; return an array of sizes.'))
  for (const sizes of [[1.5], [-1]]) {
    const odd = define({ ...empty, shape: () => sizes })()
    expect(() => odd(tensor(1))).toThrow(`x: shape gave [${sizes}]; return an array of sizes.`)
  }
})

test('a cotangent that is not of its operand is an error, and no derivative', () => {
  const total = { name: 'total', arity: 1, shape: () => [], kernel: () => undefined }
  const x = tensor([1, 2, 3])
  const slope = (rule: object) => () =>
    grad((z: Tensor) => Reflect.apply(defineOp, undefined, [{ ...total, rule }])(z))(x)
  const jvp = ([dx]: readonly Tensor[]) => dx?.sum()
  for (const rule of [{ transpose: (g: Tensor) => [g] }, { vjp: (g: Tensor) => [g], jvp }]) {
    expect(slope(rule)).toThrow(new ShapeError('total: its rule gave a cotangent [] for an operand [3].'))
  }
  expect(slope({ transpose: (g: Tensor) => [g.reshape([1])] })).toThrow('a cotangent [1] for an operand [3]')
  const row = (z: Tensor): Tensor => z.expandDims(0)
  const ofRow = { ...total, rule: { transpose: (g: Tensor) => [g.broadcastTo([3])] } }
  expect(() => grad((z: Tensor) => Reflect.apply(defineOp, undefined, [ofRow])(row(z)))(x)).toThrow(
    'a cotangent [3] for an operand [1, 3]',
  )
  expect(slope({ vjp: () => [null], jvp })().toArray()).toEqual([0, 0, 0])
  expect(slope({ transpose: (g: Tensor) => [g.broadcastTo([2, 3])] })().toArray()).toEqual([2, 2, 2]) // as of a batch
  const both = { name: 'both', arity: 2, shape: () => [], kernel: () => undefined }
  const dot = (rule: object) => () =>
    grad((a: Tensor, b: Tensor) => Reflect.apply(defineOp, undefined, [{ ...both, rule }])(a, b), { argnums: [0, 1] })(
      x,
      x,
    )
  const good = (g: Tensor, _a: Tensor, b: Tensor): Tensor => b.mul(g)
  const bad = (g: Tensor): Tensor => g
  expect(dot({ left: good, right: bad })).toThrow('both: its rule gave a cotangent []')
  expect(dot({ left: bad, right: good })).toThrow('both: its rule gave a cotangent []')
})
