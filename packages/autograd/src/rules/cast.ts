import { astype } from '@adjoint/tensor'
import type { Rules } from '../rule.ts'

export const cast: Rules<'cast'> = {
  astype: { transpose: (g, [x]) => [astype(g, x.dtype)] },
}
