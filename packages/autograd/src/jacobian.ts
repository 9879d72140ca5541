import { astype, checkOptions, eye, isFloat, reshape, Tensor, transpose, zeros } from '@adjoint/tensor'
import { type Arguments, type GradOptions, type Picked, selection } from './argnums.ts'
import { checkArguments, pushed } from './forward.ts'
import { returned } from './given.ts'
import { gradientOf } from './reverse.ts'
import { type Run, run } from './run.ts'
import { mapLeaves, mapTensors, tensorsOf } from './tree.ts'
import { vmap } from './vmap.ts'
import { zerosLike } from './zeros.ts'

/** The result's tree with a tree like `X` in place of each tensor: how that tensor depends on each tensor of `X`. */
export type JacobianOf<Y, X> = Y extends Tensor
  ? X
  : Y extends ReadonlyMap<infer K, infer V>
    ? Map<K, JacobianOf<V, X>>
    : { -readonly [K in keyof Y]: JacobianOf<Y[K], X> }

/** The derivative of one float tensor of a result with respect to one of the arguments, of shape [...result, ...argument]. */
type Blocks = (output: number, input: number) => Tensor | undefined

/**
 * The Jacobian matrix, column by column in forward mode: the choice where there are fewer inputs than outputs.
 *
 *   J[i, j] = ∂yᵢ / ∂xⱼ
 *
 * @param f returns a tensor or a tree of them
 * @param options.argnums as in grad
 * @returns a function of f's arguments; for tensors a tensor of shape [...y.shape, ...x.shape], for trees a tree like y whose
 *   every tensor is replaced by a tree like x, in y's dtype. Where one of the two is int32 or bool, it is zeros of the other's
 * @throws DomainError when f is no function, or returns nothing, or an argument to differentiate by holds no float tensor
 * @example jacfwd((x: Tensor) => x.square())(tensor([1, 2])) // Tensor f32[2,2] [[2, 0], [0, 4]]
 */
export function jacfwd<A extends Arguments, Y, const N extends number | readonly number[] = 0>(
  f: (...args: A) => Y,
  options: GradOptions<N> = {},
): (...args: A) => JacobianOf<Y, Picked<A, N>> {
  return jacobianBy('jacfwd', f, options, columns)
}

/**
 * The Jacobian matrix, row by row in reverse mode: the choice where there are fewer outputs than inputs.
 *
 *   J[i, j] = ∂yᵢ / ∂xⱼ
 *
 * @param f as in jacfwd
 * @param options.argnums as in grad
 * @returns as jacfwd
 * @throws DomainError when f is no function, or returns nothing, or an argument to differentiate by holds no float tensor
 * @example jacrev((x: Tensor) => x.square().sum())(tensor([1, 2])) // Tensor f32[2] [2, 4]
 */
export function jacrev<A extends Arguments, Y, const N extends number | readonly number[] = 0>(
  f: (...args: A) => Y,
  options: GradOptions<N> = {},
): (...args: A) => JacobianOf<Y, Picked<A, N>> {
  return jacobianBy('jacrev', f, options, rows)
}

/**
 * The Jacobian matrix, in the mode that takes fewer passes: forward where there are fewer inputs than outputs, else reverse.
 *
 *   J[i, j] = ∂yᵢ / ∂xⱼ
 *
 * @param f as in jacfwd
 * @param options.argnums as in grad
 * @returns as jacfwd
 * @throws DomainError when f is no function, or returns nothing, or an argument to differentiate by holds no float tensor
 * @example jacobian((x: Tensor) => x.square())(tensor([1, 2])) // Tensor f32[2,2] [[2, 0], [0, 4]]
 */
export function jacobian<A extends Arguments, Y, const N extends number | readonly number[] = 0>(
  f: (...args: A) => Y,
  options: GradOptions<N> = {},
): (...args: A) => JacobianOf<Y, Picked<A, N>> {
  return jacobianBy('jacobian', f, options, (ran, picked) =>
    sizeOf(picked) < sizeOf(ran.values) ? columns(ran, picked) : rows(ran),
  )
}

/**
 * The Hessian matrix of a scalar function: its second derivatives, forward over reverse.
 *
 *   H[i, j] = ∂²f / ∂xᵢ ∂xⱼ
 *
 * @param f returns a 0-d float tensor
 * @param options.argnums as in grad
 * @returns a function of f's arguments; for a tensor a tensor of shape [...x.shape, ...x.shape], for trees as in jacfwd
 * @throws as grad does
 * @example hessian((x: Tensor) => x.mul(x).mul(x).sum())(tensor([1, 2])) // Tensor f32[2,2] [[6, 0], [0, 12]]
 */
export function hessian<A extends Arguments, const N extends number | readonly number[] = 0>(
  f: (...args: A) => Tensor,
  options: GradOptions<N> = {},
): (...args: A) => JacobianOf<Picked<A, N>, Picked<A, N>> {
  const both = gradientOf<A, N>('hessian', ['argnums'], f, options)
  return jacobianBy('hessian', (...args: A) => both(...args)[1], options, columns)
}

