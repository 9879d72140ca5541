import type { Graph, GraphNode } from '../graph.ts'

/** Dead code: what no output needs is left out. */
export function dce(graph: Graph): Graph {
  const needed = new Set<GraphNode>([...graph.inputs, ...graph.outputs])
  for (const node of graph.nodes.toReversed()) {
    if (needed.has(node)) for (const input of node.inputs) needed.add(input)
  }
  return { ...graph, nodes: graph.nodes.filter((node) => needed.has(node)) }
}
