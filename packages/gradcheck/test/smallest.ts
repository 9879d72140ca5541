import fc from 'fast-check'
import { expect } from 'vitest'

/** What shrinking ends at: the smallest value that does not have a property. The same in every run. */
export function smallest<T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => boolean, seed: number = 1): T {
  const { counterexample } = fc.check(fc.property(arbitrary, holds), { seed, numRuns: 5000 })
  return counterexample === null ? expect.fail('every value has the property') : counterexample[0]
}
