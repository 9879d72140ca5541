import { equal, greater, less, type Tensor, where } from '@adjoint/tensor'

/** The derivative of max(a, b) with respect to a: 1 where a is larger, 0 where b is, and half each where they tie. */
export function choosesLarger(a: Tensor, b: Tensor): Tensor {
  return where(equal(a, b), 0.5, greater(a, b))
}

/** The derivative of min(a, b) with respect to a: 1 where a is smaller, 0 where b is, and half each where they tie. */
export function choosesSmaller(a: Tensor, b: Tensor): Tensor {
  return where(equal(a, b), 0.5, less(a, b))
}
