import { leavesOf, mapTensors } from '@adjoint/autograd'
import { add, clip, concat, div, isFloat, minimum, norm, type Tensor, zeros } from '@adjoint/tensor'
import { checkLimit } from '../given.ts'

/**
 * The norm of all numbers of a tree together, as if they stood in one vector. Integers and truths do not count.
 *
 *   ‖g‖ = √(Σ gᵢ²)
 *
 * @returns shape [], the largest float dtype of the tree
 * @example globalNorm({ a: tensor([3]), b: tensor([[4]]) }) // Tensor f32[] 5
 */
export function globalNorm(tree: unknown): Tensor {
  const norms = leavesOf(tree).flatMap(({ tensor }) => (isFloat(tensor.dtype) ? [norm(tensor).reshape([1])] : []))
  return norms.length === 0 ? zeros([]) : norm(concat(norms)) // no square overflows
}

/**
 * Scales a gradient down where its norm is above a limit. All of it is scaled by one factor, so that its direction stays.
 *
 *   g ← g min(1, c / (‖g‖ + 10⁻⁶))      ‖g‖ as in globalNorm
 *
 * @param gradient any tree of tensors; those of integers and truths stay as they are
 * @param maxNorm c, above 0; Infinity clips nothing
 * @returns the scaled tree, and the norm before, shape []
 * @throws DomainError when maxNorm is not above 0
 * @example clipByNorm(tensor([30, 40]), 1) // [Tensor f32[2] [0.6, 0.8], Tensor f32[] 50]
 * @see Pascanu, Mikolov & Bengio (2013), On the difficulty of training recurrent neural networks
 */
export function clipByNorm<T>(gradient: T, maxNorm: number): [clipped: T, norm: Tensor] {
  checkLimit('clipByNorm', 'maxNorm', maxNorm)
  const length = globalNorm(gradient)
  if (maxNorm === Number.POSITIVE_INFINITY) return [gradient, length] // where the norm overflows, too
  const factor = minimum(div(maxNorm, add(length, 1e-6)), 1) // what torch.nn.utils.clip_grad_norm_ adds, too
  return [mapTensors(gradient, (g) => (isFloat(g.dtype) ? g.mul(factor.astype(g.dtype)) : g)), length]
}

/**
 * Cuts each number of a gradient off at a limit. This may change its direction; clipByNorm keeps it.
 *
 *   g ← max(-c, min(g, c))
 *
 * @param gradient any tree of tensors; those of integers and truths stay as they are
 * @param limit c, above 0
 * @throws DomainError when the limit is not above 0
 * @example clipByValue(tensor([30, -0.5]), 1) // Tensor f32[2] [1, -0.5]
 */
export function clipByValue<T>(gradient: T, limit: number): T {
  checkLimit('clipByValue', 'limit', limit)
  return mapTensors(gradient, (g) => (isFloat(g.dtype) ? clip(g, -limit, limit) : g))
}
