import { add, matmul, slice, type Tensor } from '@adjoint/tensor'
import { both } from '@adjoint/tensor/backend'
import { type Graph, rewrite } from '../graph.ts'
import { composed } from '../passes/expand.ts'
import { bytesOf } from './layout.ts'
import { isFloatMatmul, matmulForm, panelBytes } from './matmul-form.ts'
import { Places } from './places.ts'

/** Of rows of so many bytes, what all tiles of a panel read stays in the nearest cache; below twice as many none is divided. */
const partBytes = 2 ** 11

/**
 * The graph with products over a long axis as sums of products over parts of it, where panels of the whole axis would not stay in
 * the nearest cache.
 *
 *   A B = Σ A[:, part] B[part, :]
 */
export function splitLongProducts(graph: Graph): Graph {
  const places = new Places()
  return rewrite(graph, (node, builder) => {
    const form = isFloatMatmul(node) ? matmulForm(node, places) : null
    const length = node.inputs[0]?.shape.at(-1) ?? 1
    const count = Math.floor((length * bytesOf(node.dtype)) / partBytes)
    if (form === null || panelBytes(node, form) === 0 || count < 2) return node
    const bounds = Array.from({ length: count + 1 }, (_, part) => Math.floor((part * length) / count))
    const product = (operands: readonly Tensor[]): Tensor => {
      const [a, b] = both(operands)
      return bounds
        .slice(1)
        .map((stop, part) => [bounds[part] ?? 0, stop] as const)
        .map((range) => matmul(slice(a, '...', range), slice(b, '...', range, ':')))
        .reduce((sum, term) => add(sum, term))
    }
    return composed(node, product, builder)
  })
}
