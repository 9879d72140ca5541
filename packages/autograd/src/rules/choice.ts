import type { Rules } from '../rule.ts'

// Positions do not vary: they jump, as truth does in comparisons.
export const choice: Rules<'choice'> = {
  argmax: { vjp: () => [null], jvp: () => null },
  argmin: { vjp: () => [null], jvp: () => null },
}
