import type { Node, Tape } from '@adjoint/autograd'
import { type DType, type Op, type Shape, type Tensor, TraceError } from '@adjoint/tensor'
import { NDArray } from '@adjoint/tensor/backend'

/** A value of a program: an argument, a constant, or what an op makes of other values. */
export interface GraphNode {
  /** the op that makes it; null for an argument or a constant */
  readonly op: Op | null
  readonly inputs: readonly GraphNode[]
  readonly attrs: unknown
  readonly shape: Shape
  readonly dtype: DType
  /** scopes and op, as on the tape */
  readonly name: string
  /** its numbers, where they are known already */
  readonly constant: NDArray | null
  /** the part of the batch that it is computed from, where threads divide that; else null */
  readonly part: number | null
}

/** A program: values in an order in which each comes after those that it needs. */
export interface Graph {
  readonly nodes: readonly GraphNode[]
  /** the arguments, used or not */
  readonly inputs: readonly GraphNode[]
  readonly outputs: readonly GraphNode[]
}

/** Collects the nodes of a graph in the order in which they are made. */
export class GraphBuilder {
  readonly nodes: GraphNode[] = []
  readonly #has = new Set<GraphNode>()

  input(from: Pick<GraphNode, 'shape' | 'dtype' | 'name'>): GraphNode {
    const { shape, dtype, name } = from
    return this.add({ op: null, inputs: [], attrs: null, shape, dtype, name, constant: null, part: null })
  }

  constant(value: NDArray, name = 'constant'): GraphNode {
    const { shape, dtype } = value
    return this.add({ op: null, inputs: [], attrs: null, shape, dtype, name, constant: value, part: null })
  }

  apply(op: Op, inputs: readonly GraphNode[], attrs: unknown, name: string, part: number | null = null): GraphNode {
    const { shape, dtype } = op.infer(inputs.map(described), attrs)
    return this.add({ op, inputs, attrs, shape, dtype, name, constant: null, part })
  }

  add(node: GraphNode): GraphNode {
    this.nodes.push(node)
    this.#has.add(node)
    return node
  }

  has(node: GraphNode): boolean {
    return this.#has.has(node)
  }
}

/** A node as `infer` sees a tensor: its shape and dtype are all that counts. */
export function described({ shape, dtype, name }: GraphNode): Tensor {
  const tensor = new NDArray(new Float32Array(0), dtype, shape)
  return Object.assign(tensor, { describe: () => `${name} [${shape.join(', ')}]` })
}

/** The graph of what a tape recorded. */
export function graphOf(tape: Tape): Graph {
  const builder = new GraphBuilder()
  const nodes = new Map<Tensor, GraphNode>()
  const inputs: GraphNode[] = []
  const nodeOf = (x: Tensor): GraphNode => {
    const known = nodes.get(x)
    if (known !== undefined) return known
    if (x.tracedBy !== null) {
      throw new TraceError(
        `compile: the function uses ${x.describe()} from outside, which another transform traces, so that its derivative ` +
          'would be lost. Give it to the compiled function as an argument.',
      )
    }
    const constant = builder.constant(x.read())
    nodes.set(x, constant)
    return constant
  }
  const add = (node: Node): GraphNode => {
    const { op, attrs, shape, dtype, name } = node
    if (op === null) {
      const input = builder.input(node)
      inputs.push(input)
      return input
    }
    return builder.add({ op, inputs: node.inputs.map(nodeOf), attrs, shape, dtype, name, constant: null, part: null })
  }
  for (const node of tape.nodes) nodes.set(node, add(node))
  const outputs = tape.outputs.map(nodeOf)
  return { nodes: builder.nodes, inputs, outputs }
}

/** A node with other inputs; itself where they are the same. */
export function withInputs(node: GraphNode, inputs: readonly GraphNode[]): GraphNode {
  return inputs.every((input, i) => input === node.inputs[i]) ? node : { ...node, inputs }
}

/**
 * The graph with each node made anew, in order.
 *
 * @param visit gives what stands for the node of an op, whose inputs have been replaced already: itself, or another node,
 *   which is added unless it is in the graph
 */
export function rewrite(graph: Graph, visit: (node: GraphNode, builder: GraphBuilder) => GraphNode): Graph {
  const builder = new GraphBuilder()
  const replaced = new Map<GraphNode, GraphNode>()
  const now = (node: GraphNode): GraphNode => replaced.get(node) ?? node
  for (const node of graph.nodes) {
    if (node.op === null) {
      replaced.set(node, builder.add(node))
      continue
    }
    const result = visit(withInputs(node, node.inputs.map(now)), builder)
    replaced.set(node, builder.has(result) ? result : builder.add(result))
  }
  return { nodes: builder.nodes, inputs: graph.inputs, outputs: graph.outputs.map(now) }
}
