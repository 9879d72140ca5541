import type { NDArray } from '@adjoint/tensor/backend'
import { type Graph, rewrite } from '../graph.ts'
import { computed } from '../interpret.ts'
import { uniform, uniformValue } from './constants.ts'

/** Computes now what depends on constants alone; a result whose elements are all the same is stored as one number. */
export function fold(graph: Graph): Graph {
  return rewrite(graph, (node, builder) => {
    const values = node.inputs.flatMap(({ constant }): NDArray[] => (constant === null ? [] : [constant]))
    if (node.op === null || values.length < node.inputs.length) return node
    const folded = builder.constant(computed(node, values), node.name)
    const number = uniformValue(folded)
    return number === null ? folded : { ...folded, constant: uniform(number, node) }
  })
}
