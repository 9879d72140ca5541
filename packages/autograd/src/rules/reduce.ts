import {
  broadcastTo,
  div,
  equal,
  maximum,
  mulAbsorbing,
  notEqual,
  type ReductionAttrs,
  reshape,
  sum,
  type Tensor,
} from '@adjoint/tensor'
import type { Rules } from '../rule.ts'

export const reduce: Rules<'reduce'> = {
  sum: { transpose: (g, [x], attrs) => [broadcastTo(withAxes(g, x, attrs), x.shape)] },
  mean: { transpose: (g, [x], attrs) => [broadcastTo(div(withAxes(g, x, attrs), count(x, attrs)), x.shape)] },
  // elements that tie for the maximum share its derivative equally
  max: {
    vjp(g, y, [x], attrs) {
      const chosen = isLargest(x, withAxes(y, x, attrs))
      const ties = sum(chosen, { axis: attrs.axes, keepDims: true })
      return [mulAbsorbing(chosen, div(withAxes(g, x, attrs), ties))]
    },
    jvp([dx], y, [x], attrs) {
      if (dx === null) return null
      const chosen = isLargest(x, withAxes(y, x, attrs))
      const { axes: axis, keepDims } = attrs
      return div(sum(mulAbsorbing(chosen, dx), { axis, keepDims }), sum(chosen, { axis, keepDims }))
    },
  },
}

/** Where x is the largest; where one is NaN, and so the result, those that are NaN. */
function isLargest(x: Tensor, largest: Tensor): Tensor {
  return maximum(equal(x, largest), notEqual(x, x))
}

/** A result of the reduction with the reduced axes put back, of size 1, so that it broadcasts against x. */
function withAxes(result: Tensor, x: Tensor, { axes }: ReductionAttrs): Tensor {
  return reshape(
    result,
    x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size)),
  )
}

/** How many elements of x go into each result. */
function count(x: Tensor, { axes }: ReductionAttrs): number {
  return axes.reduce((product, axis) => product * (x.shape[axis] ?? 1), 1)
}
