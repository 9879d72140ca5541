import { apply, type Op, type Tensor } from '@adjoint/tensor'
import { aligned, allBatched, widened } from './align.ts'
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

/** Ops whose attributes count axes or name shapes, each in its own way: what they are with a batch axis in front. */
export const table: BatchTable = {
  broadcastTo: (op, { x, size }, { shape }) => {
    const wide = x.map((one) => widened(one, shape.length))
    return apply(op, wide, { shape: [size, ...shape] })
  },
  cholesky: (op, { x }, attrs) => apply(op, x, attrs),
  cofactors: (op, batch, attrs) => apply(op, allBatched(batch), attrs),
  concat: alongAll,
  det: (op, { x }, attrs) => apply(op, x, attrs),
  expandDims: along,
  inv: (op, { x }, attrs) => apply(op, x, attrs),
  matmul: (op, batch, attrs) => apply(op, aligned(batch, 2), attrs),
  reshape: (op, { x, size }, { shape }) => apply(op, x, { shape: [size, ...shape] }),
  slice: (op, { x, size }, { parts }) => apply(op, x, { parts: [everything(size), ...parts] }),
  solve: (op, batch, attrs) => apply(op, aligned(batch, 2), attrs),
  solveTriangular: (op, batch, attrs) => apply(op, aligned(batch, 2), attrs),
  squeeze: (op, { x }, { axes }) => apply(op, x, { axes: axes.map(next) }),
  stack: alongAll,
  transpose: (op, { x }, { axes }) => apply(op, x, { axes: [0, ...axes.map(next)] }),
  unslice: (op, { x, size }, { parts, shape }) =>
    apply(op, x, { parts: [everything(size), ...parts], shape: [size, ...shape] }),
}
