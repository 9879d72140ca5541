import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Collects garbage, and gives what is left in bytes: of the heap, and of typed arrays outside it. */
export function memory(): number {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  let left = Number.POSITIVE_INFINITY
  for (;;) {
    collect()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    // typed arrays are let go by threads of the engine, which on a busy machine are late
    if (heapUsed + arrayBuffers >= left) return left
    left = heapUsed + arrayBuffers
  }
}
