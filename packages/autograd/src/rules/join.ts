import { sliceAlong } from '@adjoint/tensor/backend'
import type { Rules } from '../rule.ts'

export const join: Rules<'join'> = {
  concat: {
    transpose(g, x, { axis }) {
      let start = 0
      return x.map(({ shape }) => {
        const stop = start + (shape[axis] ?? 0)
        const part = sliceAlong(g, axis, [start, stop])
        start = stop
        return part
      })
    },
  },
  stack: { transpose: (g, x, { axis }) => x.map((_, i) => sliceAlong(g, axis, i)) },
}
