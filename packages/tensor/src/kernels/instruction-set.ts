import { detectInstructionSet, type InstructionSet } from '@adjoint/wasm'

let current: InstructionSet | null = null

/** What kernels may use: what the engine offers, found at the first call. */
export function instructionSet(): InstructionSet {
  current ??= detectInstructionSet()
  return current
}

/**
 * Runs `body` with kernels that use no more than `set`: so can a test hold the kernels of each against each other. It
 * changes which code computes an op, not what the op means.
 *
 * @param set one that the engine has
 */
export function withInstructionSet<T>(set: InstructionSet, body: () => T): T {
  const outer = instructionSet()
  current = set
  try {
    return body()
  } finally {
    current = outer
  }
}
