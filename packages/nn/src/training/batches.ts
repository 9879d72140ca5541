import { type Generator, ShapeError, type Tensor, takeRows } from '@adjoint/tensor'
import { checkTensor } from '../given.ts'

/** Samples and their targets, as rows: x [n, ...], y [n, ...]. */
export interface Data {
  readonly x: Tensor
  readonly y: Tensor
}

/** How many samples there are; both must have as many. */
export function sampleCount(owner: string, data: Data): number {
  const { x, y }: Data = Object(data) // of a program without types, even null
  checkTensor(owner, 'x', x)
  checkTensor(owner, 'y', y)
  const [n] = x.shape
  if (n !== undefined && n > 0 && n === y.shape[0]) return n
  throw new ShapeError(
    `${owner}: x is ${x.describe()} and y is ${y.describe()}; give both the same number of rows, 1 or more.`,
  )
}

/**
 * The batches of one epoch: each sample once, in an order drawn from `rng` (in their own order without it). The last
 * batch is smaller where the size does not divide the number of samples.
 */
export function* batches(data: Data, size: number, rng: Generator | null): Iterable<Data> {
  const n = sampleCount('fit', data)
  if (size >= n) {
    yield data // one batch of all: the order would change nothing but rounding
    return
  }
  const order = rng === null ? Int32Array.from({ length: n }, (_, i) => i) : rng.permutation(n).toTypedArray()
  for (let start = 0; start < n; start += size) {
    const rows = order.subarray(start, start + size)
    yield { x: takeRows(data.x, rows), y: takeRows(data.y, rows) }
  }
}
