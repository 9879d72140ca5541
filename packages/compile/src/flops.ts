import { sizeOf } from '@adjoint/tensor/backend'
import type { GraphNode } from './graph.ts'
import { type Group, membersOf } from './plan/grouping.ts'
import { isElementwise, isMatmul, isReduction } from './plan/kinds.ts'

/** The floating-point operations of a node: each function such as exp counts as one, a product's terms as two. */
export function flopsOfNode(node: GraphNode): number {
  const [x] = node.inputs
  if (isMatmul(node.op)) return 2 * sizeOf(node.shape) * (x?.shape.at(-1) ?? 1)
  if (isReduction(node.op)) return sizeOf(x?.shape ?? [])
  return isElementwise(node.op) ? sizeOf(node.shape) : 0
}

export function flopsOfGroup(group: Group): number {
  return membersOf(group).reduce((sum, node) => sum + flopsOfNode(node), 0)
}
