import { inWords } from './given.ts'

/** What an option may be: a text, a switch, or an integer with the least value it may have. */
export type Kind = 'string' | 'boolean' | { readonly least: number }

/**
 * Throws for what is no object, and for an option that `where` does not know, or that has a value it cannot use. `undefined`
 * means the default.
 */
export function checkOptions(where: string, options: object, known: Readonly<Record<string, Kind>>): void {
  const list = `the options are ${Object.keys(known).join(', ')}`
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`${where}: ${inWords(options)} is no options object; ${list}.`)
  }
  for (const [name, value] of Object.entries(options)) {
    const kind = Object.hasOwn(known, name) ? known[name] : undefined
    if (kind === undefined) throw new TypeError(`${where}: unknown option "${name}"; ${list}.`)
    if (value === undefined) continue
    if (typeof kind === 'object') {
      if (!Number.isSafeInteger(value) || value < kind.least) {
        throw new RangeError(`${where}: ${name} is ${String(value)}; give an integer of at least ${kind.least}.`)
      }
    } else if (typeof value !== kind) {
      throw new TypeError(`${where}: ${name} is a ${typeof value}; give a ${kind}.`)
    }
  }
}
