import { signature } from '@adjoint/tensor'
import type { Graph, GraphNode } from '../src/graph.ts'

/** One line a node, as on a tape: `%03 fc1/matmul f32[900,25] matmul %00 %01`. */
export function formatGraph(graph: Graph): string {
  const numbers = new Map(graph.nodes.map((node, i) => [node, `%${String(i).padStart(2, '0')}`]))
  const nameOf = (node: GraphNode): string => numbers.get(node) ?? '%??'
  const lines = graph.nodes.map((node) => {
    const made = node.op?.name ?? (node.constant === null ? 'input' : 'constant')
    return [nameOf(node), node.name, signature(node), made, ...node.inputs.map(nameOf)].join(' ')
  })
  return [...lines, `return ${graph.outputs.map(nameOf).join(' ')}`].join('\n')
}
