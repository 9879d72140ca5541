// The most memory that a computation holds at once. Garbage is collected while it runs, and what is left is what is held.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type DefinedOp, defineOp } from '@adjoint/autograd'
import type { Tensor } from '@adjoint/tensor'

/** How a run was. */
export interface Peak {
  readonly bytes: number
  /** how often the probe was passed, forwards and backwards */
  readonly passed: number
}

/** The identity, which looks at the memory now and then: the function under test must pass through it. */
export type Probe = (x: Tensor) => Tensor

/**
 * Runs a function and measures the most memory that it holds, beside what was there before.
 *
 * @param every at which passage of the probe the memory is looked at
 */
export function peakOf(run: (probe: Probe) => unknown, every: number): Peak {
  const before = held()
  let [most, passed] = [before, 0]
  const probe: DefinedOp<1> = defineOp<1>({
    name: 'probe',
    arity: 1,
    shape: ([x]) => x.shape,
    kernel: ([x], out) => {
      for (const [i, value] of x.data.entries()) out.data[i] = value
      if (++passed % every === 0) most = Math.max(most, held())
    },
    // on the way back it is the identity again, and looks again
    rule: { transpose: (g) => [probe(g)] },
  })
  run((x) => probe(x))
  return { bytes: most - before, passed }
}

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** What is left after a collection, in bytes: of the heap, and of typed arrays outside it. */
function held(): number {
  let [left, still] = [Number.POSITIVE_INFINITY, 0]
  while (still < 2) {
    collect()
    // typed arrays are let go by threads of the engine, which on a busy machine are late
    Atomics.wait(sleep, 0, 0, 2)
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    if (heapUsed + arrayBuffers < left) [left, still] = [heapUsed + arrayBuffers, 0]
    else still++
  }
  return left
}

const sleep = new Int32Array(new SharedArrayBuffer(4))
