import { type Unary, unary } from '@adjoint/tensor'
import { mapTensors } from './tree.ts'

/** The identity, which the derivative table calls constant. */
export const constant: Unary = /* @__PURE__ */ unary('stopGradient', (_m, x) => x)

/**
 * The same values as constants: no derivative, of any order or mode, flows through.
 *
 *   y = x      x̄ = 0
 *
 * @param tree a tensor, or a tree of tensors
 * @returns a tree of the same form
 * @example grad((x: Tensor) => x.mul(stopGradient(x)))(tensor(3)) // Tensor f32[] 3
 */
export function stopGradient<T>(tree: T): T {
  return mapTensors(tree, (x) => (x.tracedBy === null ? x : constant(x)))
}
