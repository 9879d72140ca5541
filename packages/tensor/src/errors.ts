import { currentScope } from './scope.ts'

/** What all errors of Adjoint are; the message begins with the scope (layer) in which it happened. */
export class AdjointError extends Error {
  constructor(message: string) {
    const where = currentScope()
    super(where === '' ? message : `in ${where}: ${message}`)
    this.name = new.target.name
  }
}

/** Shapes, axes or indices that do not fit. */
export class ShapeError extends AdjointError {}

/** A dtype for which the operation has no meaning. */
export class DTypeError extends AdjointError {}

/** A value or an option outside what the function takes. */
export class DomainError extends AdjointError {}

/** A traced value that is used where only a transform's own values may be, or read before it has one. */
export class TraceError extends AdjointError {}

/** Throws unless the value is an integer, and not below `least`; `what` is what it should be, `a depth` without the article. */
export function checkInteger(
  owner: string,
  what: string,
  value: number,
  least: number = Number.NEGATIVE_INFINITY,
): void {
  if (Number.isSafeInteger(value) && value >= least) return
  const range = Number.isFinite(least) ? ` of ${least} or more` : ''
  throw new DomainError(`${owner}: ${value} is no ${what}; give an integer${range}.`)
}

/** Throws when `options` holds a key that the function does not know: a misspelt option must not be ignored. */
export function checkOptions(owner: string, options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null) {
    throw new DomainError(
      `${owner}: ${String(options)} is no options object; write { ${known[0]}: ${String(options ?? '...')} }.`,
    )
  }
  if ('tracedBy' in options) {
    throw new DomainError(`${owner}: a tensor is given in place of options; several tensors go in a list, [a, b].`)
  }
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue
    const list = known.length === 0 ? 'it takes none' : `it takes ${known.join(', ')}`
    throw new DomainError(`${owner}: unknown option "${key}"; ${list}.`)
  }
}
