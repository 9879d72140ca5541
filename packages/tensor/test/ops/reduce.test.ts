import { expect, test } from 'vitest'
import { sum, type Tensor, tensor } from '../../src/index.ts'
import { describeReference } from '../reference.ts'

describeReference('reduce')

test("null, which NumPy's None becomes, is all axes", () => {
  const x: Tensor = tensor([[1, 2], [3, 4]]) // biome-ignore format: a matrix
  expect(Reflect.apply(sum, undefined, [x, { axis: null }]).item()).toBe(10)
})
