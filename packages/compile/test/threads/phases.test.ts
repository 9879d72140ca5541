import { fc } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { phasesOf } from '../../src/threads/phases.ts'

const groups = fc.array(
  fc.record({ rounds: fc.integer({ min: 1, max: 40 }), flops: fc.integer({ min: 0, max: 40_000 }) }),
)

test('each round of each group is in one share, and groups keep their order', () => {
  fc.assert(
    fc.property(groups, fc.integer({ min: 2, max: 8 }), (work, threads) => {
      const phases = phasesOf(work, threads)
      const order = phases.flatMap((phase) => (phase.kind === 'shared' ? [phase.group] : phase.groups))
      expect(order).toEqual(work.map((_, i) => i))
      for (const phase of phases) {
        if (phase.kind === 'alone') continue
        const rounds = phase.rounds.flatMap(([begin, end]) => Array.from({ length: end - begin }, (_, i) => begin + i))
        expect(phase.rounds).toHaveLength(threads)
        expect(phase.rounds.every(([begin, end]) => begin < end)).toBe(true) // a kernel goes over one round at least
        expect(rounds).toEqual(Array.from({ length: work[phase.group]?.rounds ?? 0 }, (_, i) => i))
      }
    }),
  )
})

test('small groups, and those of few rounds, are for the first thread, and together one phase', () => {
  expect(
    phasesOf(
      [
        { rounds: 100, flops: 10 },
        { rounds: 1, flops: 1e6 },
        { rounds: 100, flops: 1e6 },
        { rounds: 2, flops: 100 },
      ],
      2,
    ),
  ).toEqual([
    { kind: 'alone', groups: [0, 1] },
    { kind: 'shared', group: 2, rounds: [[0, 50], [50, 100]] }, // biome-ignore format: one line
    { kind: 'alone', groups: [3] },
  ])
})
