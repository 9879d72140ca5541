import { matmul as product, swapAxes } from '@adjoint/tensor'
import type { Rules } from '../rule.ts'

export const matmul: Rules<'matmul'> = {
  matmul: {
    left: (g, _a, b) => product(g, swapAxes(b, -1, -2)),
    right: (g, a) => product(swapAxes(a, -1, -2), g),
  },
}
