/** What fit needs of Node.js's process; in a browser there is none, and AbortSignal is the way to stop. */
interface Signals {
  once(event: 'SIGINT', listener: () => void): unknown
  removeListener(event: 'SIGINT', listener: () => void): unknown
}

/** Whether the person at the keyboard has asked to stop. */
export interface Interrupt {
  readonly requested: boolean
  /** stop listening */
  release(): void
}

/** Listens for the first Ctrl-C; a second one ends the process as usual. */
export function listenForInterrupt(): Interrupt {
  const { process } = globalThis as { process?: Partial<Signals> }
  let requested = false
  const listener = (): void => {
    requested = true
  }
  process?.once?.('SIGINT', listener)
  return {
    get requested() {
      return requested
    },
    release: () => process?.removeListener?.('SIGINT', listener),
  }
}

/** Lets the event loop run, so that signals, timers and other work get their turn. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}
