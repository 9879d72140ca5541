/** A text in, the same text in a colour out. */
type Paint = (text: string) => string

/** The colours of a report. */
export interface Colors {
  readonly bold: Paint
  readonly dim: Paint
  readonly red: Paint
  readonly green: Paint
  readonly yellow: Paint
}

/** The terminal's own colours; with `on` false, functions that change nothing. */
export function colors(on: boolean): Colors {
  const paint =
    (open: number, close: number): Paint =>
    (text) =>
      on ? `\u001b[${open}m${text}\u001b[${close}m` : text
  return { bold: paint(1, 22), dim: paint(2, 22), red: paint(31, 39), green: paint(32, 39), yellow: paint(33, 39) }
}

interface Stream {
  readonly isTTY?: boolean | undefined
}

interface Host {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly stdout?: Stream
  readonly stderr?: Stream
}

/** NO_COLOR says no, FORCE_COLOR yes; else texts and errors must both go to a terminal. A browser has none. */
export function colorsWanted(): boolean {
  const { process } = globalThis as { readonly process?: Host }
  const { NO_COLOR, FORCE_COLOR, TERM } = process?.env ?? {}
  if (NO_COLOR) return false
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  return TERM !== 'dumb' && process?.stdout?.isTTY === true && process.stderr?.isTTY === true
}
