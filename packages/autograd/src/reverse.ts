import { checkOptions, DomainError, DTypeError, isFloat, ones, ShapeError, Tensor } from '@adjoint/tensor'
import { type Arguments, type Picked, type ReverseOptions, selection } from './argnums.ts'
import { checkFunction, checkTensors, returned } from './given.ts'
import { pairOf } from './pair.ts'
import { run } from './run.ts'
import { zipTensors } from './tree.ts'

/**
 * The gradient of a scalar function, as a function of the same arguments.
 *
 *   f: (x, ...) ↦ ℝ      grad(f)(x, ...) = ∂f/∂x
 *
 * @param f returns a 0-d float tensor; its arguments are tensors or trees of tensors (a model, say)
 * @param options.argnums which arguments to differentiate by, an index or a list; the first by default
 * @param options.checkFinite true to throw where an adjoint is NaN or infinite, naming the op that made it; false by default
 * @returns a tree like that argument (for a list, an array of them): the derivative with respect to each tensor, in its shape and
 *   dtype; zeros where f does not depend on it
 * @throws ShapeError when f's result is no scalar; DTypeError when it is no float; DomainError when f is no function, or an
 *   argument to differentiate by holds no tensor; NonFiniteAdjointError when checkFinite is true and finds one
 * @example grad((x: Tensor) => x.mul(x).mul(x))(tensor(2)) // Tensor f32[] 12
 */
export function grad<A extends Arguments, const N extends number | readonly number[] = 0>(
  f: (...args: A) => Tensor,
  options: ReverseOptions<N> = {},
): (...args: A) => Picked<A, N> {
  const both = gradientOf<A, N>('grad', ['argnums', 'checkFinite'], f, options)
  return (...args) => both(...args)[1]
}

/** valueAndGrad of a function that returns more than the scalar. */
export interface AuxOptions<N extends number | readonly number[]> extends ReverseOptions<N> {
  readonly hasAux: true
}

/**
 * The value of a scalar function and its gradient, computed together.
 *
 * @param f as in grad; with hasAux, it returns [scalar, aux], where aux is any tree of tensors, which has no part in the
 *   gradient: predictions, say, or new statistics
 * @param options.argnums as in grad
 * @param options.hasAux false by default
 * @returns a function that gives [value, gradient]; with hasAux [[value, aux], gradient]
 * @throws as grad does
 * @example valueAndGrad((x: Tensor) => x.square())(tensor(3)) // [Tensor f32[] 9, Tensor f32[] 6]
 */
export function valueAndGrad<A extends Arguments, Aux, const N extends number | readonly number[] = 0>(
  f: (...args: A) => readonly [Tensor, Aux],
  options: AuxOptions<N>,
): (...args: A) => [[Tensor, Aux], Picked<A, N>]
export function valueAndGrad<A extends Arguments, const N extends number | readonly number[] = 0>(
  f: (...args: A) => Tensor,
  options?: ReverseOptions<N>,
): (...args: A) => [Tensor, Picked<A, N>]
export function valueAndGrad<A extends Arguments, const N extends number | readonly number[] = 0>(
  f: (...args: A) => unknown,
  options: ReverseOptions<N> & { readonly hasAux?: boolean } = {},
): (...args: A) => [unknown, Picked<A, N>] {
  return gradientOf('valueAndGrad', ['argnums', 'checkFinite', 'hasAux'], f, options)
}

/** The value and the gradient, for a transform of that name and options. */
export function gradientOf<A extends Arguments, N extends number | readonly number[]>(
  owner: string,
  known: readonly string[],
  f: (...args: A) => unknown,
  options: ReverseOptions<N> & { readonly hasAux?: boolean },
): (...args: A) => [unknown, Picked<A, N>] {
  checkOptions(owner, options, known)
  const { hasAux = false, checkFinite = false } = options
  const selected = selection<A, unknown, N>(owner, f, options.argnums)
  return (...args) => {
    const restricted = selected.restrict(args)
    const result = (...inputs: unknown[]): readonly [Tensor, unknown] => {
      const y = restricted(...inputs)
      return hasAux ? withAux(owner, y) : [scalar(owner, y), null]
    }
    const { traced, values, pull } = run(result, selected.pick(args))
    const [y, aux] = values
    const gradients = pull([[traced[0], ones([], { dtype: y.dtype })]], { checkFinite })
    return [hasAux ? [y, aux] : y, selected.form(gradients)]
  }
}

/** A scalar to differentiate, and what comes with it. */
function withAux(owner: string, y: unknown): readonly [Tensor, unknown] {
  const [value, aux] = pairOf(y as [unknown, unknown], `${owner}: with hasAux, f`, '[scalar, aux]') // pairOf sees whether it is
  return [scalar(owner, value), aux]
}

function scalar(owner: string, y: unknown): Tensor {
  if (typeof y === 'number') {
    throw new DomainError(
      `${owner}: f returned a number, which has no derivative; return the tensor itself, without item().`,
    )
  }
  if (!(y instanceof Tensor)) throw new DomainError(`${owner}: f must return a tensor; use vjp for a tree of results.`)
  if (y.rank !== 0) {
    throw new ShapeError(
      `${owner}: f returned ${y.describe()}, but only a scalar has a gradient. Reduce it by sum() or mean(), or use vjp.`,
    )
  }
  if (isFloat(y.dtype)) return y
  throw new DTypeError(
    `${owner}: f returned ${y.dtype}; only float32 and float64 have derivatives. Cast by astype('float32').`,
  )
}

/**
 * The value of a function, and its pullback: the map from a cotangent of the result to cotangents of the arguments.
 *
 *   pullback(g) = gᵀ J      J the Jacobian of f at xs
 *
 * @param f takes and returns trees of tensors
 * @param xs the arguments
 * @returns [y, pullback]; the pullback takes a tree like y and gives an array of trees like xs; it can be called again
 * @throws DomainError when f is no function, or returns nothing, or no argument holds a tensor; from the pullback,
 *   ShapeError when a cotangent has not y's shape
 * @example
 * const [y, pullback] = vjp((x: Tensor) => x.square(), tensor([1, 2]))
 * pullback(y) // [Tensor f32[2] [2, 16]]
 */
export function vjp<A extends Arguments, Y>(f: (...xs: A) => Y, ...xs: A): [Y, (g: Y) => A] {
  checkFunction('vjp: f', f)
  checkTensors('vjp', xs)
  return pullbackOf(f, xs)
}

/** The same of arguments that may hold no tensor. */
export function pullbackOf<A extends Arguments, Y>(f: (...xs: A) => Y, xs: A): [Y, (g: Y) => A] {
  const { traced, values, pull } = run(f, xs)
  const pullback = (g: Y): A => {
    const seeds: [Tensor, Tensor][] = []
    zipTensors('vjp', traced, g, (output, cotangent) => {
      if (isFloat(output.dtype)) seeds.push([output, cotangent])
      return output
    })
    return pull(seeds)
  }
  return [returned('vjp', values), pullback]
}
