import { DomainError, ShapeError, sameShape, signature, type Tensor } from '@adjoint/tensor'
import { othersIn } from './packing.ts'

/** @throws ShapeError where a step gives another shape or dtype than it takes, so that it cannot be taken again */
export function checkAlike(owner: string, before: Tensor, after: Tensor): void {
  if (sameShape(before.shape, after.shape) && before.dtype === after.dtype) return
  throw new ShapeError(
    `${owner}: f makes ${signature(after)} of ${signature(before)}; start with tensors of the shape and dtype that it gives.`,
  )
}

/** @throws DomainError where a step changes what is no tensor, since only tensors are carried on */
export function checkOthers(owner: string, before: unknown, after: unknown): void {
  const others = othersIn(before)
  const changed = othersIn(after).find((one) => !others.includes(one))
  if (changed === undefined) return
  const what = changed.replace(/^: /, '') // at the top there is no path
  throw new DomainError(`${owner}: only tensors change from step to step, but f made ${what}; give a tensor there.`)
}
