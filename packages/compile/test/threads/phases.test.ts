import { fc } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { type Extent, type GroupWork, type Phase, phasesOf } from '../../src/threads/phases.ts'

const extent = fc
  .tuple(fc.nat(20), fc.integer({ min: 1, max: 5 }))
  .map(([begin, size]): Extent => [begin, begin + size])
const extents = fc.array(extent, { maxLength: 3 })
const groups = fc.array(
  fc.record({
    rounds: fc.nat(40),
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

/** Whether another thread than the first may run a group that is no part: it has a kernel, follows a meeting, and nothing waits. */
function mayMove(group: number, work: readonly GroupWork[], phases: readonly Phase[]): boolean {
  const later = work.slice(group + 1)
  const [first = []] = phases
  return (
    work[group]?.rounds !== 0 &&
    !later.some((other) => conflict(work[group], other)) &&
    !first.some((job) => job.group === group)
  )
}

function group(part: number | null, flops: number, reads: Extent[], write: Extent, rounds = 1): GroupWork {
  return { rounds, part, flops, reads, writes: [write] }
}

test('each group has one job: its part is its thread, and each thread can take some rounds of those that are shared', () => {
  fc.assert(
    fc.property(groups, threads, (work, threads) => {
      const phases = phasesOf(work, threads)
      const jobs = phases.flat()
      expect(jobs.map(({ group }) => group).toSorted((a, b) => a - b)).toEqual(work.map((_, i) => i))
      for (const { group, rounds, taken, thread } of jobs) {
        const { part = null, rounds: all } = work[group] ?? {}
        expect(rounds).toBe(all)
        if (part !== null) expect(thread).toBe(part)
        else if (thread !== null && thread > 0) expect(mayMove(group, work, phases)).toBe(true)
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

test('what ends in a run, such as updates of weights, is shared out once the parts are there', () => {
  const values = { part0: [0, 1], part1: [1, 2] } satisfies Record<string, Extent>
  const all = [values.part0, values.part1]
  const work = [
    group(0, 1e6, [], values.part0),
    group(1, 1e6, [], values.part1),
    group(null, 4000, all, [2, 3]),
    group(null, 1000, all, [3, 4]),
    group(null, 1000, all, [4, 5]),
    group(null, 1000, all, [5, 6], 0), // the calling thread's own
    group(null, 1000, all, [6, 7]),
    group(null, 1000, all, [7, 8]), // what the last one waits for
    group(null, 1000, [[7, 8]], [8, 9]),
  ]
  const threads = phasesOf(work, 2).map((phase) => phase.map(({ group, thread }) => [group, thread]))
  expect(threads).toEqual([
    [[0, 0], [1, 1]],
    [[2, 0], [3, 1], [4, 1], [5, 0], [6, 1], [7, 0], [8, 0]],
  ]) // biome-ignore format: a phase a line
})

test('what is done for the whole batch between two steps of parts keeps no thread from working beside the others', () => {
  const values = { whole: [0, 1], part0: [1, 2], part1: [2, 3] } satisfies Record<string, Extent>
  const all = [values.part0, values.part1]
  const work = [
    group(0, 1e6, [], values.part0),
    group(1, 1e6, [], values.part1),
    group(null, 1e6, all, values.whole), // the mean of the batch, say
    group(0, 1e6, [values.whole], values.part0),
    group(1, 1e6, [values.whole], values.part1),
  ]
  expect(phasesOf(work, 2).map((phase) => phase.map(({ group }) => group))).toEqual([[0, 1], [2], [3, 4]])
})
