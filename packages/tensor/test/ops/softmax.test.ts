import { test } from 'vitest'
import { logSoftmax, softmax, tensor } from '../../src/index.ts'
import { expectSame } from '../bits.ts'
import { describeReference } from '../reference.ts'

describeReference('softmax')

test('of int32 beyond what float32 holds loses no digit', () => {
  const x = tensor([2 ** 30, 2 ** 30 + 1], { dtype: 'int32' })
  for (const op of [softmax, logSoftmax]) {
    expectSame(op(x), op(tensor([0, 1], { dtype: 'float64' })).astype('float32'))
  }
})
