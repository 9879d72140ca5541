import { scatterAdd, scatterAddAlongAxis, type Tensor, take, takeAlongAxis, zeros } from '@adjoint/tensor'
import type { Rules } from '../rule.ts'

// All are linear in what is taken or added; the indices, which are integers, have no derivative.
export const indexing: Rules<'indexing'> = {
  take: {
    vjp: (g, _y, [x, indices], { axis }) => [scatterAdd(zerosLike(x, g), indices, g, { axis }), null],
    jvp: ([dx], _y, [, indices], { axis }) => dx && take(dx, indices, { axis }),
  },
  scatterAdd: {
    vjp: (g, _y, [, indices], { axis }) => [g, null, take(g, indices, { axis })],
    jvp: ([dx, , du], _y, [x, indices], { axis }) => du ? scatterAdd(dx ?? zerosLike(x, du), indices, du, { axis }) : dx, // biome-ignore format: one line
  },
  takeAlongAxis: {
    vjp: (g, _y, [x, indices], { axis }) => [scatterAddAlongAxis(zerosLike(x, g), indices, g, { axis }), null],
    jvp: ([dx], _y, [, indices], { axis }) => dx && takeAlongAxis(dx, indices, { axis }),
  },
  scatterAddAlongAxis: {
    vjp: (g, _y, [, indices], { axis }) => [g, null, takeAlongAxis(g, indices, { axis })],
    jvp: ([dx, , du], _y, [x, indices], { axis }) => du ? scatterAddAlongAxis(dx ?? zerosLike(x, du), indices, du, { axis }) : dx, // biome-ignore format: one line
  },
  oneHot: { vjp: () => [null], jvp: () => null },
}

function zerosLike({ shape }: Tensor, { dtype }: Tensor): Tensor {
  return zeros(shape, { dtype })
}
