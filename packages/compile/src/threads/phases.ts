/** Rounds of a kernel's outermost loop, from the first up to the second. */
export type Rounds = readonly [begin: number, end: number]

/** A stretch of a program between two meetings of its threads. */
export type Phase =
  /** one kernel, of whose rounds each thread has its own */
  | { readonly kind: 'shared'; readonly group: number; readonly rounds: readonly Rounds[] }
  /** groups that the first thread runs alone */
  | { readonly kind: 'alone'; readonly groups: readonly number[] }

/** A kernel is shared from so many operations on; a smaller one takes less time than it takes threads to meet. */
const leastWork = 16_384

/** What is known of a group. */
export interface GroupWork {
  /** over how many rounds its outermost loop goes; 1 where it cannot be shared */
  readonly rounds: number
  readonly flops: number
}

/** Divides a program among threads. Which thread computes an element changes nothing in it, so results do not depend on it. */
export function phasesOf(groups: readonly GroupWork[], threads: number): Phase[] {
  const phases: Phase[] = []
  for (const [group, { rounds, flops }] of groups.entries()) {
    if (rounds >= threads && flops >= leastWork) {
      const boundary = (thread: number): number => Math.floor((rounds * thread) / threads)
      const shares = Array.from({ length: threads }, (_, i): Rounds => [boundary(i), boundary(i + 1)])
      phases.push({ kind: 'shared', group, rounds: shares })
      continue
    }
    const last = phases.at(-1)
    if (last?.kind === 'alone') phases.splice(-1, 1, { kind: 'alone', groups: [...last.groups, group] })
    else phases.push({ kind: 'alone', groups: [group] })
  }
  return phases
}
