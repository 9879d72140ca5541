import { decodeText } from './bytes.ts'
import { FormatError } from './format-error.ts'

const [TAB, NEWLINE, RETURN, SPACE, BACKSLASH] = [9, 10, 13, 32, 92]

/** Reads the text of a header from left to right, in one pass. */
export interface Reader {
  /** the byte that comes next */
  readonly offset: number
  skipSpace(): void
  /** Takes the text if it comes next, after spaces. */
  has(text: string): boolean
  /** Takes the text; anything else is an error. */
  expect(text: string): void
  /** A number without sign, exactly a double. */
  integer(what: string): number
  /** What stands between two of one of these quotes, as it is written, escapes and all. */
  quoted(...quotes: readonly string[]): string
  /** Nothing but spaces may follow. */
  end(): void
  fail(problem: string): never
}

/** A reader of the bytes from `start` up to `end`, by which offsets in errors are the file's. */
export function reader(owner: string, bytes: Uint8Array, start: number, end: number): Reader {
  let at = start

  function fail(problem: string): never {
    throw new FormatError(owner, at, problem)
  }
  function found(): string {
    if (at >= end) return 'the header ends'
    const byte = bytes[at] ?? 0
    return byte > SPACE && byte < 127
      ? `there is ${JSON.stringify(String.fromCharCode(byte))}`
      : `there is byte ${byte}`
  }
  function skipSpace(): void {
    while (at < end) {
      const byte = bytes[at]
      if (byte !== SPACE && byte !== NEWLINE && byte !== TAB && byte !== RETURN) return
      at++
    }
  }
  function has(text: string): boolean {
    skipSpace()
    if (at + text.length > end) return false
    for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false
    at += text.length
    return true
  }
  function expect(text: string): void {
    if (!has(text)) fail(`${text} belongs here, but ${found()}; the header is damaged.`)
  }
  function integer(what: string): number {
    skipSpace()
    const first = at
    let value = 0
    for (; at < end; at++) {
      const digit = (bytes[at] ?? 0) - 48
      if (digit < 0 || digit > 9) break
      value = value * 10 + digit
      if (value > Number.MAX_SAFE_INTEGER) fail(`${what} is above 2^53 - 1, which no file can hold.`)
    }
    if (at === first) fail(`${what} belongs here, an integer of 0 or more, but ${found()}.`)
    return value
  }
  function quoted(...quotes: readonly string[]): string {
    const quote = quotes.find(has) ?? fail(`text in quotes belongs here, but ${found()}; the header is damaged.`)
    const first = at
    const last = quote.charCodeAt(0)
    while (at < end && bytes[at] !== last) at += bytes[at] === BACKSLASH ? 2 : 1
    if (at >= end) {
      at = first
      fail(`the text that begins here has no ${quote} at its end; the header is damaged.`)
    }
    return decodeText(owner, bytes, first, at++)
  }
  return {
    get offset() {
      return at
    },
    skipSpace,
    has,
    expect,
    integer,
    quoted,
    end() {
      skipSpace()
      if (at < end) fail(`the header is complete, but ${found()}; the file is damaged.`)
    },
    fail,
  }
}
