import { expect, it } from 'vitest'
import { instructionSet, withInstructionSet } from '../../src/kernels/instruction-set.ts'

it('holds until the body ends, also when that throws', () => {
  const engine = instructionSet()
  expect(withInstructionSet('none', () => withInstructionSet('simd', instructionSet))).toBe('simd')
  expect(() =>
    withInstructionSet('none', () => {
      throw new RangeError('no')
    }),
  ).toThrow('no')
  expect(instructionSet()).toBe(engine)
})

it('is not none where the tests run', () => {
  expect(instructionSet()).not.toBe('none')
})
