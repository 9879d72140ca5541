import {
  apply,
  astype,
  broadcastTo,
  isFloat,
  mul,
  mulAbsorbing,
  type Op,
  reshape,
  ShapeError,
  sum,
  type Tensor,
} from '@adjoint/tensor'
import { both } from '@adjoint/tensor/backend'
import { fusedProduct } from './fused-product.ts'
import type { Node } from './recording.ts'
import type { Derivative, PartialDerivative, Rule } from './rule.ts'
import { ruleOf } from './rules/index.ts'
import type { Tape } from './tape.ts'
import { plus, withZeros } from './zeros.ts'

/** One application of an op: what it was applied to and what came out. */
export interface Application {
  readonly op: Op
  readonly attrs: unknown
  readonly x: readonly Tensor[]
  readonly y: Tensor
}

/** How a node was made, in values; null for an input of the tape. */
export function applicationOf(tape: Tape, node: Node): Application | null {
  const { op, attrs, inputs } = node
  return op === null ? null : { op, attrs, x: inputs.map((x) => tape.lower(x)), y: tape.lower(node) }
}

/**
 * The vector-Jacobian product of one op: from the output's cotangent `g` to the inputs'.
 *
 * @param needed which inputs' cotangents are asked for
 * @returns for each input a cotangent of its shape and dtype, or null for zero
 */
export function pullback({ op, attrs, x, y }: Application, g: Tensor, needed: readonly boolean[]): (Tensor | null)[] {
  const wanted = x.map((input, i) => needed[i] === true && isFloat(input.dtype))
  const raw = rawCotangents(ruleOf(op), { op, attrs, x, y }, g, wanted)
  return x.map((input, i) => {
    const cotangent = raw[i] ?? null
    return cotangent === null || !wanted[i] ? null : likeInput(op.name, cotangent, input)
  })
}

/** What the rule says, before it is brought back to the inputs' shapes and dtypes. */
function rawCotangents(
  rule: Rule,
  { attrs, x, y }: Application,
  g: Tensor,
  wanted: readonly boolean[],
): readonly (Tensor | null)[] {
  if ('transpose' in rule) return rule.transpose(g, x, attrs)
  if ('vjp' in rule) return rule.vjp(g, y, x, attrs)
  if ('left' in rule) {
    const [a, b] = both(x)
    return [wanted[0] ? rule.left(g, a, b, attrs) : null, wanted[1] ? rule.right(g, a, b, attrs) : null]
  }
  return rule.map((partial, i) => (wanted[i] ? scaled(g, partial, y, x) : null))
}

/**
 * The Jacobian-vector product of one op: from the inputs' tangents to the output's.
 *
 * @param dx null is a tangent of zero
 * @returns a tangent of y's shape and dtype, or null for zero
 */
export function pushforward({ op, attrs, x, y }: Application, dx: readonly (Tensor | null)[]): Tensor | null {
  if (!isFloat(y.dtype) || dx.every((tangent) => tangent === null)) return null
  const tangent = rawTangent(ruleOf(op), { op, attrs, x, y }, dx)
  return tangent === null ? null : broadcastTo(astype(tangent, y.dtype), y.shape)
}

function rawTangent(rule: Rule, { op, attrs, x, y }: Application, dx: readonly (Tensor | null)[]): Tensor | null {
  if ('transpose' in rule) return apply(op, withZeros(dx, x), attrs)
  if ('vjp' in rule) return rule.jvp(dx, y, x, attrs)
  if ('left' in rule) {
    const [a, b] = both(x)
    const [da = null, db = null] = dx
    return plus(da && apply(op, [da, b], attrs), db && apply(op, [a, db], attrs))
  }
  return rule.map((partial, i) => (dx[i] ? scaled(dx[i], partial, y, x) : null)).reduce(plus, null)
}

/**
 * A cotangent or tangent times a partial derivative. Zero absorbs: what was not used contributes nothing, even through
 * an infinite or undefined derivative. The product is symmetric, so that this holds for second derivatives too.
 */
function scaled(g: Tensor, partial: PartialDerivative<number>, y: Tensor, x: readonly Tensor[]): Tensor | null {
  if (typeof partial !== 'function') return product(g, partial)
  const operands = x.map((input) => promoted(input, y))
  return fusedProduct(partial, g, y, operands) ?? product(g, partial(y, ...operands))
}

function product(g: Tensor, factor: Tensor | number | null): Tensor | null {
  if (factor === null) return null
  if (factor === 1) return g
  return typeof factor === 'number' ? mul(g, factor) : mulAbsorbing(g, factor)
}

/** A partial derivative at the numbers of its op. */
export function factorOf(partial: Derivative, y: Tensor, x: readonly Tensor[]): Tensor | number | null {
  return partial(y, ...x.map((input) => promoted(input, y)))
}

/**
 * An operand in the dtype in which the op took it: 1/b of an integer or float32 b must not be a float32 beside a float64 a. A
 * condition in float64 stays so: the least of its numbers would be 0, and false, in float32.
 */
function promoted(x: Tensor, y: Tensor): Tensor {
  return x.dtype === 'bool' || x.dtype === 'float64' ? x : astype(x, y.dtype)
}

/**
 * Un-broadcasts and un-promotes: sums a cotangent over the axes along which its input was repeated, and gives it its
 * input's dtype. No rule does this itself. One that gives another shape would go on as a wrong derivative, and silent.
 */
function likeInput(owner: string, g: Tensor, x: Tensor): Tensor {
  const { shape, dtype } = x
  const lead = g.rank - shape.length
  if (lead < 0 || shape.some((size, i) => size !== 1 && size !== g.shape[lead + i])) {
    throw new ShapeError(`${owner}: its rule gave a cotangent ${g.describe()} for an operand ${x.describe()}.`)
  }
  const repeated = g.shape.flatMap((size, i) => (i < lead || shape[i - lead] !== size ? [i] : []))
  const summed = repeated.length === 0 ? g : reshape(sum(g, { axis: repeated, keepDims: true }), shape)
  return astype(summed, dtype)
}
