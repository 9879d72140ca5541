import { checkOptions, DomainError, DTypeError, isFloat, ones, ShapeError, Tensor, zeros } from '@adjoint/tensor'
import { backward } from './backward.ts'
import { Tape } from './tape.ts'
import { leavesOf, mapTensors, zipTensors } from './tree.ts'

/** A tuple of one argument or more. */
type Arguments = readonly unknown[]

/** The argument that `argnums` names, or a tuple of those that it names. */
type Picked<A extends Arguments, N extends number | readonly number[]> = N extends readonly number[]
  ? { -readonly [K in keyof N]: N[K] extends number ? A[N[K]] : never }
  : N extends number
    ? A[N]
    : never

/** Which arguments to differentiate by. */
export interface GradOptions<N extends number | readonly number[]> {
  /** the index of an argument, or a list of them; 0 by default */
  readonly argnums?: N
}

/**
 * The gradient of a scalar function, as a function of the same arguments.
 *
 *   f: (x, ...) ↦ ℝ      grad(f)(x, ...) = ∂f/∂x
 *
 * @param f returns a 0-d float tensor; its arguments are tensors or trees of tensors (a model, say)
 * @param options.argnums which arguments to differentiate by, an index or a list; the first by default
 * @returns a tree like that argument (for a list, an array of them): the derivative by each tensor, in its shape and
 *   dtype; zeros where f does not depend on it
 * @throws ShapeError when f's result is no scalar; DTypeError when it is no float; DomainError when an argument to
 *   differentiate by holds no tensor
 * @example grad((x: Tensor) => x.mul(x).mul(x))(tensor(2)) // Tensor f32[] 12
 */
export function grad<A extends Arguments, const N extends number | readonly number[] = 0>(
  f: (...args: A) => Tensor,
  options: GradOptions<N> = {},
): (...args: A) => Picked<A, N> {
  const both = valueAndGrad(f, options)
  return (...args) => both(...args)[1]
}

/** valueAndGrad of a function that returns more than the scalar. */
export interface AuxOptions<N extends number | readonly number[]> extends GradOptions<N> {
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
  options?: GradOptions<N>,
): (...args: A) => [Tensor, Picked<A, N>]
export function valueAndGrad<A extends Arguments, const N extends number | readonly number[] = 0>(
  f: (...args: A) => unknown,
  options: GradOptions<N> & { readonly hasAux?: boolean } = {},
): (...args: A) => [unknown, Picked<A, N>] {
  checkOptions('grad', options, ['argnums', 'hasAux'])
  const { hasAux = false } = options
  const argnums: number | readonly number[] = options.argnums ?? 0
  const chosen = typeof argnums === 'number' ? [argnums] : argnums
  if (new Set(chosen).size < chosen.length) {
    throw new DomainError(`grad: argnums [${chosen.join(', ')}] names an argument twice; name each once.`)
  }
  return (...args) => {
    for (const index of chosen) checkArgument(index, args)
    const picked = chosen.map((index) => args[index])
    const result = (...inputs: unknown[]): readonly [Tensor, unknown] => {
      const y = f(...withArguments(args, chosen, inputs))
      return hasAux ? withAux(y) : [scalar(y), null]
    }
    const { traced, values, pull } = run(result, picked)
    const [y, aux] = values
    const gradients = pull([[traced[0], ones([], { dtype: y.dtype })]])
    const gradient = (typeof argnums === 'number' ? gradients[0] : gradients) as Picked<A, N> // vjp keeps each tree's form
    return [hasAux ? [y, aux] : y, gradient]
  }
}

/** A scalar to differentiate, and what comes with it. */
function withAux(y: unknown): readonly [Tensor, unknown] {
  if (!Array.isArray(y) || y.length !== 2) {
    throw new DomainError('grad: with hasAux, f must return [scalar, aux]; return both in an array.')
  }
  const [value, aux]: readonly unknown[] = y
  return [scalar(value), aux]
}

function checkArgument(index: number, args: Arguments): void {
  if (!Number.isInteger(index) || index < 0 || index >= args.length) {
    throw new DomainError(`grad: argnums names argument ${index}, but f was given ${args.length}; they count from 0.`)
  }
  const dtypes = leavesOf(args[index]).map(({ tensor }) => tensor.dtype)
  if (dtypes.some(isFloat)) return
  throw new DomainError(
    dtypes.length === 0
      ? `grad: argument ${index} holds no float tensor to differentiate by. Give a tensor (tensor(3), not 3) or a tree of them.`
      : `grad: argument ${index} holds no float tensor to differentiate by, only ${dtypes[0]}. Cast it by astype('float32').`,
  )
}

/** `args` with the chosen ones replaced. */
function withArguments<A extends Arguments>(args: A, chosen: readonly number[], inputs: readonly unknown[]): A {
  const replaced: Arguments = args.map((arg, i) => (chosen.includes(i) ? inputs[chosen.indexOf(i)] : arg))
  return replaced as A // of the same length and forms
}

function scalar(y: unknown): Tensor {
  if (!(y instanceof Tensor)) throw new DomainError('grad: f must return a tensor; use vjp for a tree of results.')
  if (y.rank !== 0) {
    throw new ShapeError(
      `grad: f returned ${y.describe()}, but only a scalar has a gradient. Reduce it by sum() or mean(), or use vjp.`,
    )
  }
  if (isFloat(y.dtype)) return y
  throw new DTypeError(
    `grad: f returned ${y.dtype}; only float32 and float64 have derivatives. Cast by astype('float32').`,
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
 * @throws ShapeError when a cotangent has not y's shape
 * @example
 * const [y, pullback] = vjp((x: Tensor) => x.square(), tensor([1, 2]))
 * pullback(y) // [Tensor f32[2] [2, 16]]
 */
export function vjp<A extends Arguments, Y>(f: (...xs: A) => Y, ...xs: A): [Y, (g: Y) => A] {
  const { traced, values, pull } = run(f, xs)
  const pullback = (g: Y): A => {
    const seeds: [Tensor, Tensor][] = []
    zipTensors('vjp', traced, g, (output, cotangent) => {
      if (isFloat(output.dtype)) seeds.push([output, cotangent])
      return output
    })
    return pull(seeds)
  }
  return [values, pullback]
}

/** A function that ran on a tape. */
interface Run<A, Y> {
  /** its result, on the tape */
  readonly traced: Y
  readonly values: Y
  /** from outputs and their cotangents to the cotangents of the arguments */
  pull(seeds: readonly (readonly [Tensor, Tensor])[]): A
}

function run<A extends Arguments, Y>(f: (...xs: A) => Y, xs: A): Run<A, Y> {
  const tape = new Tape()
  const inputs = mapTensors(xs, (leaf, path) => tape.input(leaf, argumentName(path)))
  let traced: Y
  try {
    traced = f(...inputs)
  } finally {
    tape.close()
  }
  return {
    traced,
    values: mapTensors(traced, (leaf) => tape.lower(leaf)),
    pull: (seeds) => {
      const adjoints = backward(tape, seeds)
      let next = 0 // the inputs are the tape's first nodes, in the order of the leaves
      return mapTensors(xs, (leaf) => adjoints[next++] ?? zeros(leaf.shape, { dtype: leaf.dtype }))
    },
  }
}

/** `0.layers.1.weight` without the argument's number, where more than the number is left. */
export function argumentName(path: string): string {
  const [index, ...rest] = path.split('.')
  return rest.length === 0 ? `x${index}` : rest.join('.')
}
