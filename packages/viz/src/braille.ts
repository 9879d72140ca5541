/** A canvas of dots for a terminal: each character holds 2 by 4 of them (Unicode's Braille patterns). */
export interface Dots {
  readonly width: number
  readonly height: number
  /** Sets a dot; outside the canvas nothing happens. */
  set(x: number, y: number): void
  /** Sets the dots of a straight line, both ends included. */
  line(x0: number, y0: number, x1: number, y1: number): void
  /** The character of a cell, or a space when none of its dots is set. */
  character(column: number, row: number): string
}

// The bit of each dot in a Braille pattern, by row and column: dots 1 to 6 are numbered down the columns, 7 and 8 came later.
const BITS = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]

/** An empty canvas of so many characters. */
export function dots(columns: number, rows: number): Dots {
  const width = columns * 2
  const height = rows * 4
  const cells = new Uint8Array(columns * rows)

  function set(x: number, y: number): void {
    if (x < 0 || y < 0 || x >= width || y >= height) return
    const cell = (y >> 2) * columns + (x >> 1)
    cells[cell] = (cells[cell] ?? 0) | (BITS[(y & 3) * 2 + (x & 1)] ?? 0)
  }

  function line(x0: number, y0: number, x1: number, y1: number): void {
    const steps = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0), 1)
    for (let i = 0; i <= steps; i++) {
      set(Math.round(x0 + ((x1 - x0) * i) / steps), Math.round(y0 + ((y1 - y0) * i) / steps))
    }
  }

  function character(column: number, row: number): string {
    const bits = cells[row * columns + column] ?? 0
    return bits === 0 ? ' ' : String.fromCharCode(0x2800 + bits)
  }

  return { width, height, set, line, character }
}
