import { apply, type Op, ops, type ReductionOp, type Tensor } from '@adjoint/tensor'
import { aligned } from './align.ts'
import { oneByOne } from './one-by-one.ts'
import type { Batch, BatchRule } from './rule.ts'
import { table } from './table.ts'

/** Applies an op to every element of a batch; the result is a batch. */
export function applyBatched<A>(op: Op<A>, batch: Batch, attrs: A): Tensor {
  const rule = byOp.get(op) as BatchRule<A> | undefined // the table's types pair each rule with its op
  if (rule !== undefined) return rule(op, batch, attrs)
  if (op.family === 'elementwise') return apply(op, aligned(batch), attrs)
  if (op.family === 'cast') return apply(op, batch.x, attrs)
  if (isReduction(op)) return reduced(op, batch, attrs)
  return oneByOne(op, batch, attrs)
}

// calls, since only those can be marked as pure: who maps nothing shall not load the table
const byOp: ReadonlyMap<unknown, unknown> = /* @__PURE__ */ (() => {
  const names = Object.keys(table) as (keyof typeof table)[] // Object.keys forgets its argument's type
  return new Map(names.map((name) => [ops[name].op, table[name]]))
})()

const catalogue: ReadonlySet<unknown> = /* @__PURE__ */ (() => new Set(Object.values(ops).map(({ op }) => op)))()

/** An op of the catalogue needs no numbers to tell a result's shape. One of a user's may. */
export function isOfCatalogue(op: unknown): boolean {
  return catalogue.has(op)
}

function isReduction(op: unknown): op is ReductionOp {
  return typeof op === 'object' && op !== null && 'monoid' in op
}

function reduced(op: ReductionOp, { x }: Batch, attrs: unknown): Tensor {
  const { axes, keepDims } = attrs as Parameters<ReductionOp['kernel']>[1] // this op's
  return apply(op, x, { axes: axes.map((axis) => axis + 1), keepDims })
}
