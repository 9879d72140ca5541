import { type RuleOf, withRule } from '@adjoint/autograd'
import {
  add,
  apply,
  broadcastTo,
  div,
  equal,
  exp,
  greater,
  log,
  mean,
  mul,
  neg,
  type Op,
  ops,
  pow,
  reshape,
  sigmoid,
  slice,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
} from '@adjoint/tensor'
import type { ProgramOp } from '../program.ts'
import { exchange } from './exchange.ts'

/** An op of the catalogue whose derivative is wrong in one place, as people get it wrong. */
export interface PlantedBug {
  /** the op, and what is wrong */
  readonly name: string
  readonly original: Op
  /** computes the same, differentiates wrongly */
  readonly broken: Op
  /** true where the wrong derivative is a legal subgradient: no checker should find it */
  readonly legal: boolean
}

function bug<O extends Op>(fn: { readonly op: O }, what: string, rule: RuleOf<O>, legal: boolean = false): PlantedBug {
  return { name: `${fn.op.name}: ${what}`, original: fn.op, broken: withRule(fn.op, rule), legal }
}

/** The same ops, one of them broken. */
export function plant(
  ops: readonly ProgramOp<Tensor>[],
  { original, broken }: PlantedBug,
): readonly ProgramOp<Tensor>[] {
  return ops.map((op) => ({ ...op, call: exchange(op.call, original, broken) }))
}

const last = (x: Tensor): number => x.rank - 1
const swapped = (x: Tensor): Tensor =>
  transpose(x, [...x.shape.map((_, axis) => axis).slice(0, -2), last(x), last(x) - 1]) // biome-ignore format: one line

