import { DomainError } from '@adjoint/tensor'

/** What numpyRandom checks, too, under the name of the function that was called. */
export function checkSeed(owner: string, seed: number): void {
  if (Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32) return
  throw new DomainError(`${owner}: the seed is ${seed}; give an integer from 0 to 4294967295 (2^32 - 1).`)
}
