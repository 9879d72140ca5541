import { type DefinedOp, defineOp } from '@adjoint/autograd'
import { ShapeError } from '@adjoint/tensor'

export interface CumulativeAttrs {
  readonly reverse: boolean
}

/** Running sums of the rows of a matrix, forward or backward: an op with a kernel and attributes. */
export const cumulative: DefinedOp<1, CumulativeAttrs> = defineOp({
  name: 'cumulative',
  arity: 1,
  shape: ([{ shape, rank }]) => {
    if (rank === 2) return shape
    throw new ShapeError(`cumulative takes a matrix, not [${shape.join(', ')}].`)
  },
  kernel: ([x], out, { reverse }) => {
    const [rows = 0, columns = 0] = x.shape
    for (let row = 0; row < rows; row++) {
      let sum = 0
      for (let i = 0; i < columns; i++) {
        const at = row * columns + (reverse ? columns - 1 - i : i)
        sum += x.data[at] ?? 0
        out.data[at] = sum
      }
    }
  },
  rule: { transpose: (g, _x, { reverse }) => [cumulative(g, { reverse: !reverse })] },
})
