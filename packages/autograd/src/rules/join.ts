import { type SliceItem, slice, type Tensor } from '@adjoint/tensor'
import type { Rules } from '../rule.ts'

export const join: Rules<'join'> = {
  concat: {
    transpose(g, x, { axis }) {
      let start = 0
      return x.map(({ shape }) => {
        const stop = start + (shape[axis] ?? 0)
        const part = along(g, axis, [start, stop])
        start = stop
        return part
      })
    },
  },
  stack: { transpose: (g, x, { axis }) => x.map((_, i) => along(g, axis, i)) },
}

function along(g: Tensor, axis: number, item: SliceItem): Tensor {
  const before: SliceItem[] = new Array<SliceItem>(axis).fill(':')
  return slice(g, ...before, item)
}
