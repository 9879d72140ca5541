import { broadcastTo, concat, cumsum, flip, mulAbsorbing, recurrence, type Tensor, tensor } from '@adjoint/tensor'
import { sliceAlong } from '@adjoint/tensor/backend'
import type { Rules } from '../rule.ts'
import { plus } from '../zeros.ts'

export const scan: Rules<'scan'> = {
  cumsum: { transpose: (g, _x, { axis }) => [flip(cumsum(flip(g, { axis }), { axis }), { axis })] },
  // yᵢ = xᵢ yᵢ₋₁ is a recurrence itself, and nothing is divided by: exact with any number of zeros
  cumprod: {
    vjp: (g, y, [x], { axis }) => [mulAbsorbing(backwards(x, g, axis), delayed(y, 1, axis))],
    jvp: ([dx], y, [x], { axis }) => dx && recurrence(x, mulAbsorbing(dx, delayed(y, 1, axis)), { axis }),
  },
  recurrence: {
    vjp(g, y, [a], { axis }) {
      const db = backwards(a, g, axis)
      return [mulAbsorbing(db, delayed(y, 0, axis)), db]
    },
    jvp: ([da, db], y, [a], { axis }) => {
      const added = plus(da && mulAbsorbing(da, delayed(y, 0, axis)), db)
      return added && recurrence(a, added, { axis })
    },
  },
}

/** x one step later along an axis: `first`, then all but the last of x. */
export function delayed(x: Tensor, first: number, axis: number): Tensor {
  if (x.shape[axis] === 0) return x
  const start = broadcastTo(tensor(first, { dtype: x.dtype }), x.shape.with(axis, 1))
  return concat([start, sliceAlong(x, axis, [null, -1])], { axis })
}

/** The transpose of a recurrence in b: rᵢ = gᵢ + aᵢ₊₁ rᵢ₊₁, from the end. */
function backwards(a: Tensor, g: Tensor, axis: number): Tensor {
  const factors = delayed(flip(a, { axis }), 0, axis)
  return flip(recurrence(factors, flip(g, { axis }), { axis }), { axis })
}
