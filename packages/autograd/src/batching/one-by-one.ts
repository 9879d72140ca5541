import { apply, type Op, slice, stack, type Tensor, zeros } from '@adjoint/tensor'
import type { Batch } from './rule.ts'

/** What has no rule: correct for every op, and as slow as a loop. */
export function oneByOne<A>(op: Op<A>, { x, batched, size }: Batch, attrs: A): Tensor {
  const at = (i: number): Tensor[] => x.map((one, k) => (batched[k] === true ? sampleOf(one, i) : one))
  if (size > 0) return stack(Array.from({ length: size }, (_, i) => apply(op, at(i), attrs)))
  const { shape, dtype } = op.infer(at(0), attrs)
  return zeros([0, ...shape], { dtype })
}

/** One sample of a batch; of a batch of none, zeros in its place. */
export function sampleOf(batch: Tensor, i: number): Tensor {
  return batch.shape[0] === 0 ? zeros(batch.shape.slice(1), { dtype: batch.dtype }) : slice(batch, i)
}
