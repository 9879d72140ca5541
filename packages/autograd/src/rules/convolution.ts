import { apply, conv2d, convKernel2d, convTranspose2d } from '@adjoint/tensor'
import type { Rules } from '../rule.ts'

// One form, linear in images, kernels and results: each op is its derivative with respect to one of them, so that they are
// each other's transposes. All take the same attributes.
export const convolution: Rules<'convolution'> = {
  conv2d: {
    left: (g, _x, w, attrs) => apply(convTranspose2d.op, [g, w], attrs),
    right: (g, x, _w, attrs) => apply(convKernel2d.op, [x, g], attrs),
  },
  convTranspose2d: {
    left: (g, _y, w, attrs) => apply(conv2d.op, [g, w], attrs),
    right: (g, y, _w, attrs) => apply(convKernel2d.op, [g, y], attrs),
  },
  convKernel2d: {
    left: (g, _x, y, attrs) => apply(convTranspose2d.op, [y, g], attrs),
    right: (g, x, _y, attrs) => apply(conv2d.op, [x, g], attrs),
  },
}
