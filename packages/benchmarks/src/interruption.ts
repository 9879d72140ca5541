import { setImmediate } from 'node:timers/promises'

/** Lets a long measurement end early and in order. */
export interface Interruption {
  /** Gives signals their turn; true once Ctrl-C was pressed. */
  stops(): Promise<boolean>
}

/** Runs `measure`, which Ctrl-C asks to stop; a second Ctrl-C ends the program as usual. */
export async function interruptible<T>(measure: (interruption: Interruption) => Promise<T>) {
  let interrupted = false
  const interrupt = () => {
    interrupted = true
  }
  process.once('SIGINT', interrupt)
  try {
    const result = await measure({
      async stops() {
        await setImmediate()
        return interrupted
      },
    })
    return { result, interrupted }
  } finally {
    process.removeListener('SIGINT', interrupt)
  }
}
