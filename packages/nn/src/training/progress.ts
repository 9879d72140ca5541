/** The part of a terminal stream that progress needs; Node.js's process.stderr is one. */
export interface ProgressStream {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** A line that shows how far a long run is: redrawn in place in a terminal, a new line now and then in a file. */
export interface Progress {
  /** true when enough time has passed to draw again, so that the caller need not prepare a text for nothing */
  readonly due: boolean
  /** @param made how many of those that are done took the time until now; of a run that is resumed, not all */
  draw(done: number, total: number, text: string, made?: number): void
  /** draws a last time and goes to the next line */
  finish(done: number, total: number, text: string): void
  /** leaves the line that is being drawn, so that what an error says stands on its own */
  close(): void
}

/** Milliseconds between two drawings: often in a terminal, seldom where each one stays. */
const interval = { terminal: 250, file: 10_000 }
const barWidth = 20

/** A progress line on standard error, so that a program's own output stays clean; none in a browser. */
export function startProgress(): Progress | null {
  const { process } = globalThis as { process?: { stderr?: ProgressStream } }
  return process?.stderr === undefined ? null : progressOn(process.stderr)
}

/** A progress line on a stream. */
export function progressOn(stream: ProgressStream): Progress {
  const terminal = stream.isTTY === true
  const wait = terminal ? interval.terminal : interval.file
  const started = performance.now()
  let drawn = started - wait + Math.min(wait, 1000) // the first one soon

  let open = false
  const seconds = (): number => (performance.now() - started) / 1000

  const line = (done: number, total: number, text: string): string => {
    const counter = `epoch ${done.toLocaleString('en')}/${total.toLocaleString('en')}`
    return `${terminal ? `${bar(done / total)} ` : ''}${counter}  ${text}`
  }
  const left = (epochs: number, each: number): string => (epochs === 0 ? '' : `  ${duration(epochs * each)} left`)
  const put = (text: string, end: string): void => {
    drawn = performance.now()
    open = terminal && end === ''
    stream.write(terminal ? `\r\u001b[2K${text.slice(0, (stream.columns || 80) - 1)}${end}` : `${text}\n`)
  }
  return {
    get due() {
      return performance.now() - drawn >= wait
    },
    draw: (done, total, text, made = done) => put(line(done, total, text) + left(total - done, seconds() / made), ''),
    close: () => {
      if (open) stream.write('\n')
      open = false
    },
    finish: (done, total, text) => put(`${line(done, total, text)}  in ${duration(seconds())}`, '\n'),
  }
}

function bar(share: number): string {
  const full = Math.round(share * barWidth)
  return '█'.repeat(full) + '░'.repeat(barWidth - full)
}

/** `1:05`, or `9.3 s` for less than a minute. */
function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}
