import { apply, type Op, type Tensor, transpose } from '@adjoint/tensor'
import { aligned, allBatched, widened } from './align.ts'
import { ofImages, ofTwoImages } from './convolution.ts'
import { oneByOne } from './one-by-one.ts'
import type { Batch, BatchTable } from './rule.ts'

const next = (axis: number): number => axis + 1

/** An op along one axis, which is one further back in a batch. */
function along<A extends { readonly axis: number }>(op: Op<A>, { x }: Batch, attrs: A): Tensor {
  return apply(op, x, { ...attrs, axis: next(attrs.axis) })
}

/** The same, of several operands that all have that axis. */
function alongAll<A extends { readonly axis: number }>(op: Op<A>, batch: Batch, attrs: A): Tensor {
  return apply(op, allBatched(batch), { ...attrs, axis: next(attrs.axis) })
}

const everything = (count: number) => ({ take: 'range', start: 0, step: 1, count }) as const

/** An op of leading axes of any number, which one more does not disturb. */
function leading<A>(op: Op<A>, batch: Batch, attrs: A): Tensor {
  return apply(op, allBatched(batch), attrs)
}

function axesAfter<A extends { readonly axes: readonly number[] }>(op: Op<A>, { x }: Batch, attrs: A): Tensor {
  return apply(op, x, { ...attrs, axes: attrs.axes.map(next) })
}

/** Ops whose attributes count axes or name shapes, each in its own way: what they are with a batch axis in front. */
export const table: BatchTable = {
  argmax: along,
  argmin: along,
  argsort: along,
  avgPool2d: leading,
  avgUnpool2d: leading,
  broadcastTo: (op, { x, size }, { shape }) => {
    const wide = x.map((one) => widened(one, shape.length))
    return apply(op, wide, { shape: [size, ...shape] })
  },
  cholesky: leading,
  cofactors: leading,
  concat: alongAll,
  conv2d: ofImages,
  convKernel2d: ofTwoImages,
  convTranspose2d: ofImages,
  cumprod: along,
  cumsum: along,
  det: leading,
  // the batch axis goes behind the two of the matrix, and comes out in front of its diagonal
  diag: (op, { x }, attrs) =>
    apply(
      op,
      x.map((one) => transpose(one, [1, 2, 0, ...[...one.shape.keys()].slice(3)])),
      attrs,
    ),
  expandDims: along,
  flip: axesAfter,
  inv: leading,
  matmul: (op, batch, attrs) => apply(op, aligned(batch, 2), attrs),
  maxPick2d: leading,
  maxPool2d: leading,
  maxUnpool2d: leading,
  oneHot: leading,
  recurrence: alongAll,
  reshape: (op, { x, size }, { shape }) => apply(op, x, { shape: [size, ...shape] }),
  scatterAdd: (op, batch, attrs) => {
    if (batch.batched[1] === true) return oneByOne(op, batch, attrs)
    const inputs = allBatched(batch).map((one, i) => (i === 1 ? (batch.x[1] ?? one) : one)) // the same indices for all
    return apply(op, inputs, { axis: next(attrs.axis) })
  },
  scatterAddAlongAxis: alongAll,
  slice: (op, { x, size }, { parts }) => apply(op, x, { parts: [everything(size), ...parts] }),
  solve: (op, batch, attrs) => apply(op, aligned(batch, 2), attrs),
  solveTriangular: (op, batch, attrs) => apply(op, aligned(batch, 2), attrs),
  squeeze: axesAfter,
  stack: alongAll,
  take: (op, batch, attrs) => {
    const [ofTables, ofIndices] = batch.batched
    if (ofIndices !== true) return along(op, batch, attrs)
    if (ofTables === true) return oneByOne(op, batch, attrs)
    const y = apply(op, batch.x, attrs) // the batch axis comes out where the first of the indices' axes does
    const { axis } = attrs
    return transpose(y, [axis, ...[...y.shape.keys()].filter((one) => one !== axis)])
  },
  takeAlongAxis: alongAll,
  transpose: (op, { x }, { axes }) => apply(op, x, { axes: [0, ...axes.map(next)] }),
  unslice: (op, { x, size }, { parts, shape }) =>
    apply(op, x, { parts: [everything(size), ...parts], shape: [size, ...shape] }),
}
