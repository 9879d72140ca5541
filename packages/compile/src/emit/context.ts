import type { DType, FloatDType } from '@adjoint/tensor'
import { broadcastStrides } from '@adjoint/tensor/backend'
import { f32x4, f64x2, type Place, type Value, v128 } from '@adjoint/wasm'
import type { GraphNode } from '../graph.ts'
import type { Grouping } from '../plan/grouping.ts'
import { bytesOf, vectorBytes } from '../plan/layout.ts'

type Vector = Value<'v128'>

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

/** sum + x y of vectors of a dtype, rounded once where instructions are fused, else twice. */
export function multiplyAdd(dtype: FloatDType, fused: boolean, sum: Vector, x: Vector, y: Vector): Vector {
  const float = dtype === 'float32' ? f32x4 : f64x2
  return fused ? float.multiplyAdd(x, y, sum) : float.add(float.mul(x, y), sum)
}

/** How many numbers of a dtype a vector holds. */
export function lanesOf(dtype: FloatDType): number {
  return vectorBytes / bytesOf(dtype)
}

/** A number in memory, in every lane. */
export function splat(dtype: DType, place: Place): Vector {
  return dtype === 'float32' ? v128.load32Splat(place) : v128.load64Splat(place)
}

/** A mask of so many bytes of a vector, from the first on. */
export function firstBytes(count: number): Vector {
  return v128.const(Array.from({ length: vectorBytes }, (_, i) => (i < count ? 255 : 0)))
}
