// The work `matmul`: products of two matrices.
import { type Case, raceWork } from './engine/race-work.ts'
import { sampleOf } from './engine/task.ts'
import type { Work } from './work.ts'

/** Square ones, and two that occur in the networks of `moons` and of digits. */
const shapes = [
  [512, 512, 512],
  [1024, 1024, 1024],
  [900, 25, 50],
  [64, 784, 128],
] as const

export const work: Work = raceWork({
  name: 'matmul',
  about: `The product of two float32 matrices, m x k by k x n: ${shapes.map(([m, k, n]) => nameOf(m, k, n)).join(', ')}.
GF/s counts 2 m k n floating-point operations a step.`,
  cases: () =>
    shapes.map(([m, k, n]): Case => {
      const task = { kind: 'matmul', m, k, n, sample: sampleOf(m * n) } as const
      return { name: nameOf(m, k, n), task, flops: 2 * m * k * n }
    }),
  checked: 1,
})

function nameOf(m: number, k: number, n: number): string {
  return m === k && k === n ? String(m) : `${m}x${k}x${n}`
}
