import { ShapeError, sameShape, signature, type Tensor } from '@adjoint/tensor'

/** @throws ShapeError where a step gives another shape or dtype than it takes, so that it cannot be taken again */
export function checkAlike(owner: string, before: Tensor, after: Tensor): void {
  if (sameShape(before.shape, after.shape) && before.dtype === after.dtype) return
  throw new ShapeError(
    `${owner}: f makes ${signature(after)} of ${signature(before)}; start with tensors of the shape and dtype that it gives.`,
  )
}
