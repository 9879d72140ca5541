// What callers give, in the words of an error.

/** A value in words: `null`, `5`, `"q"`, `a list`, `an object`. */
export function inWords(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value !== 'object' || value === null) return String(value)
  return Array.isArray(value) ? 'a list' : 'an object'
}

/** Whether it is an array, or a typed one; a tensor is not. */
export const isList = (value: unknown): value is ArrayLike<unknown> =>
  typeof value === 'object' && typeof Object(value).length === 'number'
