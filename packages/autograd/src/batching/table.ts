import { apply, type Op, reshape, scatterAddAlongAxis, type Tensor, takeAlongAxis, transpose } from '@adjoint/tensor'
import { aligned, allBatched, widened } from './align.ts'
import { ofImages, ofTwoImages } from './convolution.ts'
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

/** The indices of each sample in one row along its axis, as the along-axis ops take them: [size, 1, ..., count, 1, ...] */
function inRows(indices: Tensor, size: number, rank: number, axis: number): Tensor {
  const count = indices.shape.slice(1).reduce((product, n) => product * n, 1)
  return reshape(indices, [size, ...new Array<number>(rank).fill(1).with(axis, count)])
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
  logSoftmax: along,
  logsumexp: axesAfter,
  matmul: (op, batch, attrs) => apply(op, aligned(batch, 2), attrs),
  maxPick2d: leading,
  maxPool2d: leading,
  maxUnpool2d: leading,
  norm: axesAfter,
  oneHot: leading,
  recurrence: alongAll,
  reshape: (op, { x, size }, { shape }) => apply(op, x, { shape: [size, ...shape] }),
  scatterAdd: (op, batch, attrs) => {
    const [x, indices, updates] = allBatched(batch) as [Tensor, Tensor, Tensor] // of three operands
    const axis = next(attrs.axis)
    // the same indices for all
    if (batch.batched[1] !== true) return apply(op, [x, batch.x[1] ?? indices, updates], { axis })
    const rows = inRows(indices, batch.size, x.rank - 1, attrs.axis)
    const shape = x.shape.with(axis, rows.shape[axis] ?? 1)
    return scatterAddAlongAxis(x, rows, reshape(updates, shape), { axis })
  },
  scatterAddAlongAxis: alongAll,
  slice: (op, { x, size }, { parts }) => apply(op, x, { parts: [everything(size), ...parts] }),
  softmax: along,
  solve: (op, batch, attrs) => apply(op, aligned(batch, 2), attrs),
  solveTriangular: (op, batch, attrs) => apply(op, aligned(batch, 2), attrs),
  squeeze: axesAfter,
  stack: alongAll,
  std: axesAfter,
  take: (op, batch, attrs) => {
    const [ofTables, ofIndices] = batch.batched
    if (ofIndices !== true) return along(op, batch, attrs)
    if (ofTables === true) {
      const [x, indices] = batch.x as [Tensor, Tensor] // of two operands
      const axis = next(attrs.axis)
      const y = takeAlongAxis(x, inRows(indices, batch.size, x.rank - 1, attrs.axis), { axis })
      return reshape(y, [...x.shape.slice(0, axis), ...indices.shape.slice(1), ...x.shape.slice(axis + 1)])
    }
    const y = apply(op, batch.x, attrs) // the batch axis comes out where the first of the indices' axes does
    const { axis } = attrs
    return transpose(y, [axis, ...[...y.shape.keys()].filter((one) => one !== axis)])
  },
  takeAlongAxis: alongAll,
  transpose: (op, { x }, { axes }) => apply(op, x, { axes: [0, ...axes.map(next)] }),
  unslice: (op, { x, size }, { parts, shape }) =>
    apply(op, x, { parts: [everything(size), ...parts], shape: [size, ...shape] }),
  variance: axesAfter,
}
