import { isFloat } from '@adjoint/tensor'
import { type Layout, rowMajor, sizeOf } from '@adjoint/tensor/backend'
import { lanesOf } from './emit/context.ts'
import type { Relayout } from './emit/relayout.ts'
import type { GraphNode } from './graph.ts'
import { bytesOf } from './plan/layout.ts'

/** From so many elements on, copying to and fro by a kernel takes less time than element by element. */
const leastSize = 256

/** Where a node's numbers lie in the arena, in elements. */
export interface Lying {
  readonly node: GraphNode
  readonly layout: Layout
}

/**
 * The axis along which a node's elements lie side by side, where that is not the last and a kernel should bring them into
 * row-major order or out of it; null elsewhere.
 */
export function crossAxis({ node, layout }: Lying): number | null {
  const { shape, dtype } = node
  if (!isFloat(dtype) || sizeOf(shape) < leastSize || layout.strides.some((stride) => stride < 0)) return null
  const axis = layout.strides.findIndex((stride, i) => stride === 1 && (shape[i] ?? 1) > 1)
  const least = lanesOf(dtype)
  return axis < 0 || axis === shape.length - 1 || (shape[axis] ?? 1) < least || (shape.at(-1) ?? 1) < least
    ? null
    : axis
}

/** The copies of a node from row-major order at an address into the arena, and back. */
export function relayouts({ node, layout }: Lying, axis: number, staging: number): { in: Relayout; out: Relayout } {
  const { shape, dtype } = node
  if (!isFloat(dtype)) throw new RangeError(`${node.name} is ${dtype}`)
  const bytes = bytesOf(dtype)
  const inOrder = { base: staging, steps: rowMajor(shape).map((stride) => stride * bytes) }
  const lying = { base: layout.offset * bytes, steps: layout.strides.map((stride) => stride * bytes) }
  const last = shape.length - 1
  const common = { shape, dtype }
  return {
    in: { ...common, source: inOrder, target: lying, sourceAxis: last, targetAxis: axis },
    out: { ...common, source: lying, target: inOrder, sourceAxis: axis, targetAxis: last },
  }
}
