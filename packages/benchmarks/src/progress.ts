/** Shows how far a measurement is: one line, redrawn in place, and only in a terminal. */
export interface Progress {
  update(what: string, done: number, of: number): void
  /** Takes the line away. */
  end(): void
}

const barWidth = 24
const pause = 100

export function progressOn(stream: NodeJS.WriteStream): Progress {
  let drawn = 0
  return {
    update(what, done, of) {
      if (!stream.isTTY || performance.now() - drawn < pause) return
      drawn = performance.now()
      const full = Math.round((done / of) * barWidth)
      const line = `${'█'.repeat(full)}${'░'.repeat(barWidth - full)} ${what} ${done} of ${of}`
      stream.write(`\r${line.slice(0, (stream.columns ?? 80) - 1)}\u001b[K`)
    },
    end() {
      if (stream.isTTY && drawn > 0) stream.write('\r\u001b[K')
    },
  }
}
