// The work `elementwise`: ops of each element of an array that fits into a cache.
import { type Case, raceWork } from './engine/race-work.ts'
import { type ElementwiseName, type NumbersOf, sampleOf } from './engine/task.ts'
import type { Work } from './work.ts'

const n = 16_384

/** Each op with the numbers that it gets: around 0, but for log, which gets 0.5 to 1.5. */
const ops: Readonly<Record<ElementwiseName, NumbersOf>> = {
  add: { scale: 8, offset: 0 },
  exp: { scale: 8, offset: 0 },
  log: { scale: 1, offset: 1 },
  sigmoid: { scale: 8, offset: 0 },
  tanh: { scale: 8, offset: 0 },
}

const names: readonly ElementwiseName[] = ['add', 'exp', 'log', 'sigmoid', 'tanh']

export const work: Work = raceWork({
  name: 'elementwise',
  about: `${names.join(', ')} of ${n} float32 numbers, as a call of its own: nothing is fused with it.`,
  cases: () =>
    names.map((op): Case => {
      const task = { kind: 'elementwise', op, n, input: ops[op], sample: sampleOf(n) } as const
      return { name: op, task, elements: n }
    }),
  checked: 1,
})
