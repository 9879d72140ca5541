import { AdjointError, isFloat, type Tensor } from '@adjoint/tensor'
import type { NDArray } from '@adjoint/tensor/backend'
import type { Graph, GraphNode } from './graph.ts'
import { interpret } from './interpret.ts'

/** A value in compiled code is NaN or infinite. */
export class NonFiniteValueError extends AdjointError {
  /** the node that made it: its layer and op */
  readonly node: string

  constructor(message: string, node: string) {
    super(message)
    this.node = node
  }
}

/**
 * Looks at the outputs of a program, and where one is not finite finds the first node from which that comes: from node to
 * node, none of them finite. So a mask of -Infinity, of which softmax makes zeros, has nothing to do with it.
 *
 * @param graph as it was recorded, so that the names are those of the program's author
 * @throws NonFiniteValueError when an output is NaN or infinite
 */
export function checkOutputs(graph: Graph, inputs: readonly Tensor[], outputs: readonly Tensor[]): void {
  const bad = graph.outputs.filter((_, i) => !allFinite(outputs[i]?.read()))
  if (bad.length === 0) return
  const broken = new Map<GraphNode, NDArray>()
  const look = (node: GraphNode, value: NDArray): void => {
    if (!allFinite(value)) broken.set(node, value)
  }
  interpret(graph, inputs, look)
  for (const node of graph.outputs) if (node.constant !== null) look(node, node.constant)
  const causes = new Set(bad)
  for (const node of graph.nodes.toReversed()) {
    if (causes.has(node)) for (const input of node.inputs) if (broken.has(input)) causes.add(input)
  }
  for (const node of graph.nodes) {
    const value = causes.has(node) ? broken.get(node) : undefined
    if (value !== undefined) throw new NonFiniteValueError(describe(node, value), node.name)
  }
  throw new NonFiniteValueError(
    'a compiled function gave a number that is not finite, which the eager kernels do not. It adds in another order, ' +
      'where numbers near the largest may overflow; if there are none, please report it.',
    '',
  )
}

function allFinite(array: NDArray | undefined): boolean {
  return array === undefined || !isFloat(array.dtype) || array.copyData().every(Number.isFinite)
}

function describe(node: GraphNode, value: NDArray): string {
  const data = value.copyData()
  const bad = data.findIndex((number: number) => !Number.isFinite(number))
  const of =
    node.op === null ? 'it was given so' : `${node.op.name} of ${node.inputs.map(({ name }) => name).join(', ')}`
  return `${node.name} [${node.shape.join(', ')}] is not finite: element ${bad} is ${data[bad]} (${of}).`
}
