import { DomainError } from '@adjoint/tensor'
import { inWords } from '../given.ts'
import type { Schedule } from './schedules.ts'

/** @throws DomainError when lr is neither a schedule nor a number of 0 or more */
export function checkRate(owner: string, lr: number | Schedule, usual: number): void {
  if (typeof lr === 'function' || (typeof lr === 'number' && lr >= 0 && lr < Number.POSITIVE_INFINITY)) return
  throw new DomainError(`${owner}: lr is ${inWords(lr)}; give a learning rate of 0 or more, such as ${usual}.`)
}

/** @throws DomainError for a setting outside [0, 1) */
export function checkShare(owner: string, name: string, value: number, usual: number): void {
  if (typeof value === 'number' && value >= 0 && value < 1) return
  throw new DomainError(`${owner}: ${name} is ${inWords(value)}; give a number in [0, 1), such as ${usual}.`)
}

/** @throws DomainError for a setting that is not above 0 and finite */
export function checkPositive(owner: string, name: string, value: number, usual: number): void {
  if (typeof value === 'number' && value > 0 && value < Number.POSITIVE_INFINITY) return
  throw new DomainError(`${owner}: ${name} is ${inWords(value)}; give a number above 0, such as ${usual}.`)
}

/** @throws DomainError for a setting that is below 0 or not finite */
export function checkNonNegative(owner: string, name: string, value: number): void {
  if (typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY) return
  throw new DomainError(`${owner}: ${name} is ${inWords(value)}; give a number of 0 or more.`)
}
