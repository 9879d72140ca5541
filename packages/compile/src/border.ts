import { isFloat } from '@adjoint/tensor'
import { type Layout, rowMajor, sizeOf } from '@adjoint/tensor/backend'
import { lanesOf } from './emit/context.ts'
import type { Relayout } from './emit/relayout.ts'
import type { GraphNode } from './graph.ts'
import { bytesOf } from './plan/layout.ts'

/** From so many elements on, copying to and fro by a kernel takes less time than element by element. */
const leastSize = 256

/** The copies of a node from row-major order into the arena, and back. */
interface Crossing {
  readonly in: Relayout
  readonly out: Relayout
}

/**
 * How kernels bring a node from row-major order into the arena and back; null where its elements lie side by side along the
 * last axis, or a kernel would not pay.
 *
 * @param layout where its numbers lie in the arena, in elements
 * @param staging the address where they stand in row-major order
 */
export function crossingOf({ shape, dtype }: GraphNode, layout: Layout, staging: number): Crossing | null {
  if (!isFloat(dtype) || sizeOf(shape) < leastSize || layout.strides.some((stride) => stride < 0)) return null
  const axis = layout.strides.findIndex((stride, i) => stride === 1 && (shape[i] ?? 1) > 1)
  const last = shape.length - 1
  const least = lanesOf(dtype)
  if (axis < 0 || axis === last || (shape[axis] ?? 1) < least || (shape[last] ?? 1) < least) return null
  const bytes = bytesOf(dtype)
  const inOrder = { base: staging, steps: rowMajor(shape).map((stride) => stride * bytes) }
  const lying = { base: layout.offset * bytes, steps: layout.strides.map((stride) => stride * bytes) }
  const common = { shape, dtype }
  return {
    in: { ...common, source: inOrder, target: lying, sourceAxis: last, targetAxis: axis },
    out: { ...common, source: lying, target: inOrder, sourceAxis: axis, targetAxis: last },
  }
}
