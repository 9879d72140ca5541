import { broadcastTo, reshape, type Tensor } from '@adjoint/tensor'
import type { Batch } from './rule.ts'

/**
 * The inputs with the batch axis where broadcasting looks for it: axes of size 1 follow it where an input has a lower rank
 * than the highest. An input that is no batch stays as it is, and broadcasts.
 *
 * @param kept how many of the last axes do not broadcast
 */
export function aligned({ x, batched }: Batch, kept: number = 0): Tensor[] {
  const ranks = x.map(({ rank }, i) => rank - (batched[i] === true ? 1 : 0) - kept)
  const highest = Math.max(...ranks)
  return x.map((one, i) => (batched[i] === true ? widened(one, highest + kept) : one))
}

/** A batch whose elements have `rank` axes, the new ones of size 1 in front. */
export function widened(x: Tensor, rank: number): Tensor {
  const missing = rank + 1 - x.rank
  if (missing <= 0) return x
  return reshape(x, [...x.shape.slice(0, 1), ...new Array<number>(missing).fill(1), ...x.shape.slice(1)])
}

/** All inputs as batches: what is none is repeated, without a copy. */
export function allBatched({ x, batched, size }: Batch): Tensor[] {
  return x.map((one, i) => (batched[i] === true ? one : broadcastTo(one, [size, ...one.shape])))
}
