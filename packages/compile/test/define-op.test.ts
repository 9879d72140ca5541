import { defineOp, grad } from '@adjoint/autograd'
import { compile } from '@adjoint/compile'
import { fromTypedArray, sub, type Tensor, tensor } from '@adjoint/tensor'
import { expect, test } from 'vitest'
import { cumulative } from '../../autograd/test/cumulative.ts'

test("an op of one's own is compiled: a formula into the loop around it, a kernel as it is", () => {
  const softsign = defineOp({
    name: 'softsign',
    scalar: (m, x) => m.div(x, m.add(m.constant(1), m.abs(x))),
    rule: [(y) => sub(1, y.abs()).square()],
  })
  const slope = grad((x: Tensor): Tensor => softsign(cumulative(x, { reverse: false }).mul(2)).sum())
  const compiled = compile(slope)
  const x = tensor([[0.5, -2, 3]])
  expect(compiled(x).toArray()).toEqual(slope(x).toArray())
  expect(compiled.explain().groups.filter(({ kind }) => kind === 'eager')).toHaveLength(2)
})

test('a kernel may call the compiled function that it is part of, from explain, too', () => {
  const inner: { call: (x: Tensor) => Tensor } = { call: (x) => x }
  const nested = defineOp({
    name: 'nested',
    arity: 1,
    shape: ([x]) => x.shape,
    kernel: ([x], out) => {
      const given = fromTypedArray(x.data, x.shape)
      if (given.max().item() < 1000) out.data.set(inner.call(given.add(100)).toTypedArray())
    },
    rule: { transpose: (g) => [g] },
  })
  const f = (x: Tensor): Tensor => {
    const twice = x.mul(2)
    return nested(twice).add(twice)
  }
  inner.call = f
  const wanted = f(tensor([1, 2])).toArray()
  const compiled = compile(f)
  inner.call = compiled
  const x = tensor([1, 2])
  expect(compiled(x).toArray()).toEqual(wanted)
  compiled.explain({ time: 1 })
  expect(compiled(x).toArray()).toEqual(wanted)
})
