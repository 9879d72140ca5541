// What the snippets call in place of an expression with an expected output behind it; snippets.test.ts puts it there.
import { inspect } from 'node:util'

/** What went wrong since it was last emptied. */
export const mismatches: string[] = []

/** Compares what console.log would print for `values` with what the page shows. */
export function check(place: string, expected: string, ...values: readonly unknown[]): void {
  const printed = values.map(print).join(' ')
  const texts = values.every((value) => typeof value === 'string')
  const same = texts ? withoutTrailing(printed) === withoutTrailing(expected) : compact(printed) === compact(expected)
  if (!same) mismatches.push(`${place} shows\n${expected}\nbut the output is\n${printed}`)
}

function print(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value, { depth: 8, breakLength: Number.POSITIVE_INFINITY })
}

const withoutTrailing = (text: string): string => text.replaceAll(/ +$/gm, '')

/** Spaces inside brackets are a matter of taste: `[1, 2]` is `[ 1, 2 ]`. */
const compact = (text: string): string => text.replaceAll(/(?<=[[{])\s+|\s+(?=[\]}])/g, '')
