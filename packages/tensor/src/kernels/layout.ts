import type { Layout, NDArray } from '../array.ts'
import { sizeOf } from '../shape.ts'
import type { Shape } from '../shape-types/index.ts'

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
 * before it when every operand steps through both evenly, unless a loop would then count beyond int32: one number may stand
 * for as many as one likes. Always at least one axis is left.
 */
export function collapse(shape: Shape, strides: readonly (readonly number[])[]): Nest {
  const sizes: number[] = []
  const steps: number[][] = strides.map(() => [])
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1
    if (size === 1) continue
    const outer = sizes[0]
    const joins =
      outer !== undefined && outer * size < 2 ** 31 && strides.every((s, k) => s[axis] === (steps[k]?.[0] ?? 0) * outer)
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

/** The loops over `shape` for arrays that broadcast to it: a single one, found at a glance, where all are dense or one number. */
export function nestOf(shape: Shape, arrays: readonly NDArray[]): Nest {
  const size = sizeOf(shape)
  const flat = arrays.every((x) => x.size === 1 || (x.size === size && x.contiguous))
  if (flat) return { shape: [size], strides: arrays.map((x) => [x.size === 1 ? 0 : 1]) }
  return collapse(shape, arrays.map((x) => broadcastStrides(x, shape))) // biome-ignore format: one line
}

/**
 * The strides with which an array of another shape, of the same size, reads x's elements in row-major order; null where
 * no strides do, because elements that follow each other do not lie at even distances.
 */
export function reshapedStrides(x: Layout, shape: Shape): number[] | null {
  if (shape.includes(0)) return shape.map(() => 0)
  const runs = collapse(x.shape, [x.strides])
  const strides = new Array<number>(shape.length).fill(0)
  let run = runs.shape.length - 1
  let taken = 1 // elements of the run that the axes so far step through
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1
    if (size === 1) continue
    if (taken === runs.shape[run]) {
      run--
      taken = 1
    }
    strides[axis] = (runs.strides[0]?.[run] ?? 0) * taken
    taken *= size
    if ((runs.shape[run] ?? 0) % taken !== 0) return null
  }
  return strides
}
