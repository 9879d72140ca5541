import { checkFunction, checkTensors, returned } from './given.ts'
import { run } from './run.ts'

/**
 * The value of a function, and its derivative there as a linear function: f runs once, and the map can be used many times.
 *
 *   jvpAtX(dx) = J dx      J the Jacobian of f at xs
 *
 * @param f takes and returns trees of tensors
 * @param xs the arguments
 * @returns [y, jvpAtX]; jvpAtX takes tangents as f takes its arguments, and gives a tree like y
 * @throws DomainError when f is no function, or returns nothing, or no argument holds a tensor; from jvpAtX, ShapeError when
 *   a tangent has not its argument's shape; DTypeError when it is no float
 * @example
 * const [y, jvpAtX] = linearize((x: Tensor) => x.square(), tensor([1, 2]))
 * jvpAtX(tensor([1, 1])) // Tensor f32[2] [2, 4]
 */
export function linearize<A extends readonly unknown[], Y>(f: (...xs: A) => Y, ...xs: A): [Y, (...dxs: A) => Y] {
  checkFunction('linearize: f', f)
  checkTensors('linearize', xs)
  const { values, push } = run(f, xs)
  return [returned('linearize', values), (...dxs) => push('linearize', dxs)]
}
