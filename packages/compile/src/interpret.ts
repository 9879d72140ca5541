import type { Tensor } from '@adjoint/tensor'
import type { NDArray } from '@adjoint/tensor/backend'
import type { Graph, GraphNode } from './graph.ts'

/**
 * Runs a graph node by node with the eager kernels.
 *
 * @param seen called with each value as it is made; it may give another one in its place
 */
export function interpret(
  graph: Graph,
  inputs: readonly Tensor[],
  seen: (node: GraphNode, value: NDArray) => NDArray = (_node, value) => value,
): NDArray[] {
  const values = new Map<GraphNode, NDArray>()
  for (const [i, node] of graph.inputs.entries()) {
    const x = inputs[i]
    if (x !== undefined) values.set(node, seen(node, x.read()))
  }
  const valueAt = (node: GraphNode): NDArray => {
    const value = values.get(node) ?? node.constant
    if (value === null) throw new RangeError(`${node.name} has no value`)
    return value
  }
  for (const node of graph.nodes) {
    if (node.op === null) continue
    values.set(node, seen(node, node.op.kernel(node.inputs.map(valueAt), node.attrs, node)))
  }
  return graph.outputs.map(valueAt)
}

/** A program where there is no WebAssembly, or a page's policy forbids it: the optimised graph, by the eager kernels. */
export class InterpretedProgram {
  readonly graph: Graph
  /** why no other thread takes part, though it was wished */
  readonly threadsProblem: string | null

  constructor(graph: Graph, threads: number) {
    this.graph = graph
    this.threadsProblem = threads > 1 ? 'there is no WebAssembly, or a page forbids it' : null
  }

  run(inputs: readonly Tensor[]): Tensor[] {
    return interpret(this.graph, inputs)
  }
}
