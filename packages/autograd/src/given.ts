import { DomainError } from '@adjoint/tensor'
import { leavesOf } from './tree.ts'

/** Throws unless it is a function: `what` says whose and which, `grad: f`. */
export function checkFunction(what: string, f: unknown): void {
  if (typeof f !== 'function') throw new DomainError(`${what} is ${String(f)}; give a function.`)
}

/** Throws unless the arguments hold a tensor to differentiate by. */
export function checkTensors(owner: string, xs: readonly unknown[]): void {
  if (leavesOf(xs).length > 0) return
  throw new DomainError(`${owner}: no argument holds a tensor to differentiate by. Give a tensor (tensor(3), not 3).`)
}

/** What f returned. Throws where that is nothing, which braces without a return give, or a promise, or a number. */
export function returned<Y>(owner: string, y: Y): Y {
  const what = whatOf(y)
  if (what === null) return y
  throw new DomainError(`${owner}: f returned ${what}; return a tensor or a tree of them.`)
}

/** What it is that has no derivative; null for all else. */
function whatOf(y: unknown): string | null {
  if (y === undefined) return 'undefined'
  if (y instanceof Promise) return 'a promise, for it is async'
  return typeof y === 'number' ? 'a number (item() gives one), which has no derivative' : null
}
