import { apply, type Op, slice, stack, type Tensor, zeros } from '@adjoint/tensor'
import type { Batch } from './rule.ts'

/** What has no rule: correct for every op, and as slow as a loop. */
export function oneByOne<A>(op: Op<A>, { x, batched, size }: Batch, attrs: A): Tensor {
  const at = (i: number): Tensor[] => x.map((one, k) => (batched[k] === true ? slice(one, i) : one))
  if (size > 0) return stack(Array.from({ length: size }, (_, i) => apply(op, at(i), attrs)))
  const like = x.map((one, k) => (batched[k] === true ? zeros(one.shape.slice(1), { dtype: one.dtype }) : one))
  const { shape, dtype } = op.infer(like, attrs)
  return zeros([0, ...shape], { dtype })
}
