import { flip } from '@adjoint/tensor'
import type { Rules } from '../rule.ts'

export const rearrange: Rules<'rearrange'> = {
  flip: { transpose: (g, _x, { axes }) => [flip(g, { axis: axes })] },
}
