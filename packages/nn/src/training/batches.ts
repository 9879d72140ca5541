import { leavesOf, mapTensors } from '@adjoint/autograd'
import { DomainError, type Generator, ShapeError, type Tensor, takeRows } from '@adjoint/tensor'
import { checkTensor } from '../given.ts'

/**
 * Samples and their targets, as rows: x [n, ...], y [n, ...]. Either may be a tree of such tensors, for a model of several
 * inputs, say, or for targets with weights.
 */
export interface Data<X = Tensor, Y = Tensor> {
  readonly x: X
  readonly y: Y
}

/** How many samples there are; all tensors must have as many. */
export function sampleCount(owner: string, data: Data<unknown, unknown>): number {
  const { x, y }: Data<unknown, unknown> = Object(data) // of a program without types, even null
  if (x !== undefined && y === undefined) {
    throw new DomainError(
      `${owner}: the data have no y. Give the targets; where the loss takes none, give { x, y: x }.`,
    )
  }
  for (const [name, tree] of Object.entries({ x, y })) {
    if (leavesOf(tree).length === 0) checkTensor(owner, name, tree)
  }
  const leaves = leavesOf({ x, y })
  const [n = 0] = leaves[0]?.tensor.shape ?? []
  if (n > 0 && leaves.every(({ tensor }) => tensor.shape[0] === n)) return n
  const all = leaves.map(({ path, tensor }) => `${path} is ${tensor.describe()}`)
  throw new ShapeError(`${owner}: ${all.join(' and ')}; give all the same number of rows, 1 or more.`)
}

/**
 * The batches of one epoch: each sample once, in an order drawn from `rng` (in their own order without it). The last
 * batch is smaller where the size does not divide the number of samples.
 */
export function* batches<X, Y>(data: Data<X, Y>, size: number, rng: Generator | null): Iterable<Data<X, Y>> {
  const n = sampleCount('fit', data)
  if (size >= n) {
    yield data // one batch of all: the order would change nothing but rounding
    return
  }
  const order = rng === null ? Int32Array.from({ length: n }, (_, i) => i) : rng.permutation(n).toTypedArray()
  for (let start = 0; start < n; start += size) {
    const rows = order.subarray(start, start + size)
    yield mapTensors({ x: data.x, y: data.y }, (all) => takeRows(all, rows))
  }
}
