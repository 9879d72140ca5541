// The 16 colours of the terminal's own theme come from picocolors. Its `isColorSupported` is not used: it looks at stdout
// only, once, while it is imported, and turns colours on in every CI run, even into a file.
import picocolors from 'picocolors'

type Colors = ReturnType<typeof picocolors.createColors>

/** A text in, the same text in a colour out. */
export type Paint = (text: string) => string

interface Host {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly stdout?: { readonly isTTY?: boolean | undefined }
}

/**
 * Does this stream take colours? The first rule that speaks decides:
 *
 * 1. `NO_COLOR`, when not empty: no ({@link https://no-color.org});
 * 2. `FORCE_COLOR`, when not empty: yes, but `0` and `false` mean no, as in Node.js;
 * 3. `TERM=dumb`: no;
 * 4. yes, when the stream is a terminal. In a browser there is none.
 *
 * @param stream where the text will go; standard output when left out
 * @example colorEnabled({ isTTY: false }) // false, unless FORCE_COLOR is set
 */
export function colorEnabled(stream?: { readonly isTTY?: boolean | undefined }): boolean {
  const { process } = globalThis as { readonly process?: Host }
  const env = process?.env ?? {}
  if (env.NO_COLOR) return false
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  if (env.TERM === 'dumb') return false
  return (stream ?? process?.stdout)?.isTTY === true
}

/** The theme's colours; with `color` off, functions that change nothing. */
export const colors = (color: boolean): Colors => picocolors.createColors(color)

/** A foreground on a background, both from the 256 colours that every terminal shows alike. */
export const on256 =
  (foreground: number, background: number): Paint =>
  (text) =>
    `\u001b[38;5;${foreground};48;5;${background}m${text}\u001b[0m`

/** Writes a row of characters; neighbours of one colour share their codes. */
export function paintRow(characters: readonly string[], paints: readonly (Paint | undefined)[]): string {
  let row = ''
  for (let start = 0; start < characters.length; ) {
    const paint = paints[start]
    let end = start + 1
    while (end < characters.length && paints[end] === paint) end++
    const text = characters.slice(start, end).join('')
    row += paint ? paint(text) : text
    start = end
  }
  return row
}
