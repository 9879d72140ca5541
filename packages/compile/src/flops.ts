import { ops, type Shape } from '@adjoint/tensor'
import { sizeOf } from '@adjoint/tensor/backend'
import type { GraphNode } from './graph.ts'
import { type Group, membersOf } from './plan/grouping.ts'
import { isElementwise, isMatmul, isReduction } from './plan/kinds.ts'

/**
 * The floating-point operations of a node: each function such as exp counts as one, a product's terms as two. Of other eager
 * ops, such as sorts and linear algebra, none are counted.
 */
export function flopsOfNode(node: GraphNode): number {
  const [x, y] = node.inputs
  if (isMatmul(node.op)) return 2 * sizeOf(node.shape) * (x?.shape.at(-1) ?? 1)
  if (node.op === ops.conv2d.op) return flopsOfConvolution(node.shape, y?.shape)
  if (node.op === ops.convTranspose2d.op) return flopsOfConvolution(x?.shape, y?.shape)
  if (node.op === ops.convKernel2d.op) return flopsOfConvolution(y?.shape, node.shape)
  if (isReduction(node.op)) return sizeOf(x?.shape ?? [])
  return isElementwise(node.op) ? sizeOf(node.shape) : 0
}

/**
 * A convolution and its transposes: at each place of the result [n, out, rows, columns] of the one that goes forward, every
 * weight has a term.
 */
function flopsOfConvolution([n = 0, , ...plane]: Shape = [], kernels: Shape = []): number {
  return 2 * n * sizeOf(plane) * sizeOf(kernels)
}

export function flopsOfGroup(group: Group): number {
  return membersOf(group).reduce((sum, node) => sum + flopsOfNode(node), 0)
}
