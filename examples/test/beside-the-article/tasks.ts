// Random networks and points, and what their tests ask of them.
import fc from 'fast-check'
import type { Comparison, Quantity } from '../../beside-the-article/comparison.ts'
import { type Task, taskOf } from '../../beside-the-article/network.ts'

/** @param most units of each hidden layer, and points */
const tasks = (maxHidden: number, most: number): fc.Arbitrary<Task> =>
  fc
    .record({
      hidden: fc.array(fc.integer({ min: 1, max: most }), { maxLength: maxHidden }),
      samples: fc.integer({ min: 1, max: most }),
      seed: fc.integer({ min: 0, max: 1000 }),
    })
    .map(({ hidden, ...others }) => taskOf({ sizes: [2, ...hidden, 1], ...others }))

/** Networks and points of any size that a test can do by the dozen; some fit a screen and are rounded, others not. */
export const anyTask = tasks(3, 9)

/** Those whose matrices are printed whole. */
export const smallTask = tasks(2, 4)

/** What a comparison has, in its order. */
export const all = ({ given, forward, backward }: Comparison): Quantity[] => [...given, ...forward, ...backward]

/** How much a certain prediction enlarges what its loss is wrong by: 1/p² of the least probable right class. */
export function certainty({ model, x, y }: Task): number {
  const p = model.forward(x).toTypedArray()
  const right = Array.from(y.toTypedArray(), (label, i) => (label === 1 ? (p[i] ?? 0) : 1 - (p[i] ?? 0)))
  return 1 / Math.min(...right) ** 2
}
