import type { Rules } from '../rule.ts'

// Truth does not vary: it jumps. The derivative is zero wherever there is one.
export const comparison: Rules<'comparison'> = {
  equal: [null, null],
  notEqual: [null, null],
  less: [null, null],
  lessEqual: [null, null],
  greater: [null, null],
  greaterEqual: [null, null],
}
