import { atScope, type Tensor } from '@adjoint/tensor'
import type { NDArray } from '@adjoint/tensor/backend'
import type { Graph, GraphNode } from './graph.ts'

/** What a node's op makes of its operands, by its eager kernel: in the scopes of the node, with which an error begins. */
export function computed(node: GraphNode, inputs: readonly NDArray[]): NDArray {
  const { op, attrs, name } = node
  if (op === null) throw new RangeError(`${name} is no op`)
  return atScope(name.slice(0, Math.max(0, name.lastIndexOf('/'))), () => op.kernel(inputs, attrs, node))
}

/**
 * Runs a graph node by node with the eager kernels.
 *
 * @param seen called with each value as it is made; it may throw
 */
export function interpret(
  graph: Graph,
  inputs: readonly Tensor[],
  seen: (node: GraphNode, value: NDArray) => void = () => {},
): NDArray[] {
  const values = new Map<GraphNode, NDArray>()
  const keep = (node: GraphNode, value: NDArray): void => {
    seen(node, value)
    values.set(node, value)
  }
  for (const [i, node] of graph.inputs.entries()) {
    const x = inputs[i]
    if (x !== undefined) keep(node, x.read())
  }
  const valueAt = (node: GraphNode): NDArray => {
    const value = values.get(node) ?? node.constant
    if (value === null) throw new RangeError(`${node.name} has no value`)
    return value
  }
  for (const node of graph.nodes) {
    if (node.op !== null) keep(node, computed(node, node.inputs.map(valueAt)))
  }
  return graph.outputs.map(valueAt)
}

/** A program where there is no WebAssembly, or a page's policy forbids it: the optimised graph, by the eager kernels. */
export class InterpretedProgram {
  readonly graph: Graph
  /** why the work is not shared although `threads` asked for it; else null */
  readonly threadsProblem: string | null

  constructor(graph: Graph, threads: number) {
    this.graph = graph
    this.threadsProblem = threads > 1 ? 'there is no WebAssembly, or a page forbids it' : null
  }

  run(inputs: readonly Tensor[]): Tensor[] {
    return interpret(this.graph, inputs)
  }
}
