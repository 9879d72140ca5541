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
    part: fc.option(fc.nat(1)),
    flops: fc.integer({ min: 0, max: 40_000 }),
    reads: extents,
    writes: extents,
  }),
)
const threads = fc.integer({ min: 2, max: 8 })

/** Which groups touch what the other one writes, byte by byte. */
function conflict(a: GroupWork | undefined, b: GroupWork | undefined): boolean {
  const bytes = (of: readonly Extent[] = []): Set<number> =>
    new Set(of.flatMap(([begin, end]) => Array.from({ length: end - begin }, (_, i) => begin + i)))
  const meet = (one: Set<number>, other: Set<number>): boolean => [...one].some((byte) => other.has(byte))
  const [writes, others] = [bytes(a?.writes), bytes(b?.writes)]
  return meet(writes, others) || meet(writes, bytes(b?.reads)) || meet(bytes(a?.reads), others)
}

test('each group has one job: its part is its thread, and each thread can take some rounds of those that are shared', () => {
  fc.assert(
    fc.property(groups, threads, (work, threads) => {
      const jobs = phasesOf(work, threads).flat()
      expect(jobs.map(({ group }) => group).toSorted((a, b) => a - b)).toEqual(work.map((_, i) => i))
      for (const { group, rounds, taken, thread } of jobs) {
        const { part = null, rounds: all } = work[group] ?? {}
        expect(rounds).toBe(all)
        if (part !== null || thread !== null) expect(thread).toBe(part ?? 0)
        if (thread !== null) continue
        expect(taken).toBeGreaterThan(0)
        expect(Math.ceil(rounds / taken)).toBeGreaterThanOrEqual(threads)
      }
    }),
  )
})

test('what touches what another group writes comes after it, and no job could be a phase earlier', () => {
  fc.assert(
    fc.property(groups, threads, (work, threads) => {
      const jobs = phasesOf(work, threads).flatMap((phase, p) => phase.map((job, at) => ({ ...job, phase: p, at })))
      const byGroup = jobs.toSorted((a, b) => a.group - b.group)
      for (const later of byGroup) {
        const earlier = byGroup.filter((job) => job.group < later.group && conflict(work[job.group], work[later.group]))
        const isBehind = ({ thread, group }: { thread: number | null; group: number }): boolean =>
          thread !== null && thread === later.thread && work[group]?.part === work[later.group]?.part
        for (const job of earlier) {
          if (job.phase === later.phase && isBehind(job)) expect(job.at).toBeLessThan(later.at)
          else expect(job.phase).toBeLessThan(later.phase)
        }
        const needed = earlier.map((job) => (isBehind(job) ? job.phase : job.phase + 1))
        expect(later.phase).toBe(Math.max(0, ...needed))
      }
    }),
  )
})

test('small groups, and those of few rounds, are for the first thread', () => {
  const nothing = { part: null, reads: [], writes: [] }
  const work = [
    { rounds: 100, flops: 10, ...nothing },
    { rounds: 1, flops: 1e6, ...nothing },
    { rounds: 100, flops: 1e6, ...nothing },
  ]
  expect(phasesOf(work, 2)).toEqual([
    [
      { group: 0, thread: 0, rounds: 100, taken: 13 },
      { group: 1, thread: 0, rounds: 1, taken: 1 },
      { group: 2, thread: null, rounds: 100, taken: 13 },
    ],
  ])
})

test('what is done for the whole batch between two steps of parts keeps no thread from working beside the others', () => {
  const values = { whole: [0, 1], part0: [1, 2], part1: [2, 3] } satisfies Record<string, Extent>
  const all = [values.part0, values.part1]
  const group = (part: number | null, reads: Extent[], write: Extent): GroupWork => ({ rounds: 1, part, flops: 1e6, reads, writes: [write] }) // biome-ignore format: one line
  const work = [
    group(0, [], values.part0),
    group(1, [], values.part1),
    group(null, all, values.whole), // the mean of the batch, say
    group(0, [values.whole], values.part0),
    group(1, [values.whole], values.part1),
  ]
  expect(phasesOf(work, 2).map((phase) => phase.map(({ group }) => group))).toEqual([[0, 1], [2], [3, 4]])
})
