import type { Rules } from '../rule.ts'

export const cast: Rules<'cast'> = {
  astype: { transpose: (g) => [g] }, // the engine casts every cotangent back to its input's dtype
}