/** Wrong rules, each one line away from the right one of the derivative table: what a checker of gradients must find. */
export const plantedBugs: readonly PlantedBug[] = [
  // a sign
  bug(ops.sub, 'the second partial has the sign of the first', [1, 1]),
  bug(ops.neg, 'the sign is forgotten', [1]),
  bug(ops.div, 'the sign of the second partial is forgotten', [(_y, _a, b) => div(1, b), (y, _a, b) => div(y, b)]),
  bug(ops.abs, '1 on both sides', [1]),
  bug(ops.minimum, 'the comparison of maximum', [(_y, a, b) => greater(a, b), (_y, a, b) => greater(b, a)]),

  // a factor
  bug(ops.square, 'the 2 is forgotten', [(_y, x) => x]),
  bug(ops.sqrt, '1 / y for 0.5 / y', [(y) => div(1, y)]),
  bug(ops.add, 'twice the first partial', [2, 1]),
  bug(ops.mul, 'half the second partial', [(_y, _a, b) => b, (_y, a) => mul(a, 0.5)]),
  bug(ops.pow, 'the exponent is forgotten', [(_y, a, b) => pow(a, sub(b, 1)), (y, a) => mul(y, log(a))]),
  bug(ops.softplus, 'twice', [(_y, x) => mul(2, sigmoid(x))]),

  // a term
  bug(ops.tanh, '1 - y for 1 - y²', [(y) => sub(1, y)]),
  bug(ops.tanh, '-y² for 1 - y²', [(y) => neg(square(y))]),
  bug(ops.sigmoid, 'y for y (1 - y)', [(y) => y]),
  bug(ops.sigmoid, 'y (1 + y) for y (1 - y)', [(y) => mul(y, add(1, y))]),
  bug(ops.expm1, 'y for y + 1', [(y) => y]),
  bug(ops.log1p, '1 / x for 1 / (1 + x)', [(_y, x) => div(1, x)]),
  bug(ops.pow, 'aᵇ⁻² for aᵇ⁻¹', [(_y, a, b) => mul(b, pow(a, sub(b, 2))), (y, a) => mul(y, log(a))]),
  bug(ops.pow, 'the logarithm of the exponent', [
    (_y, a, b) => mul(b, pow(a, sub(b, 1))),
    (y, _a, b) => mul(y, log(add(square(b), 1))),
  ]),

  // x for y, a for b
  bug(ops.exp, 'x for y', [(_y, x) => x]),
  bug(ops.tanh, 'x for y', [(_y, x) => sub(1, square(x))]),
  bug(ops.sigmoid, 'x for y', [(_y, x) => mul(x, sub(1, x))]),
  bug(ops.log, '1 / y for 1 / x', [(y) => div(1, y)]),
  bug(ops.sqrt, '0.5 / x for 0.5 / y', [(_y, x) => div(0.5, x)]),
  bug(ops.softplus, 'the sigmoid of y', [(y) => sigmoid(y)]),
  bug(ops.mul, 'each its own partial', [(_y, a) => a, (_y, _a, b) => b]),
  bug(ops.div, 'a for b in the first partial', [(_y, a) => div(1, add(square(a), 1)), (y, _a, b) => neg(div(y, b))]),
  bug(ops.div, 'y / a for y / b', [(_y, _a, b) => div(1, b), (y, a) => neg(div(y, add(square(a), 1)))]),

  // another function's derivative
  bug(ops.relu, 'the sigmoid', [(_y, x) => sigmoid(x)]),
  bug(ops.sigmoid, "the tangent's hyperbolic derivative", [(y) => sub(1, square(y))]),
  bug(ops.softplus, 'the tanh for the sigmoid', [(_y, x) => tanh(x)]),
  bug(ops.exp, 'of x/2', [(_y, x) => exp(mul(x, 0.5))]),

  // a missing partial
  bug(ops.mulAbsorbing, 'no second partial', [(_y, _a, b) => b, null]),
  bug(ops.maximum, 'no second partial', [(_y, a, b) => greater(a, b), null]),
  bug(ops.where, 'no partial for the branch not taken first', [null, (_y, c) => greater(c, 0), null]),
  bug(ops.clip, 'the bounds have none', [(_y, x, lo, hi) => mul(greater(x, lo), greater(hi, x)), null, null]),

  // ties and conditions
  bug(ops.where, 'the branches are exchanged', [null, (_y, c) => equal(c, 0), (_y, c) => sub(1, equal(c, 0))]),
  bug(ops.max, 'every tie has the whole cotangent', {
    vjp: (g, y, [x], attrs) => [mul(equal(x, kept(y, x, attrs.axes)), kept(g, x, attrs.axes))],
    jvp: ([dx], y, [x], attrs) => (dx === null ? null : sum(mul(equal(x, kept(y, x, attrs.axes)), dx), reduced(attrs))),
  }),
  bug(ops.max, 'the mean for the maximum', {
    vjp: (g, _y, [x], attrs) => [broadcastTo(div(kept(g, x, attrs.axes), countOf(x, attrs.axes)), x.shape)],
    jvp: ([dx], _y, _x, attrs) => (dx === null ? null : mean(dx, reduced(attrs))),
  }),

  // reductions and shapes
  bug(ops.mean, 'not divided', { transpose: (g, [x], { axes }) => [broadcastTo(kept(g, x, axes), x.shape)] }),
  bug(ops.mean, 'divided by the number of results', {
    transpose: (g, [x], { axes }) => [broadcastTo(div(kept(g, x, axes), g.size), x.shape)],
  }),
  bug(ops.sum, 'divided by the number of elements', {
    transpose: (g, [x], { axes }) => [broadcastTo(div(kept(g, x, axes), countOf(x, axes)), x.shape)],
  }),
  bug(ops.broadcastTo, 'one of the copies only', {
    transpose: (g, [x]) => [reshape(slice(g, ...g.shape.slice(0, g.rank - x.rank).map(() => 0)), x.shape)],
  }),
  bug(ops.transpose, 'reshaped, not transposed', { transpose: (g, [x]) => [reshape(g, x.shape)] }),
  bug(ops.slice, 'the cotangent backwards', {
    transpose: (g, [x], { parts }) => [
      apply(ops.unslice.op, [g.slice(...g.shape.map(() => [null, null, -1] as const))], { parts, shape: x.shape }),
    ],
  }),
  bug(ops.concat, 'every part begins at 0', {
    transpose: (g, x, { axis }) =>
      x.map(({ shape }) => slice(g, ...new Array<':'>(axis).fill(':'), [0, shape[axis] ?? 0])),
  }),
  bug(ops.stack, 'the first part for all', {
    transpose: (g, x, { axis }) => x.map(() => slice(g, ...new Array<':'>(axis).fill(':'), 0)),
  }),

  // matrix products
  bug(ops.matmul, 'the factors are exchanged', {
    left: (g, a, b) => reshape(swapped(g.matmul(swapped(b))), a.shape),
    right: (g, a) => swapped(a).matmul(g),
  }),
  bug(ops.matmul, 'half the right one', {
    left: (g, _a, b) => g.matmul(swapped(b)),
    right: (g, a) => mul(swapped(a).matmul(g), 0.5),
  }),
  bug(ops.matmul, 'the sign of the left one', {
    left: (g, _a, b) => neg(g.matmul(swapped(b))),
    right: (g, a) => swapped(a).matmul(g),
  }),

  // right, if one allows another convention at the kink
  bug(ops.relu, '1 at 0', [(_y, x) => sub(1, greater(0, x))], true),
  bug(ops.abs, '-1 at 0', [(_y, x) => sub(mul(2, greater(x, 0)), 1)], true),
  bug(ops.maximum, 'the second has the tie', [(_y, a, b) => greater(a, b), (_y, a, b) => sub(1, greater(a, b))], true),
]

/** A result with its reduced axes back, of size 1. */
function kept(result: Tensor, x: Tensor, axes: readonly number[]): Tensor {
  return reshape(result, x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))) // biome-ignore format: one line
}

const reduced = ({ axes, keepDims }: { readonly axes: readonly number[]; readonly keepDims: boolean }) => ({
  axis: axes,
  keepDims,
})

const countOf = (x: Tensor, axes: readonly number[]): number =>
  axes.reduce((product, axis) => product * (x.shape[axis] ?? 1), 1)
