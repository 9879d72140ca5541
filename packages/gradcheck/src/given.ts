// What callers give, checked where it is given: there an error can still say what to give instead.

/** A value in the words of an error: `undefined`, `"smooth"`, `a list`, `an object (Promise)`. */
export function inWords(x: unknown): string {
  if (typeof x === 'string') return JSON.stringify(x)
  if (typeof x === 'function') return 'a function'
  if (typeof x === 'bigint') return `${x}n`
  if (typeof x !== 'object' || x === null) return String(x)
  return Array.isArray(x) ? 'a list' : `an object (${x.constructor?.name ?? 'of no class'})`
}

/** Throws where `options` is no object, or holds a key that is not known: a misspelt option must not be ignored. */
export function checkOptions(where: string, options: object, known: readonly string[]): void {
  const list = `the options are ${known.join(', ')}`
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`${where}: ${inWords(options)} is no options object; ${list}.`)
  }
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) throw new TypeError(`${where}: unknown option "${key}"; ${list}.`)
  }
}

/** A list or typed array as a list of numbers: the same where it is one. Throws where it is none. */
export function numbersOf(list: ArrayLike<unknown>, what: string): readonly number[] {
  if (typeof list !== 'object' || typeof list?.length !== 'number') {
    throw new TypeError(`${what} must be a list of numbers, not ${inWords(list)}.`)
  }
  const all: readonly unknown[] = Array.isArray(list) ? list : Array.from(list)
  if (all.every(isNumber)) return all
  throw new TypeError(`${what} must be a list of numbers; it holds ${inWords(all.find((one) => !isNumber(one)))}.`)
}

const isNumber = (x: unknown): x is number => typeof x === 'number'

/** Throws where one of what must be functions is none. */
export function checkFunctions(where: string, functions: Readonly<Record<string, unknown>>): void {
  for (const [name, one] of Object.entries(functions)) {
    if (typeof one !== 'function') throw new TypeError(`${where}: ${name} must be a function, not ${inWords(one)}.`)
  }
}

/** Throws where what must be a list is none. */
export function checkList(what: string, list: unknown, of: string): void {
  if (!Array.isArray(list)) throw new TypeError(`${what} must be a list ${of}, not ${inWords(list)}.`)
}
