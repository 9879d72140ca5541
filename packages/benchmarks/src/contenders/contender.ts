import type { Task } from '../engine/task.ts'

/** A task, ready to be run. */
export interface Prepared {
  /** what computes, in words: 'TensorFlow.js 4.22.0, wasm, 1 thread' */
  readonly engine: string
  /** Back to the first weights, off the clock. */
  reset(): void
  step(): void | Promise<void>
  /** Waits for what is under way, on the clock: once a burst. */
  finish(): void | Promise<void>
  /** What the last step computed, to be compared: its loss, or some of its numbers. */
  result(): readonly number[]
}

/** A contender, as its process loads it. */
export interface Contender {
  /** @throws Error when it cannot compute the task; the message says why */
  prepare(task: Task, variant: string): Prepared | Promise<Prepared>
}

export const nothing = (): void => {}
