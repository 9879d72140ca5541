import { tensor, where } from '@adjoint/tensor'
import { it } from 'vitest'
import { expectSameNumbers } from '../agreement.ts'

it.each([2 ** 24 + 1, -(2 ** 31) + 1])('float32 numbers are compared with %i, which is none, as it is', (integer) => {
  const limit = tensor(integer, { dtype: 'int32' })
  const near = tensor([integer - 1, integer, integer + 1])
  expectSameNumbers((x) => [where(x.less(limit), x, 0), where(x.equal(limit), x, 0), x.sub(limit)], [near])
})
