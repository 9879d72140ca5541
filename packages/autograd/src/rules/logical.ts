import type { Rules } from '../rule.ts'

// Truth does not vary: it jumps, as in comparisons.
export const logical: Rules<'logical'> = {
  logicalAnd: [null, null],
  logicalOr: [null, null],
  logicalNot: [null],
  isNaN: [null],
  isFinite: [null],
}
