import { scatterAdd, scatterAddAlongAxis, take, takeAlongAxis, zeros } from '@adjoint/tensor'
import type { Rules } from '../rule.ts'

// All are linear in what is taken or added; the indices, which are integers, have no derivative.
export const indexing: Rules<'indexing'> = {
  take: {
    vjp: (g, _y, [x, indices], { axis }) => [
      scatterAdd(zeros(x.shape, { dtype: g.dtype }), indices, g, { axis }),
      null,
    ],
    jvp: ([dx], _y, [, indices], { axis }) => dx && take(dx, indices, { axis }),
  },
  scatterAdd: {
    vjp: (g, _y, [, indices], { axis }) => [g, null, take(g, indices, { axis })],
    jvp: ([dx, , du], _y, [x, indices], { axis }) => du ? scatterAdd(dx ?? zeros(x.shape, { dtype: du.dtype }), indices, du, { axis }) : dx, // biome-ignore format: one line
  },
  takeAlongAxis: {
    vjp: (g, _y, [x, indices], { axis }) => [
      scatterAddAlongAxis(zeros(x.shape, { dtype: g.dtype }), indices, g, { axis }),
      null,
    ],
    jvp: ([dx], _y, [, indices], { axis }) => dx && takeAlongAxis(dx, indices, { axis }),
  },
  scatterAddAlongAxis: {
    vjp: (g, _y, [, indices], { axis }) => [g, null, takeAlongAxis(g, indices, { axis })],
    jvp: ([dx, , du], _y, [x, indices], { axis }) => du ? scatterAddAlongAxis(dx ?? zeros(x.shape, { dtype: du.dtype }), indices, du, { axis }) : dx, // biome-ignore format: one line
  },
  oneHot: { vjp: () => [null], jvp: () => null },
}
