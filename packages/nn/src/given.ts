import { DomainError, type Generator, Tensor } from '@adjoint/tensor'

/** What was given in place of something else, in a few words for a message. */
export function inWords(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'function') return isClass(value) ? `the class ${value.name}` : 'a function'
  if (typeof value !== 'object' || value === null) return String(value)
  const { name = '' } = value.constructor ?? {}
  return name === '' || name === 'Object' ? 'an object' : `an instance of ${name}`
}

export function isClass(value: unknown): boolean {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value))
}

/** The error for what is given in place of something else: in words, with what to give. */
export function unfit(owner: string, name: string, value: unknown, wanted: string): DomainError {
  return new DomainError(`${owner}: ${name} is ${inWords(value)}; give ${wanted}.`)
}

/** @throws DomainError where no tensor stands, which the types of a program in JavaScript have not told */
export function checkTensor(owner: string, name: string, value: unknown): asserts value is Tensor {
  if (value instanceof Tensor) return
  const numbers = Array.isArray(value) || typeof value === 'number'
  const advice = value instanceof Promise ? 'Await it first.' : numbers ? 'Write tensor(...).' : 'Give a tensor.'
  throw new DomainError(`${owner}: ${name} is ${inWords(value)}, not a tensor. ${advice}`)
}

/** @throws DomainError where rng is no generator, or an initializer is none, such as its name */
export function checkDrawing(
  owner: string,
  rng: Generator,
  initializers: Readonly<Record<string, unknown>> = {},
): void {
  if (typeof Object(rng).uniform !== 'function') {
    const seed = Number.isSafeInteger(rng) ? rng : 0
    throw unfit(owner, 'rng', rng, `a generator, such as random(${seed})`)
  }
  for (const [name, value] of Object.entries(initializers)) {
    if (typeof value === 'function') continue
    throw unfit(owner, name, value, 'an initializer, such as heNormal or allZeros')
  }
}

/** @throws DomainError where a number is no probability: below 0, or above 1 by more than rounding. NaN is let through */
export function checkProbabilities(owner: string, name: string, values: ArrayLike<number>, advice: string): void {
  for (let i = 0; i < values.length; i++) {
    const p = values[i] ?? Number.NaN
    if (!(p < -1e-5 || p > 1 + 1e-5)) continue // as a softmax in float32 may
    throw new DomainError(`${owner}: ${name} holds ${p}, which is no probability. ${advice}`)
  }
}

/** @throws DomainError for a setting that is neither true nor false; where it is left out, its default is one of them */
export function checkFlag(owner: string, name: string, value: unknown): void {
  if (value === undefined || typeof value === 'boolean') return
  throw unfit(owner, name, value, 'true or false')
}

/** @throws DomainError for a setting outside [0, 1) */
export function checkShare(owner: string, name: string, value: number, usual: number): void {
  if (typeof value === 'number' && value >= 0 && value < 1) return
  throw unfit(owner, name, value, `a number in [0, 1), such as ${usual}`)
}

/** @throws DomainError for a setting that is not above 0 and finite */
export function checkPositive(owner: string, name: string, value: number, usual: number): void {
  if (typeof value === 'number' && value > 0 && value < Number.POSITIVE_INFINITY) return
  throw unfit(owner, name, value, `a number above 0, such as ${usual}`)
}

/** @throws DomainError for a setting that is below 0 or not finite */
export function checkNonNegative(owner: string, name: string, value: number): void {
  if (typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY) return
  throw unfit(owner, name, value, 'a number of 0 or more')
}

/** @throws DomainError for a setting that counts nothing: no integer, or below 1 */
export function checkCount(owner: string, name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return
  throw unfit(owner, name, value, 'an integer of 1 or more')
}

/** @throws DomainError for a limit that is not above 0; Infinity is none, and allowed */
export function checkLimit(owner: string, name: string, value: number): void {
  if (typeof value === 'number' && value > 0) return
  throw unfit(owner, name, value, 'a number above 0')
}

/** @throws DomainError for a setting that is no finite number */
export function checkNumber(owner: string, name: string, value: number, usual: number): void {
  if (Number.isFinite(value)) return
  throw unfit(owner, name, value, `a number, such as ${usual}`)
}
