import type { Rules } from '../rule.ts'

// Steps: the derivative is zero wherever there is one.
export const rounding: Rules<'rounding'> = {
  floor: [null],
  ceil: [null],
  round: [null],
}
