import { record } from '@adjoint/autograd'
import type { ComposedOp, Op, Tensor } from '@adjoint/tensor'
import { described, type Graph, type GraphBuilder, type GraphNode, graphOf, rewrite } from '../graph.ts'

/** Takes composed ops apart: the ops that define them can be fused with what stands around them. */
export function expand(graph: Graph): Graph {
  return rewrite(graph, (node, builder) => partsOf(node, builder) ?? node)
}

/** Adds the ops of which a node is composed, and gives the last of them; null where it is not composed. */
function partsOf(node: GraphNode, builder: GraphBuilder): GraphNode | null {
  const { op, attrs } = node
  return isComposed(op) ? composed(node, (x) => op.compose(x, attrs), builder) : null
}

function isComposed(op: Op | null): op is ComposedOp<unknown, number> {
  return op !== null && 'compose' in op
}

/**
 * Adds what stands for a node: the ops of a function, composed ones taken apart. Gives the last of them.
 *
 * @param compose takes the inputs as a list: a call takes no more arguments than fit on the stack
 */
export function composed(
  { inputs, name, part: ofBatch }: GraphNode,
  compose: (x: readonly Tensor[]) => Tensor,
  builder: GraphBuilder,
): GraphNode {
  const definition = graphOf(record(compose, inputs.map(described)))
  const made = new Map<GraphNode, GraphNode>(definition.inputs.map((x, i) => [x, inputs[i] ?? x]))
  const now = (node: GraphNode): GraphNode => made.get(node) ?? node
  for (const part of definition.nodes) {
    if (made.has(part)) continue
    const node = { ...part, inputs: part.inputs.map(now), name: `${name}/${part.name}`, part: ofBatch }
    made.set(part, partsOf(node, builder) ?? builder.add(node))
  }
  const [result] = definition.outputs
  if (result === undefined) throw new RangeError(`${name} is composed of nothing`)
  return now(result)
}
