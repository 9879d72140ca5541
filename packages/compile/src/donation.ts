import { type Leaf, leavesOf } from '@adjoint/autograd'
import { DomainError, signature, Tensor } from '@adjoint/tensor'
import type { DonatedPair } from './plan/arena.ts'

/**
 * For each donated argument, the part of the result that is a tree like it, leaf by leaf.
 *
 * @throws DomainError where there is none
 */
export function donatedPairs(args: readonly unknown[], donate: readonly number[], result: unknown): DonatedPair[] {
  let parts = partsOf(result)
  return donate.flatMap((index) => {
    if (!Number.isInteger(index) || index < 0 || index >= args.length) {
      throw new DomainError(`compile: donate names argument ${index}, but there are ${args.length}; count from 0.`)
    }
    const leaves = leavesOf(args[index])
    if (leaves.length === 0) return []
    const found = parts.find((candidate) => alike(leaves, candidate.leaves))
    if (found === undefined) {
      throw new DomainError(
        `compile: argument ${index} is donated, but no part of the result is a tree with the same shapes; return what takes ` +
          'its place, or leave it out of donate.',
      )
    }
    const end = found.first + leaves.length
    parts = parts.filter((other) => other.first >= end || other.first + other.leaves.length <= found.first)
    const first = args.slice(0, index).reduce((count: number, arg) => count + leavesOf(arg).length, 0)
    return leaves.map((_, i) => ({ input: first + i, output: found.first + i }))
  })
}

interface Part {
  readonly leaves: readonly Leaf[]
  /** the number of its first leaf among the outputs */
  readonly first: number
}

/** What stands in the result: each element of a tuple or a record, or a result that is neither as a whole. */
function partsOf(result: unknown): Part[] {
  const isModel = result instanceof Tensor || typeof result !== 'object' || result === null
  const values: unknown[] = isModel ? [result] : Object.values(result)
  let first = 0
  const parts = values.map((value) => {
    const part = { leaves: leavesOf(value), first }
    first += part.leaves.length
    return part
  })
  return [{ leaves: leavesOf(result), first: 0 }, ...parts]
}

function alike(a: readonly Leaf[], b: readonly Leaf[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ path, tensor }, i) => {
      const other = b[i]
      return other?.path === path && signature(other.tensor) === signature(tensor)
    })
  )
}
