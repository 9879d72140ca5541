import { expect, test } from 'vitest'
import { DomainError, roll, tensor } from '../../src/index.ts'
import { describeLists, describeReference } from '../reference.ts'

describeReference('rearrange')
describeLists('rearrange', 'splits', 'split')

test('rolled along no axis, or by no distance, stays as it is, as in NumPy', () => {
  const x = tensor([[1, 2], [3, 4]]) // biome-ignore format: a matrix
  for (const none of [roll(x, 1, { axis: [] }), roll(x, [], { axis: [] }), roll(x, [], { axis: 0 })]) {
    expect(none.toArray()).toEqual(x.toArray())
  }
  expect(() => roll(x, [1, 2], { axis: [] })).toThrow(DomainError)
  expect(() => roll(x, [], { axis: [0, 1] })).toThrow(DomainError)
})
