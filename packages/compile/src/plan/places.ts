import type { Layout } from '@adjoint/tensor/backend'
import type { GraphNode } from '../graph.ts'
import { isMovement } from './kinds.ts'
import { storedLayout } from './layout.ts'

/** Where a value's numbers are found: in the storage of `base`, its own or that of the value it is a view of. */
export interface Place {
  readonly base: GraphNode
  readonly layout: Layout
}

/** The places of the nodes of a graph, each worked out once. Nothing is allocated yet: offsets count from the base. */
export class Places {
  readonly #known = new Map<GraphNode, Place>()

  /** Of a node that is asked for after its inputs. */
  of(node: GraphNode): Place {
    const known = this.#known.get(node)
    if (known !== undefined) return known
    const place = this.#viewed(node) ?? { base: node, layout: storedLayout(node.shape, node.dtype) }
    this.#known.set(node, place)
    return place
  }

  isView(node: GraphNode): boolean {
    return this.of(node).base !== node
  }

  #viewed(node: GraphNode): Place | null {
    const [x] = node.inputs
    if (!isMovement(node.op) || x === undefined) return null
    const { base, layout } = this.of(x)
    const view = node.op.view(layout, node.attrs)
    return view && { base, layout: view }
  }
}
