import { DomainError } from '@adjoint/tensor'

/** What a function gave, which must be a pair: `what` says of whom, `scan: f`, and `wanted` of what. */
export function pairOf<A, B>(given: readonly [A, B], what: string, wanted: string): readonly [A, B] {
  if (Array.isArray(given) && given.length === 2) return given
  throw new DomainError(`${what} must return ${wanted}; return both in an array.`)
}
