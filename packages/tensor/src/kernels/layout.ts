import type { Layout } from '../array.ts'
import type { Shape } from '../shape-types.ts'

/** The strides with which `x` is read as if it had `shape`: 0 along the axes that broadcasting repeats. */
export function broadcastStrides(x: Layout, shape: Shape): number[] {
  const lead = shape.length - x.shape.length
  return shape.map((_, i) => (i < lead || x.shape[i - lead] === 1 ? 0 : (x.strides[i - lead] ?? 0)))
}

/** Nested loops: the size of each, and how far each operand steps in it. */
export interface Nest {
  readonly shape: readonly number[]
  readonly strides: readonly (readonly number[])[]
}

/**
 * The fewest nested loops that visit the same elements in the same order: axes of size 1 go, and an axis joins the one
 * before it when every operand steps through both evenly. Always at least one axis is left.
 */
export function collapse(shape: Shape, strides: readonly (readonly number[])[]): Nest {
  const sizes: number[] = []
  const steps: number[][] = strides.map(() => [])
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1
    if (size === 1) continue
    const outer = sizes[0]
    const joins = outer !== undefined && strides.every((s, k) => s[axis] === (steps[k]?.[0] ?? 0) * outer)
    if (joins) {
      sizes[0] = outer * size
    } else {
      sizes.unshift(size)
      for (const [k, s] of strides.entries()) steps[k]?.unshift(s[axis] ?? 0)
    }
  }
  if (sizes.length === 0) return { shape: [1], strides: strides.map(() => [0]) }
  return { shape: sizes, strides: steps }
}
