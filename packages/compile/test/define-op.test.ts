import { defineOp, grad } from '@adjoint/autograd'
import { compile } from '@adjoint/compile'
import { sub, type Tensor, tensor } from '@adjoint/tensor'
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
