import { apply } from '../apply.ts'
import { mul } from '../ops/arithmetic.ts'
import { astype } from '../ops/cast.ts'
import { matmul } from '../ops/matmul.ts'
import { reshape, transpose } from '../ops/movement.ts'
import { sum } from '../ops/reduce.ts'
import { diag } from '../ops/triangle.ts'
import { dim, sizeOf } from '../shape.ts'
import type { Tensor } from '../tensor.ts'

/** A tensor and a label for each of its axes, all different ones. Axes of one label in two tensors have one size. */
export interface Labelled {
  readonly x: Tensor
  readonly labels: readonly string[]
}

/**
 * Multiplies two tensors, axes of one label with each other, and sums over the labels that are not kept.
 *
 * Labels that both have are the batch (where kept) or the inner axis of a matrix product; the others are its rows and
 * columns. So the work is done by `matmul`, but where its matrices would be single numbers.
 *
 * @returns the labels in this order: those of both, those of `a`, those of `b`
 */
export function contract(left: Labelled, right: Labelled, keep: ReadonlySet<string>): Labelled {
  const a = summed(left, new Set([...keep, ...right.labels]))
  const b = summed(right, new Set([...keep, ...left.labels]))
  const shared = a.labels.filter((label) => b.labels.includes(label))
  const batch = shared.filter((label) => keep.has(label))
  const inner = shared.filter((label) => !keep.has(label))
  const rows = a.labels.filter((label) => !shared.includes(label))
  const columns = b.labels.filter((label) => !shared.includes(label))
  const labels = [...batch, ...rows, ...columns]
  if (inner.length === 0) {
    const [p, q] = [ordered(a, labels), ordered(b, labels)]
    return { x: mul(p, q), labels }
  }
  if (rows.length === 0 && columns.length === 0 && batch.length > 0) {
    const all = [...batch, ...inner]
    return summed({ x: mul(ordered(a, all), ordered(b, all)), labels: all }, keep)
  }
  const [many, m, k, n] = [sizesOf(a, batch), sizesOf(a, rows), sizesOf(a, inner), sizesOf(b, columns)]
  const p = reshape(ordered(a, [...batch, ...rows, ...inner]), [...many, sizeOf(m), sizeOf(k)])
  const q = reshape(ordered(b, [...batch, ...inner, ...columns]), [...many, sizeOf(k), sizeOf(n)])
  return { x: reshape(matmul(p, q), [...many, ...m, ...n]), labels }
}

/** The axes in the order of `labels`, with an axis of size 1 for each label that the tensor does not have. */
export function ordered(one: Labelled, labels: readonly string[]): Tensor {
  const own = labels.filter((label) => one.labels.includes(label))
  const axes = own.map((label) => one.labels.indexOf(label))
  const x = axes.every((axis, i) => axis === i) ? one.x : transpose(one.x, axes)
  return reshape(
    x,
    labels.map((label) => sizeOf(sizesOf(one, [label]))),
  )
}

/** The sizes of those labels that the tensor has. */
function sizesOf({ x, labels }: Labelled, wanted: readonly string[]): number[] {
  return wanted.flatMap((label) => (labels.includes(label) ? [dim(x.shape, labels.indexOf(label))] : []))
}

/** Summed over the labels that are not kept; truths are summed by `or`, as products of theirs are. */
export function summed({ x, labels }: Labelled, keep: ReadonlySet<string>): Labelled {
  const axis = labels.flatMap((label, i) => (keep.has(label) ? [] : [i]))
  if (axis.length === 0) return { x, labels }
  return { x: astype(sum(x, { axis }), x.dtype), labels: labels.filter((label) => keep.has(label)) }
}

/** The diagonal along axes that have the same label, so that labels are all different; the labels of a diagonal come last. */
export function diagonal(x: Tensor, labels: readonly string[]): Labelled {
  const label = labels.find((one, i) => labels.indexOf(one) !== i)
  if (label === undefined) return { x, labels }
  const [first, second] = [labels.indexOf(label), labels.indexOf(label, labels.indexOf(label) + 1)]
  const others = labels.flatMap((_, axis) => (axis === first || axis === second ? [] : [axis]))
  const table = transpose(x, [first, second, ...others])
  return diagonal(apply(diag.op, [table], { k: 0 }), [...others.map((axis) => labels[axis] ?? ''), label])
}
