import { matmul as product, type Tensor, transpose } from '@adjoint/tensor'
import type { Rules } from '../rule.ts'

export const matmul: Rules<'matmul'> = {
  matmul: {
    left: (g, _a, b) => product(g, matrixTranspose(b)),
    right: (g, a) => product(matrixTranspose(a), g),
  },
}

/** The last two axes exchanged. */
function matrixTranspose(x: Tensor): Tensor {
  const axes = x.shape.map((_, axis) => axis)
  return transpose(x, [...axes.slice(0, -2), x.rank - 1, x.rank - 2])
}
