import {
  broadcastTo,
  cumprod,
  div,
  equal,
  flip,
  maximum,
  mulAbsorbing,
  notEqual,
  type ReductionAttrs,
  reshape,
  sum,
  type Tensor,
  transpose,
} from '@adjoint/tensor'
import type { Products, Rules } from '../rule.ts'
import { byGradient, countAlong, withAxes } from './reduction.ts'
import { delayed } from './scan.ts'

// elements that tie for the maximum or the minimum share its derivative equally
const extremum: Products<ReductionAttrs, 1> = {
  vjp(g, y, [x], attrs) {
    const chosen = isExtreme(x, withAxes(y, x, attrs))
    const ties = sum(chosen, { axis: attrs.axes, keepDims: true })
    return [mulAbsorbing(chosen, div(withAxes(g, x, attrs), ties))]
  },
  jvp([dx], y, [x], attrs) {
    if (dx === null) return null
    const chosen = isExtreme(x, withAxes(y, x, attrs))
    const { axes: axis, keepDims } = attrs
    return div(sum(mulAbsorbing(chosen, dx), { axis, keepDims }), sum(chosen, { axis, keepDims }))
  },
}

// truth does not vary: it jumps, as in comparisons
const truth: Products<ReductionAttrs, 1> = { vjp: () => [null], jvp: () => null }

export const reduce: Rules<'reduce'> = {
  sum: { transpose: (g, [x], attrs) => [broadcastTo(withAxes(g, x, attrs), x.shape)] },
  mean: { transpose: (g, [x], attrs) => [broadcastTo(div(withAxes(g, x, attrs), countAlong(x, attrs)), x.shape)] },
  // exact with any number of zeros, since nothing is divided by
  prod: byGradient((_y, x, attrs) => productOfOthers(x, attrs)),
  max: extremum,
  min: extremum,
  all: truth,
  any: truth,
}

/** Where x is the extreme element; where one is NaN, and so the result, those that are NaN. */
function isExtreme(x: Tensor, extreme: Tensor): Tensor {
  return maximum(equal(x, extreme), notEqual(x, x))
}

/** For each element the product of all others that go into the same result: of those before it and those behind it. */
function productOfOthers(x: Tensor, attrs: ReductionAttrs): Tensor {
  const all = x.shape.map((_, axis) => axis)
  const kept = all.filter((axis) => !attrs.axes.includes(axis))
  const order = [...kept, ...attrs.axes]
  const last = transpose(x, order)
  const results = kept.reduce((product, axis) => product * (x.shape[axis] ?? 1), 1)
  const rows = reshape(last, [results, countAlong(x, attrs)])
  const before = delayed(cumprod(rows, { axis: 1 }), 1, 1)
  const behind = flip(delayed(cumprod(flip(rows, { axis: 1 }), { axis: 1 }), 1, 1), { axis: 1 })
  return transpose(reshape(mulAbsorbing(before, behind), last.shape), all.map((axis) => order.indexOf(axis))) // biome-ignore format: one line
}
