import { type Algebra, isFloat, type Op, ops, sameShape } from '@adjoint/tensor'
import { type Graph, type GraphBuilder, type GraphNode, rewrite } from '../graph.ts'
import { isElementwise } from '../plan/kinds.ts'
import { uniform, uniformValue } from './constants.ts'

/** What a rule may use: the graph as it has become so far, and values that were met in it. */
interface Context {
  readonly builder: GraphBuilder
  readonly relus: ReadonlyMap<GraphNode, GraphNode>
}

/** Gives a simpler value that is equal, one of the graph or a new one; or null. */
type Rule = (node: GraphNode, context: Context) => GraphNode | null

/** Algebraic rules. Each holds for every number, NaN, infinities and -0 included, so that x + 0 = x is none (-0 + 0 = 0). */
export function simplify(graph: Graph): Graph {
  const relus = new Map<GraphNode, GraphNode>()
  return rewrite(graph, (node, builder) => {
    const context = { builder, relus }
    const simpler = rules.reduce((now, rule) => rule(now, context) ?? now, node)
    const [x] = simpler.inputs
    if (simpler.op === ops.relu.op && x !== undefined) relus.set(x, simpler)
    return simpler
  })
}

const rules: readonly Rule[] = [
  identity,
  timesOne,
  divided,
  powers,
  negations,
  movements,
  relusDerivative,
  absorbingOne,
  absorbing,
]

/** An op that gives its operand: stopGradient, once derivatives are taken. */
function identity(node: GraphNode): GraphNode | null {
  const { op } = node
  if (!isElementwise(op) || op.arity !== 1) return null
  const [x] = node.inputs
  if (x === undefined || !alike(node, x)) return null
  const operand = {}
  return op.scalar(objects, operand) === operand ? x : null
}

/** An algebra whose every result is a new object: a formula that gives its operand does nothing to it, whatever it may be. */
const objects = new Proxy({} as Algebra<object>, { get: () => () => ({}) })

function timesOne(node: GraphNode): GraphNode | null {
  if (node.op !== ops.mul.op) return null
  const [a, b] = node.inputs
  if (a === undefined || b === undefined) return null
  for (const [x, factor] of [
    [a, b],
    [b, a],
  ] as const) {
    if (!alike(node, x)) continue
    if (uniformValue(factor) === 1) return x
    if (uniformValue(factor) === -1) return like(node, ops.neg.op, x)
  }
  return null
}

/** Division by a power of two is multiplication by its reciprocal, to the bit. */
function divided(node: GraphNode, { builder }: Context): GraphNode | null {
  if (node.op !== ops.div.op) return null
  const [x, by] = node.inputs
  if (x === undefined || by === undefined || x.dtype !== node.dtype) return null
  const value = uniformValue(by)
  if (value === null || by.dtype !== node.dtype) return null
  if (value === 1 && alike(node, x)) return x
  const exponent = Math.round(Math.log2(Math.abs(value)))
  if (Math.abs(value) !== 2 ** exponent || Math.abs(exponent) > 100) return null
  return like(node, ops.mul.op, x, builder.constant(uniform(1 / value, by), by.name))
}

function powers(node: GraphNode): GraphNode | null {
  if (node.op !== ops.pow.op) return null
  const [x, exponent] = node.inputs
  if (x === undefined || exponent === undefined || !alike(node, x)) return null
  const value = uniformValue(exponent)
  if (value === 1) return x
  return value === 2 ? like(node, ops.square.op, x) : null
}

function negations(node: GraphNode): GraphNode | null {
  const { op } = node
  if (op !== ops.neg.op && op !== ops.add.op && op !== ops.sub.op) return null
  const [a, b] = node.inputs
  // The least int32 is its own negative, but not once it is a float.
  const negated = (x: GraphNode | undefined): GraphNode | undefined =>
    x?.op === ops.neg.op && (isFloat(x.dtype) || x.dtype === node.dtype) ? x.inputs[0] : undefined
  if (op === ops.neg.op) return negated(a) ?? null
  if (a === undefined || b === undefined) return null
  const [left, right] = [negated(a), negated(b)]
  if (op === ops.sub.op) return right === undefined ? null : like(node, ops.add.op, a, right)
  if (right !== undefined) return like(node, ops.sub.op, a, right)
  return left === undefined ? null : like(node, ops.sub.op, b, left)
}

