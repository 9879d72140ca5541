import { reshape, transpose, unslice } from '@adjoint/tensor'
import type { Rules } from '../rule.ts'

export const triangle: Rules<'triangle'> = {
  diag: {
    transpose(g, [x], { k }) {
      const [m = 0, n = 0, ...rest] = x.shape
      const length = g.shape.at(-1) ?? 0
      const first = transpose(g, [g.rank - 1, ...rest.map((_, axis) => axis)])
      // in row-major order the next element of a diagonal is a row and one further
      const start = Math.max(k, 0) + Math.max(-k, 0) * n
      return [reshape(unslice(first, [m * n, ...rest], [start, start + length * (n + 1), n + 1]), x.shape)]
    },
  },
}
