import { record } from '@adjoint/autograd'
import type { ComposedOp, Op } from '@adjoint/tensor'
import { described, type Graph, type GraphBuilder, type GraphNode, graphOf, rewrite } from '../graph.ts'

/** Takes composed ops apart: the ops that define them can be fused with what stands around them. */
export function expand(graph: Graph): Graph {
  return rewrite(graph, (node, builder) => (isComposed(node.op) ? partsOf(node, node.op, builder) : node))
}

function isComposed(op: Op | null): op is ComposedOp<unknown, number> {
  return op !== null && 'compose' in op
}

/** Adds the ops of which a node is composed, and gives the last of them. */
function partsOf(
  { inputs, attrs, name }: GraphNode,
  op: ComposedOp<unknown, number>,
  builder: GraphBuilder,
): GraphNode {
  const definition = graphOf(record((...x) => op.compose(x, attrs), ...inputs.map(described)))
  const made = new Map<GraphNode, GraphNode>(definition.inputs.map((x, i) => [x, inputs[i] ?? x]))
  const now = (node: GraphNode): GraphNode => made.get(node) ?? node
  for (const part of definition.nodes) {
    if (made.has(part)) continue
    const node = { ...part, inputs: part.inputs.map(now), name: `${name}/${part.name}` }
    made.set(part, isComposed(node.op) ? partsOf(node, node.op, builder) : builder.add(node))
  }
  const [result] = definition.outputs
  if (result === undefined) throw new RangeError(`${op.name} is composed of nothing`)
  return now(result)
}