/**
 * The Hessian of a scalar function times a vector, without the matrix: forward over reverse, at a few times f's own cost.
 *
 *   hvp = H dx
 *
 * @param f returns a 0-d float tensor
 * @param xs the arguments, in an array
 * @param dxs the vector: an array of trees like xs
 * @returns the product: a tree like the argument, or where there are several an array of them; integer and bool arguments are
 *   constants, whose product is zeros
 * @throws as grad and jvp do
 * @example hvp((x: Tensor) => x.mul(x).mul(x).sum(), [tensor([1, 2])], [tensor([1, 1])]) // Tensor f32[2] [6, 12]
 */
export function hvp<A extends Arguments>(
  f: (...xs: A) => Tensor,
  xs: readonly [...A],
  dxs: readonly [...A],
): A extends readonly [infer X] ? X : A {
  checkArguments('hvp', xs, dxs)
  const floats = xs.flatMap((x, i) => (tensorsOf(x).some(({ dtype }) => isFloat(dtype)) ? [i] : []))
  const argnums = floats.length > 0 ? floats : [0] // of none grad says what is wrong
  const both = gradientOf('hvp', ['argnums'], f, { argnums })
  const found = pushed('hvp', (...args: A) => both(...args)[1] as unknown[], xs, dxs)[1] // of a list grad gives a list
  const products = xs.map((x, i) => (argnums.includes(i) ? found.shift() : mapTensors(x, zerosLike)))
  return (xs.length === 1 ? products[0] : products) as A extends readonly [infer X] ? X : A // one for each argument
}

function jacobianBy<A extends Arguments, Y, N extends number | readonly number[]>(
  owner: string,
  f: (...args: A) => Y,
  options: GradOptions<N>,
  blocks: (ran: Run<unknown[], Y>, picked: unknown[]) => Blocks,
): (...args: A) => JacobianOf<Y, Picked<A, N>> {
  checkOptions(owner, options, ['argnums'])
  const selected = selection<A, Y, N>(owner, f, options.argnums)
  return (...args) => {
    const picked = selected.pick(args)
    const ran = run(selected.restrict(args), picked)
    const block = blocks(ran, picked)
    let output = 0
    return mapLeaves(returned(owner, ran.values) as unknown, (leaf) => {
      if (!(leaf instanceof Tensor)) return leaf
      const row = output++
      let input = 0
      return selected.form(
        mapTensors(picked, (x) => {
          const found = block(row, input++)
          return found && isFloat(leaf.dtype) && isFloat(x.dtype) ? astype(found, leaf.dtype) : zerosFor(leaf, x)
        }),
      )
    }) as JacobianOf<Y, Picked<A, N>> // the result's tree, with such a tree for each tensor
  }
}

/** Forward mode: a tangent for each number of the arguments, all those of one tensor at once. */
function columns<Y>(ran: Run<unknown[], Y>, picked: unknown[]): Blocks {
  const outputs = tensorsOf(ran.values)
  const byInput = tensorsOf(picked).map((tensor, input) => {
    if (!isFloat(tensor.dtype)) return []
    const push = (dx: Tensor): Tensor[] => tensorsOf(ran.push('jacfwd', unitIn(picked, input, dx)))
    return vmap(push)(basis(tensor)).map((all, output) => {
      const y = outputs[output] ?? all
      return reshape(transpose(reshape(all, [tensor.size, y.size])), [...y.shape, ...tensor.shape])
    })
  })
  return (output, input) => byInput[input]?.[output]
}

/** Reverse mode: a cotangent for each number of the result, all those of one tensor at once. */
function rows<Y>(ran: Run<unknown[], Y>): Blocks {
  const byOutput = tensorsOf(ran.traced).map((tensor) => {
    if (!isFloat(tensor.dtype)) return []
    const pull = (g: Tensor): Tensor[] => tensorsOf(ran.pull([[tensor, g]]))
    return vmap(pull)(basis(tensor)).map((all) => reshape(all, [...tensor.shape, ...all.shape.slice(1)]))
  })
  return (output, input) => byOutput[output]?.[input]
}

/** Zeros like all arguments, but for one tensor. */
function unitIn(picked: unknown[], input: number, dx: Tensor): unknown[] {
  let next = 0
  return mapTensors(picked, (x) => (next++ === input ? dx : zerosLike(x)))
}

/** Each number of a tensor alone: [size, ...shape]. */
function basis(x: Tensor): Tensor {
  const identity: Tensor = eye(x.size, x.size, { dtype: x.dtype })
  return reshape(identity, [x.size, ...x.shape])
}

/** How a tensor depends on another, where one of them is no float: zeros of the dtype of the one that is. */
function zerosFor(y: Tensor, x: Tensor): Tensor {
  return zeros([...y.shape, ...x.shape], { dtype: [y.dtype, x.dtype].find(isFloat) ?? 'float32' })
}

function sizeOf(tree: unknown): number {
  return tensorsOf(tree).reduce((sum, { size }) => sum + size, 0)
}
