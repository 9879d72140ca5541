import type { Lanes, VectorAlgebra } from '@adjoint/tensor/backend'
import type { GraphNode } from '../graph.ts'
import { uniformValue } from '../passes/constants.ts'
import { isElementwise, isInlined, type LoopTypes } from '../plan/kinds.ts'

/** Computes the formulas of nodes for the lanes of one vector, each node once. */
export class Elements {
  readonly #algebra: VectorAlgebra
  readonly #types: LoopTypes
  readonly #load: (node: GraphNode) => Lanes
  readonly #known = new Map<GraphNode, Lanes>()

  /** @param load reads what was computed elsewhere */
  constructor(algebra: VectorAlgebra, types: LoopTypes, load: (node: GraphNode) => Lanes) {
    this.#algebra = algebra
    this.#types = types
    this.#load = load
  }

  /** Says what a node is here. */
  know(node: GraphNode, lanes: Lanes): void {
    this.#known.set(node, lanes)
  }

  /** Computes a node from its operands. */
  compute(node: GraphNode): Lanes {
    const operands = node.inputs.map((input) => this.of(input))
    const lanes = this.#apply(node, operands)
    const result =
      node.dtype === 'bool'
        ? this.#algebra.truths(this.#algebra.maskOf(lanes))
        : this.#algebra.numbers(this.#algebra.vectorOf(lanes))
    this.#known.set(node, result)
    return result
  }

  /** The lanes of an operand: known, a constant, a truth to compute here, or to be read. */
  of(node: GraphNode): Lanes {
    const known = this.#known.get(node)
    if (known !== undefined) return known
    const value = uniformValue(node)
    if (value !== null) return this.#algebra.constant(value)
    if (isInlined(node, this.#types)) return this.compute(node)
    const read = this.#load(node)
    this.#known.set(node, read)
    return read
  }

  #apply(node: GraphNode, operands: readonly Lanes[]): Lanes {
    if (isElementwise(node.op)) return node.op.scalar(this.#algebra, ...operands)
    const [x] = operands
    if (x !== undefined) return x // a cast from truth
    throw new RangeError(`${node.name} is no element of a loop`)
  }
}
