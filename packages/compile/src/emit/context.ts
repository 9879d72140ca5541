import type { FloatDType } from '@adjoint/tensor'
import { broadcastStrides } from '@adjoint/tensor/backend'
import { f32x4, f64x2 } from '@adjoint/wasm'
import type { GraphNode } from '../graph.ts'
import type { Group, Grouping } from '../plan/groups.ts'
import { bytesOf, vectorBytes } from '../plan/layout.ts'

/** What all kernels of a program are made from. */
export interface EmitContext {
  readonly grouping: Grouping
  /** where stored values lie, in bytes */
  readonly offsets: ReadonlyMap<GraphNode, number>
  /** whether the engine has relaxed SIMD's multiply-add */
  readonly fused: boolean
}

/** Where a node's elements lie in the arena: the first one, and the bytes from one to the next along each axis of `shape`. */
export interface Addresses {
  readonly base: number
  readonly steps: readonly number[]
}

/** A node's addresses as it is broadcast to a shape. */
export function addressesOf(node: GraphNode, shape: readonly number[], context: EmitContext): Addresses {
  const { base, layout } = context.grouping.places.of(node)
  const size = bytesOf(node.dtype)
  return {
    base: (context.offsets.get(base) ?? 0) + layout.offset * size,
    steps: broadcastStrides(layout, shape).map((stride) => stride * size),
  }
}

/** The instructions for vectors of a dtype. */
export function vectorsOf(dtype: FloatDType): typeof f64x2 | typeof f32x4 {
  return dtype === 'float32' ? f32x4 : f64x2
}

/** How many numbers of a dtype a vector holds. */
export function lanesOf(dtype: FloatDType): number {
  return vectorBytes / bytesOf(dtype)
}

/** The nodes that a group reads from storage. */
export function readBy(group: Group, { grouping }: EmitContext): GraphNode[] {
  return [...(grouping.reads.get(group)?.values() ?? [])].flat()
}