/** Movements that move nothing, and two in a row that are one. */
function movements(node: GraphNode): GraphNode | null {
  if (node.op?.family !== 'movement') return null
  const [x] = node.inputs
  if (x === undefined) return null
  const merges = isReshape(node.op)
  if (merges && sameShape(node.shape, x.shape)) return x
  const before = x.inputs[0]
  if (merges && before !== undefined && isReshape(x.op)) {
    if (sameShape(before.shape, node.shape)) return before
    return { ...node, op: ops.reshape.op, inputs: [before], attrs: { shape: node.shape } }
  }
  if (node.op !== ops.transpose.op) return null
  const { axes } = node.attrs as { readonly axes: readonly number[] } // transpose's attrs
  if (axes.every((axis, i) => axis === i)) return x
  if (x.op !== ops.transpose.op || before === undefined) return null
  const inner = (x.attrs as { readonly axes: readonly number[] }).axes
  const composed = axes.map((axis) => inner[axis] ?? 0)
  if (composed.every((axis, i) => axis === i)) return before
  return { ...node, inputs: [before], attrs: { axes: composed } }
}

function isReshape(op: Op | null): boolean {
  return op === ops.reshape.op || op === ops.expandDims.op || op === ops.squeeze.op
}

/** Whether x > 0 is seen in relu(x) too, which is kept anyway; x then need not be. */
function relusDerivative(node: GraphNode, { relus }: Context): GraphNode | null {
  if (node.op !== ops.greater.op) return null
  const [x, zero] = node.inputs
  if (x === undefined || zero === undefined || uniformValue(zero) !== 0) return null
  const relu = relus.get(x)
  return relu === undefined ? null : like(node, node.op, relu, zero)
}

/** An absorbing product with 1 gives the other factor, but 0 for -0; so does the sum with 0, and c - y is never -0. */
function absorbingOne(node: GraphNode, { builder }: Context): GraphNode | null {
  if (node.op !== ops.mulAbsorbing.op) return null
  const [a, b] = node.inputs
  if (a === undefined || b === undefined) return null
  const x = uniformValue(a) === 1 ? b : uniformValue(b) === 1 ? a : null
  if (x === null || !alike(node, x)) return null
  const [from] = x.inputs
  const isDifference = x.op === ops.sub.op && from !== undefined && Math.abs(uniformValue(from) ?? 0) > 0
  return isDifference ? x : like(node, ops.add.op, x, zeroOf(node, builder))
}

/** An absorbing product with a truth is a choice: g where it holds, with 0 for -0, and else 0. */
function absorbing(node: GraphNode, { builder }: Context): GraphNode | null {
  if (node.op !== ops.mulAbsorbing.op) return null
  const [a, b] = node.inputs
  if (a === undefined || b === undefined) return null
  const [g, truth] = a.dtype === 'bool' ? [b, a] : [a, b]
  if (truth.dtype !== 'bool' || !alike(node, g)) return null
  const zero = zeroOf(node, builder)
  const positive = builder.apply(ops.add.op, [g, zero], null, node.name)
  return like(node, ops.where.op, truth, positive, zero)
}

/** An elementwise op that stands for a node. */
function like(node: GraphNode, op: Op, ...inputs: readonly GraphNode[]): GraphNode {
  return { ...node, op, inputs, attrs: null }
}

function zeroOf({ dtype }: GraphNode, builder: GraphBuilder): GraphNode {
  return builder.constant(uniform(0, { shape: [], dtype }))
}

function alike(a: GraphNode, b: GraphNode): boolean {
  return a.dtype === b.dtype && sameShape(a.shape, b.shape)
}
