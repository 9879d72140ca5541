import { apply, avgPool2d, avgUnpool2d, maxPick2d, maxUnpool2d } from '@adjoint/tensor'
import type { Rules } from '../rule.ts'

export const pool: Rules<'pool'> = {
  // elements of a window that tie for the maximum share its derivative equally
  maxPool2d: {
    vjp: (g, _y, [x], attrs) => [apply(maxUnpool2d.op, [g, x], attrs)],
    jvp: ([dx], _y, [x], attrs) => dx && apply(maxPick2d.op, [dx, x], attrs),
  },
  // where the largest elements lie jumps, and has derivative 0 wherever it has one
  maxPick2d: {
    vjp: (g, _y, [_t, x], attrs) => [apply(maxUnpool2d.op, [g, x], attrs), null],
    jvp: ([dt], _y, [_t, x], attrs) => dt && apply(maxPick2d.op, [dt, x], attrs),
  },
  maxUnpool2d: {
    vjp: (g, _y, [_g, x], attrs) => [apply(maxPick2d.op, [g, x], attrs), null],
    jvp: ([dg], _y, [_g, x], attrs) => dg && apply(maxUnpool2d.op, [dg, x], attrs),
  },
  avgPool2d: { transpose: (g, _x, attrs) => [apply(avgUnpool2d.op, [g], attrs)] },
  avgUnpool2d: { transpose: (g, _x, attrs) => [apply(avgPool2d.op, [g], attrs)] },
}
