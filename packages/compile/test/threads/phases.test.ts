import { fc } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { type Extent, type GroupWork, phasesOf } from '../../src/threads/phases.ts'

const extent = fc
  .tuple(fc.nat(20), fc.integer({ min: 1, max: 5 }))
  .map(([begin, size]): Extent => [begin, begin + size])
const extents = fc.array(extent, { maxLength: 3 })
const groups = fc.array(
  fc.record({
    rounds: fc.integer({ min: 1, max: 40 }),
    flops: fc.integer({ min: 0, max: 40_000 }),
    reads: extents,
    writes: extents,
  }),
)
const threads = fc.integer({ min: 2, max: 8 })

test('groups keep their order, and each thread can take some rounds of those that are shared', () => {
  fc.assert(
    fc.property(groups, threads, (work, threads) => {
      const jobs = phasesOf(work, threads).flat()
      expect(jobs.map(({ group }) => group)).toEqual(work.map((_, i) => i))
      for (const { group, rounds, taken } of jobs) {
        if (rounds === null) continue
        expect(rounds).toBe(work[group]?.rounds)
        expect(taken).toBeGreaterThan(0)
        expect(Math.ceil(rounds / taken)).toBeGreaterThanOrEqual(threads)
      }
    }),
  )
})

test('in a phase no thread touches what another one writes, and no phase is cut without need', () => {
  const bytes = (of: readonly Extent[]): Set<number> =>
    new Set(of.flatMap(([begin, end]) => Array.from({ length: end - begin }, (_, i) => begin + i)))
  const meet = (a: Set<number>, b: Set<number>): boolean => [...a].some((byte) => b.has(byte))
  const conflict = (a: GroupWork | undefined, b: GroupWork | undefined): boolean => {
    if (a === undefined || b === undefined) return true
    const [writes, others] = [bytes(a.writes), bytes(b.writes)]
    return meet(writes, others) || meet(writes, bytes(b.reads)) || meet(bytes(a.reads), others)
  }
  fc.assert(
    fc.property(groups, threads, (work, threads) => {
      const phases = phasesOf(work, threads)
      const apart = ({ rounds }: { readonly rounds: unknown }): boolean => rounds !== null
      for (const [p, phase] of phases.entries()) {
        for (const [i, a] of phase.entries()) {
          for (const b of phase.slice(i + 1)) {
            if (apart(a) || apart(b)) expect(conflict(work[a.group], work[b.group])).toBe(false)
          }
        }
        const next = phases[p + 1]?.[0]
        if (next === undefined) continue
        expect(phase.some((a) => (apart(a) || apart(next)) && conflict(work[a.group], work[next.group]))).toBe(true)
      }
    }),
  )
})

test('small groups, and those of few rounds, are for the first thread', () => {
  const nothing = { reads: [], writes: [] }
  const work = [
    { rounds: 100, flops: 10, ...nothing },
    { rounds: 1, flops: 1e6, ...nothing },
    { rounds: 100, flops: 1e6, ...nothing },
  ]
  expect(phasesOf(work, 2)).toEqual([
    [
      { group: 0, rounds: null, taken: 13 },
      { group: 1, rounds: null, taken: 1 },
      { group: 2, rounds: 100, taken: 13 },
    ],
  ])
})
