import { expect, test } from 'vitest'
import { std, tensor, variance } from '../../src/index.ts'
import { describeReference } from '../reference.ts'

describeReference('statistics')

test('of int32 beyond what float32 holds loses no digit', () => {
  const x = tensor([2 ** 30, 2 ** 30 + 1, 2 ** 30 + 2, 2 ** 30 + 5], { dtype: 'int32' })
  expect(variance(x)).toMatchObject({ dtype: 'float32' })
  expect([variance(x).item(), variance(x.slice([0, 2]), { ddof: 1 }).item(), std(x.slice([0, 2])).item()]).toEqual([3.5, 0.5, 0.5]) // biome-ignore format: one line
})
