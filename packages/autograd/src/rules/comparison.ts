import type { Rules } from '../rule.ts'

// Piecewise constant: the derivative is zero wherever it exists.
export const comparison: Rules<'comparison'> = {
  equal: [null, null],
  notEqual: [null, null],
  less: [null, null],
  lessEqual: [null, null],
  greater: [null, null],
  greaterEqual: [null, null],
}
