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

// How long the event loop may be kept waiting: short enough for Ctrl-C to feel immediate.
const longest = 50

/** A function to call at every step: now and then it lets signals, timers and other work have their turn. */
export function breather(): () => Promise<void> {
  let breathed = performance.now()
  return async () => {
    if (performance.now() - breathed < longest) return
    await new Promise((resolve) => setTimeout(resolve, 0))
    breathed = performance.now()
  }
}
