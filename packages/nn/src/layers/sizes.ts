import { checkOptions, DomainError } from '@adjoint/tensor'

/** Throws unless all sizes are positive integers and all options are known. */
export function checkLayer(owner: string, sizes: readonly number[], options: object, known: readonly string[]): void {
  checkOptions(owner, options, known)
  for (const size of sizes) {
    if (Number.isInteger(size) && size >= 1) continue
    throw new DomainError(`${owner}(${sizes.join(', ')}): ${size} is no layer size; give integers of 1 or more.`)
  }
}
