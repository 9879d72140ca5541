import { div, exp, mulAbsorbing, sub, sum, type Tensor } from '@adjoint/tensor'
import type { Rules } from '../rule.ts'
import { byGradient } from './reduction.ts'

export const softmax: Rules<'softmax'> = {
  // the softmax; where y is large, its rounding would show, but for the division
  logsumexp: byGradient((y, x, { axes: axis }) => {
    const powers = exp(sub(x, y))
    return div(powers, sum(powers, { axis, keepDims: true }))
  }),
  // the Jacobian, diag(y) - y yᵀ, is symmetric
  softmax: {
    vjp: (g, y, _x, { axis }) => [spread(y, g, axis)],
    jvp: ([dx], y, _x, { axis }) => dx && spread(y, dx, axis),
  },
  logSoftmax: {
    vjp: (g, y, _x, { axis }) => [sub(g, mulAbsorbing(exp(y), sum(g, { axis, keepDims: true })))],
    jvp: ([dx], y, _x, { axis }) => dx && sub(dx, sum(mulAbsorbing(exp(y), dx), { axis, keepDims: true })),
  },
}

/** y (v - Σ y v) along an axis. */
function spread(y: Tensor, v: Tensor, axis: number): Tensor {
  return mulAbsorbing(y, sub(v, sum(mulAbsorbing(y, v), { axis, keepDims: true })))
}
