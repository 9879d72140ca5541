import type { Rules } from '../rule.ts'

// An order does not vary: it jumps. What is sorted takes its derivative through takeAlongAxis.
export const sort: Rules<'sort'> = {
  argsort: { vjp: () => [null], jvp: () => null },
}
