/** Where in the control block the numbers stand by which threads meet. */
export const control = {
  /** counts the runs; workers wait for the next one */
  run: 0,
  /** how many threads have arrived in all meetings of this run */
  arrived: 1,
  /** how many threads sleep, and must be woken */
  sleepers: 2,
  /** how many workers are ready */
  ready: 3,
  length: 4,
} as const

/**
 * Waits until a number of the control block is no longer below `least`: awake at first, since others need microseconds as a
 * rule, and then asleep. It is sent to workers as source, so it uses nothing from outside but its arguments.
 *
 * @param spins how often to look before sleeping; Infinity where the thread must not sleep
 */
export function waitFor(block: Int32Array, index: number, least: number, sleepers: number, spins: number): void {
  for (let looks = 0; ; looks++) {
    const seen = Atomics.load(block, index)
    if (seen >= least) return
    if (looks < spins) continue
    Atomics.add(block, sleepers, 1)
    Atomics.wait(block, index, seen)
    Atomics.sub(block, sleepers, 1)
  }
}

/** Adds 1 to a number of the control block and wakes who waits for it; sent to workers as source, too. */
export function tell(block: Int32Array, index: number, sleepers: number): void {
  Atomics.add(block, index, 1)
  if (Atomics.load(block, sleepers) > 0) Atomics.notify(block, index)
}

/** A thread among others. */
export interface Member {
  readonly thread: number
  readonly threads: number
}

/**
 * Runs rounds of a kernel until all are taken, some at a time: first those of the thread's own range, whose numbers are in its
 * cache, and then what slower threads have left of theirs. Sent to workers as source, too.
 *
 * @param counters for each group and each thread's range, how many of its rounds are taken
 */
export function takeRounds(
  counters: Int32Array,
  { group, rounds, taken }: { readonly group: number; readonly rounds: number; readonly taken: number },
  { thread, threads }: Member,
  run: (begin: number, end: number) => void,
): void {
  for (let turn = 0; turn < threads; turn++) {
    const owner = (thread + turn) % threads
    const end = Math.floor((rounds * (owner + 1)) / threads)
    for (;;) {
      const begin = Math.floor((rounds * owner) / threads) + Atomics.add(counters, group * threads + owner, taken)
      if (begin >= end) break
      run(begin, Math.min(end, begin + taken))
    }
  }
}
