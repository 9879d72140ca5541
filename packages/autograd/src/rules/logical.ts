import type { Rules } from '../rule.ts'

// Piecewise constant: the derivative is zero wherever it exists.
export const logical: Rules<'logical'> = {
  logicalAnd: [null, null],
  logicalOr: [null, null],
  logicalNot: [null],
  isNaN: [null],
  isFinite: [null],
}
