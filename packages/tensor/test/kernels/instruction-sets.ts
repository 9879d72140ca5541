import type { InstructionSet } from '@adjoint/wasm'
import { instructionSet, withInstructionSet } from '../../src/kernels/instruction-set.ts'

const all: readonly InstructionSet[] = ['none', 'simd', 'relaxed']

/** Those that this engine has besides plain JavaScript: every engine that the tests run on has vectors. */
export const vectorSets: readonly InstructionSet[] = all.slice(1, all.indexOf(instructionSet()) + 1)

/** What plain JavaScript gives: the oracle of the kernels. */
export function inJavaScript<T>(body: () => T): T {
  return withInstructionSet('none', body)
}
