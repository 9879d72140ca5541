// The work `tiny`: what a gradient costs beside its arithmetic.
import { type Case, raceWork } from './engine/race-work.ts'
import { sampleOf } from './engine/task.ts'
import type { Work } from './work.ts'

const sizes = [1, 1000, 100_000]

export const work: Work = raceWork({
  name: 'tiny',
  about: `The gradient of sum(tanh(x x + x)) for a vector of ${sizes.join(', ')} float32 numbers: for one, it is all
overhead; for many, all arithmetic and memory.`,
  cases: () =>
    sizes.map((n): Case => {
      const task = { kind: 'gradient', n, input: { scale: 4, offset: 0 }, sample: sampleOf(n) } as const
      return { name: `n = ${n}`, task, elements: n }
    }),
  checked: 1,
})
