import { isFloat, type ReductionAttrs } from '@adjoint/tensor'
import { sizeOf } from '@adjoint/tensor/backend'
import type { GraphNode } from '../graph.ts'
import { isReduction } from './kinds.ts'
import { laneAxis } from './layout.ts'
import type { Places } from './places.ts'

/** A reduction's attributes. */
export function reductionAttrs(node: GraphNode): ReductionAttrs {
  return node.attrs as ReductionAttrs // those of a ReductionOp
}

/** The strides of a reduction's result along the axes of its operand; 0 along those that are reduced. */
export function keptStrides(node: GraphNode, places: Places): number[] {
  const [x] = node.inputs
  const { axes, keepDims } = reductionAttrs(node)
  const { strides } = places.of(node).layout
  let next = 0
  return (x?.shape ?? []).map((_, axis) => {
    if (axes.includes(axis)) {
      if (keepDims) next++
      return 0
    }
    return strides[next++] ?? 0
  })
}

/** True for a reduction that a loop computes: lanes of the result, where they are kept, must lie side by side in it too. */
export function isLoopReduction(node: GraphNode, places: Places): boolean {
  const [x] = node.inputs
  if (!isReduction(node.op) || x === undefined || x.dtype !== node.dtype || !isFloat(node.dtype)) return false
  if (sizeOf(x.shape) === 0) return false
  const lane = laneAxis(x.shape)
  return reductionAttrs(node).axes.includes(lane) || keptStrides(node, places)[lane] === 1 || x.shape[lane] === 1
}
