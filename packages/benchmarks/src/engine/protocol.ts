// What passes between the measuring process and those that compute: a line of JSON each way.
import type { Task } from './task.ts'

export type Question =
  /** get ready for a task */
  | { readonly ask: 'prepare'; readonly variant: string; readonly task: Task }
  /** from the start, so many steps, and after each what it computed */
  | { readonly ask: 'check'; readonly steps: number }
  /** from the start, some steps off the clock, then so many on it */
  | { readonly ask: 'burst'; readonly warmUp: number; readonly steps: number }

export interface Answers {
  /** `engine`: what computes, in words */
  readonly prepare: { readonly engine: string }
  readonly check: { readonly results: readonly number[] }
  /** of all steps on the clock */
  readonly burst: { readonly microseconds: number }
}

/** Instead of an answer: what went wrong. */
export interface Failure {
  readonly error: string
}
