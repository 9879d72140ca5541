import { reshape, transpose } from '@adjoint/tensor'
import type { Rules } from '../rule.ts'

export const movement: Rules<'movement'> = {
  reshape: { transpose: (g, [x]) => [reshape(g, x.shape)] },
  transpose: { transpose: (g, _x, { axes }) => [transpose(g, inverse(axes))] },
  broadcastTo: { transpose: (g) => [g] }, // the engine sums every cotangent back to its input's shape
  expandDims: { transpose: (g, [x]) => [reshape(g, x.shape)] },
  squeeze: { transpose: (g, [x]) => [reshape(g, x.shape)] },
}

/** The permutation that undoes `axes`. */
function inverse(axes: readonly number[]): number[] {
  return axes.map((_, axis) => axes.indexOf(axis))
}
