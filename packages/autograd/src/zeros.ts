import { add, type ShapeDType, type Tensor, zeros } from '@adjoint/tensor'

/** Zeros of a tensor's shape and dtype. */
export function zerosLike({ shape, dtype }: ShapeDType): Tensor {
  return zeros(shape, { dtype })
}

/** The tangents of tensors; those that are null become the zeros that they stand for. */
export function withZeros(tangents: readonly (Tensor | null)[], x: readonly Tensor[]): Tensor[] {
  return x.map((one, i) => tangents[i] ?? zerosLike(one))
}

/** The sum of two contributions, where null is zero. */
export function plus(a: Tensor | null, b: Tensor | null): Tensor | null {
  if (a === null || b === null) return a ?? b
  return add(a, b)
}
