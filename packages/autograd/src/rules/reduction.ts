import { mulAbsorbing, type ReductionAttrs, reshape, sum, type Tensor } from '@adjoint/tensor'
import type { Products } from '../rule.ts'

/**
 * The rule of a reduction by its gradient: how each result changes with each element that goes into it.
 *
 *   x̄ = ȳ ∂y/∂x      dy = Σ ∂y/∂x dx
 *
 * @param gradient takes y with the reduced axes put back, so that it broadcasts against x
 */
export function byGradient<A extends ReductionAttrs>(
  gradient: (y: Tensor, x: Tensor, attrs: A) => Tensor,
): Products<A, 1> {
  return {
    vjp: (g, y, [x], attrs) => [mulAbsorbing(withAxes(g, x, attrs), gradient(withAxes(y, x, attrs), x, attrs))],
    jvp([dx], y, [x], attrs) {
      if (dx === null) return null
      const { axes: axis, keepDims } = attrs
      return sum(mulAbsorbing(dx, gradient(withAxes(y, x, attrs), x, attrs)), { axis, keepDims })
    },
  }
}

/** A result of a reduction with the reduced axes put back, of size 1, so that it broadcasts against x. */
export function withAxes(result: Tensor, x: Tensor, { axes }: ReductionAttrs): Tensor {
  return reshape(
    result,
    x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size)),
  )
}

/** How many elements of x go into each result. */
export function countAlong(x: Tensor, { axes }: ReductionAttrs): number {
  return axes.reduce((product, axis) => product * (x.shape[axis] ?? 1), 1)
}
