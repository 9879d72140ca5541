import { instructionSet } from '@adjoint/tensor/backend'

const all = ['none', 'simd', 'relaxed'] as const

/** The instruction sets that this engine has, from the newest. */
export const instructionSets: readonly (typeof all)[number][] = all
  .slice(0, all.indexOf(instructionSet()) + 1)
  .toReversed()
