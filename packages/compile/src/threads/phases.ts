/** Rounds of a kernel's outermost loop, from the first up to the second. */
export type Rounds = readonly [begin: number, end: number]

/** A group in a phase. */
interface Job {
  readonly group: number
  /** how many rounds its kernel has, of which the threads take some at a time; null where the first thread runs it alone */
  readonly rounds: number | null
  /** how many they take at a time */
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
  /** over how many rounds its outermost loop goes; 1 where it cannot be shared */
  readonly rounds: number
  readonly flops: number
  readonly reads: readonly Extent[]
  readonly writes: readonly Extent[]
}

/** Divides a program among threads. Which thread computes an element changes nothing in it, so results do not depend on it. */
export function phasesOf(groups: readonly GroupWork[], threads: number): Phase[] {
  const phases: Job[][] = []
  for (const [group, work] of groups.entries()) {
    const shared = work.rounds >= threads && work.flops >= leastWork
    const taken = Math.ceil(work.rounds / (threads * turns))
    const job = { group, rounds: shared ? work.rounds : null, taken }
    const phase = phases.at(-1)
    if (phase?.every((earlier) => mayRunBeside(earlier, job, groups))) phase.push(job)
    else phases.push([job])
  }
  return phases
}

/** True when a job need not wait until all threads have done an earlier one. */
function mayRunBeside(earlier: Job, later: Job, groups: readonly GroupWork[]): boolean {
  if (earlier.rounds === null && later.rounds === null) return true // the same thread runs both
  const [a, b] = [groups[earlier.group], groups[later.group]]
  if (a === undefined || b === undefined) return false
  return !overlap(a.writes, b.reads) && !overlap(a.reads, b.writes) && !overlap(a.writes, b.writes)
}

function overlap(some: readonly Extent[], others: readonly Extent[]): boolean {
  return some.some(([begin, end]) => others.some(([from, to]) => begin < to && from < end))
}
