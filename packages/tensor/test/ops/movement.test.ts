import { expect, it } from 'vitest'
import { squeeze, zeros } from '../../src/index.ts'
import { describeReference } from '../reference.ts'

describeReference('movement')

it('squeeze takes null for no axis, as reductions do', () => {
  expect(Reflect.apply(squeeze, undefined, [zeros([1, 2, 1]), { axis: null }]).shape).toEqual([2])
})
