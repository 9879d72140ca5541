import { binary, logicalOr, type Tensor, tensor, where } from '@adjoint/tensor'
import { truth } from '@adjoint/tensor/backend'
import { it } from 'vitest'
import { expectSameNumbers } from '../agreement.ts'

it.each([2 ** 24 + 1, -(2 ** 31) + 1])('float32 numbers are compared with %i, which is none, as it is', (integer) => {
  const limit = tensor(integer, { dtype: 'int32' })
  const near = tensor([integer - 1, integer, integer + 1])
  expectSameNumbers((x) => [where(x.less(limit), x, 0), where(x.equal(limit), x, 0), x.sub(limit)], [near])
})

it('a truth may be made of thousands of others', () => {
  const far = binary(
    'far',
    (m, x, y) => {
      let power = x
      for (let step = 1; step < 13; step++) power = m.mul(power, x)
      return m.less(y, power)
    },
    truth,
  )
  const anyOf = (truths: readonly Tensor[]): Tensor => {
    const [one, two] = truths
    if (one === undefined || two === undefined) return one ?? tensor(false)
    const half = truths.length / 2
    return logicalOr(anyOf(truths.slice(0, half)), anyOf(truths.slice(half)))
  }
  const isFar = (x: Tensor): Tensor => anyOf(Array.from({ length: 2 ** 11 }, (_, i) => far(x, 2 ** 12 - i)))
  expectSameNumbers((x) => where(isFar(x), x, -1), [tensor([0, 1, 1.5, 1.8, 2, 9])])
})
