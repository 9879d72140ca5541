import { flopsOfGroup } from '../flops.ts'
import type { GraphNode } from '../graph.ts'
import { type ArenaPlan, storageBytes } from '../plan/arena.ts'
import { basesReadBy, type Grouping, partOf, storedBy } from '../plan/grouping.ts'

/** Rounds of a kernel's outermost loop, from the first up to the second. */
export type Rounds = readonly [begin: number, end: number]

/** A group in a phase. */
interface Job {
  readonly group: number
  /** which thread runs it alone; null where all share its rounds */
  readonly thread: number | null
  /** how many rounds its kernel has */
  readonly rounds: number
  /** how many of them a thread takes at a time, where they are shared */
  readonly taken: number
}

/** What a program does between two meetings of its threads: jobs that do not wait for what another thread does in it. */
export type Phase = readonly Job[]

/** A kernel is shared from so many operations on; a smaller one takes less time than it takes threads to meet. */
const leastWork = 16_384

/** In how many turns a thread takes its range of a kernel's rounds; who is ready earlier helps with what is left. */
const turns = 4

/** A stretch of the arena in bytes, from the first up to the second. */
export type Extent = readonly [begin: number, end: number]

/** What is known of a group. */
export interface GroupWork {
  /** over how many rounds its outermost loop goes; 1 where it cannot be shared, 0 where only the calling thread can run it */
  readonly rounds: number
  /** the part of the batch that it belongs to, which is its thread's; else null */
  readonly part: number | null
  readonly flops: number
  readonly reads: readonly Extent[]
  readonly writes: readonly Extent[]
}

/** What is known of a program's groups. */
export function workOf(grouping: Grouping, { offsets }: ArenaPlan, rounds: readonly number[]): GroupWork[] {
  const extent = (node: GraphNode): Extent => {
    const begin = offsets.get(node) ?? 0
    return [begin, begin + storageBytes(node)]
  }
  return grouping.groups.map((group, i) => ({
    rounds: rounds[i] ?? 0,
    part: partOf(group),
    flops: flopsOfGroup(group),
    reads: basesReadBy(group, grouping).map(extent),
    writes: storedBy(group, grouping).map(extent),
  }))
}

/**
 * Divides a program among threads. Each job is in the first phase in which it may be, so that threads meet seldom. What is
 * made of all parts, and read by no other group, such as the update of a weight, goes to the thread that has the least of
 * that: each then reads less of what others wrote. Which thread computes an element changes nothing in it, so results do not
 * depend on that.
 */
export function phasesOf(groups: readonly GroupWork[], threads: number): Phase[] {
  const phases: Job[][] = []
  const ends = new Array<number>(threads).fill(0)
  for (const [group, work] of groups.entries()) {
    const { rounds, part, flops } = work
    const shared = part === null && rounds >= threads && flops >= leastWork
    const jobOf = (thread: number | null): Job => ({
      group,
      thread,
      rounds,
      taken: Math.ceil(rounds / (threads * turns)),
    })
    let job = jobOf(shared ? null : (part ?? 0))
    const first = firstPhase(phases, job, groups)
    if (!shared && part === null && rounds > 0 && first > 0 && isLast(group, groups)) {
      const thread = ends.indexOf(Math.min(...ends))
      if (firstPhase(phases, jobOf(thread), groups) === first) job = jobOf(thread)
      ends[job.thread ?? 0] = (ends[job.thread ?? 0] ?? 0) + flops
    }
    const phase = phases[first]
    if (phase === undefined) phases.push([job])
    else phase.push(job)
  }
  return phases
}

/** True when nothing waits for a group. */
function isLast(group: number, groups: readonly GroupWork[]): boolean {
  return groups.slice(group + 1).every((later) => !conflict(groups[group], later))
}

/**
 * The first phase that a job may be in, or the number of phases: it needs one more. The parts of the first thread wait for
 * what is no part, though that thread computes it, as those of others do: a thread that is ahead only waits for them later.
 */
function firstPhase(phases: readonly Phase[], job: Job, groups: readonly GroupWork[]): number {
  const isBehind = ({ thread, group }: Job): boolean =>
    thread !== null && thread === job.thread && groups[group]?.part === groups[job.group]?.part
  for (let first = phases.length; first > 0; first--) {
    const earlier = phases[first - 1]?.filter((other) => conflict(groups[other.group], groups[job.group])) ?? []
    if (!earlier.every(isBehind)) return first
    if (earlier.length > 0) return first - 1
  }
  return 0
}

/** True when one group touches what the other one writes. */
function conflict(a: GroupWork | undefined, b: GroupWork | undefined): boolean {
  if (a === undefined || b === undefined) return true
  return overlap(a.writes, b.reads) || overlap(a.reads, b.writes) || overlap(a.writes, b.writes)
}

function overlap(some: readonly Extent[], others: readonly Extent[]): boolean {
  return some.some(([begin, end]) => others.some(([from, to]) => begin < to && from < end))
}
