import type { DType, Shape } from '@adjoint/tensor'
import { type Layout, rowMajor, sizeOf } from '@adjoint/tensor/backend'

export const vectorBytes = 16

/** Vectors in a step of a loop, unless it is a reduction along the lanes. */
export const vectorsInStep = 2

/** The bytes of such a step. Rows are filled up to it, so that no loop but a reduction needs a rest. */
export const stepBytes: number = vectorsInStep * vectorBytes

/**
 * Vectors in a step along the lanes of a reduction. Each is added to a sum of its own: an addition takes 3 cycles on current
 * processors, which begin up to 2 in each. More would gain little, for more code.
 */
export const vectorsInReduction = 4

const bytes: Readonly<Record<DType, number>> = { bool: 1, int32: 4, float32: 4, float64: 8 }

export function bytesOf(dtype: DType): number {
  return bytes[dtype]
}

/** How many elements a step of a loop takes. */
export function stepOf(dtype: DType): number {
  return stepBytes / bytesOf(dtype)
}

/**
 * The axis along which the elements of a stored value lie side by side: the longer of the last two. So a batch of samples
 * lies feature by feature, vectors go along the samples, and ragged numbers of features waste no lane.
 */
export function laneAxis(shape: Shape): number {
  const last = shape.length - 1
  return last > 0 && (shape[last - 1] ?? 0) > (shape[last] ?? 0) ? last - 1 : last
}

/** The axes from the outermost to the innermost, as they are stored. */
export function storedOrder(shape: Shape): number[] {
  const lane = laneAxis(shape)
  const axes = shape.map((_, axis) => axis)
  return lane < 0 ? axes : [...axes.filter((axis) => axis !== lane), lane]
}

/** Where a stored value's elements lie, and how many there are with the padding. */
export interface StoredLayout extends Layout {
  readonly length: number
}

/** The layout of a stored value. */
export function storedLayout(shape: Shape, dtype: DType): StoredLayout {
  const order = storedOrder(shape)
  const sizes = order.map((axis) => shape[axis] ?? 1)
  const lanes = sizes.at(-1) ?? 1
  const padded = [...sizes.slice(0, -1), paddedLanes(lanes, sizeOf(sizes.slice(0, -1)), dtype)]
  const steps = rowMajor(padded)
  const strides = new Array<number>(shape.length).fill(0)
  for (const [position, axis] of order.entries()) strides[axis] = steps[position] ?? 0
  return { shape, strides, offset: 0, length: Math.max(sizeOf(padded), stepOf(dtype)) }
}

/** Rows at distances of a power of two fall on few lines of the cache: one step more avoids that. */
function paddedLanes(lanes: number, rows: number, dtype: DType): number {
  const step = stepOf(dtype)
  const filled = Math.ceil(lanes / step) * step
  return rows > 4 && (filled * bytesOf(dtype)) % 256 === 0 ? filled + step : filled
}
