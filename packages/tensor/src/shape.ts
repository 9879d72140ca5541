import { ShapeError } from './errors.ts'
import type { Shape } from './shape-types/index.ts'

export function sizeOf(shape: Shape): number {
  let size = 1
  for (const dim of shape) size *= dim
  return size
}

/** Strides (in elements) of a dense array in row-major order. */
export function rowMajor(shape: Shape): number[] {
  const strides = new Array<number>(shape.length)
  let stride = 1
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = stride
    stride *= dim(shape, i)
  }
  return strides
}

/** `shape[i]`, where `i` is known to be in range. */
export function dim(shape: Shape, i: number): number {
  const size = shape[i]
  if (size === undefined) throw new ShapeError(`axis ${i} is out of range for ${formatShape(shape)}.`)
  return size
}

export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`
}

/** True when both have the same number of dimensions and the same sizes. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i])
}

/** Throws unless every dimension is an integer >= 0. */
export function checkShape(owner: string, shape: Shape): void {
  if (!Array.isArray(shape)) throw new ShapeError(`${owner}: the shape is ${shape}; give a list: [${shape}].`)
  for (const size of shape) {
    if (Number.isSafeInteger(size) && size >= 0) continue
    throw new ShapeError(`${owner}: ${formatShape(shape)} is not a shape; dimensions are integers of 0 or more.`)
  }
}

/** The axis counted from 0, for an axis that may be negative (counted from the end). */
export function normalizeAxis(owner: string, axis: number, rank: number, of: Shape): number {
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis
  const range = rank === 0 ? 'a rank of 0 has no axes' : `rank ${rank} takes ${-rank} to ${rank - 1}`
  throw new ShapeError(`${owner}: axis ${axis} is out of range for ${formatShape(of)}: ${range}.`)
}

/** All axes for `undefined`; else the given ones, counted from 0, sorted; a repeated axis is an error. */
export function normalizeAxes(owner: string, axis: number | readonly number[] | undefined, shape: Shape): number[] {
  if (axis === undefined || axis === null) return shape.map((_, i) => i) // null is what NumPy's None becomes
  const given = typeof axis === 'number' ? [axis] : axis
  const axes = given.map((one) => normalizeAxis(owner, one, shape.length, shape)).sort((a, b) => a - b)
  for (let i = 1; i < axes.length; i++) {
    if (axes[i] === axes[i - 1])
      throw new ShapeError(`${owner}: axis ${axes[i]} of ${formatShape(shape)} is given twice.`)
  }
  return axes
}

/** Something that has a shape and a way to be called in an error: a tensor, or a part of one. */
export interface Shaped {
  readonly shape: Shape
  describe(): string
}

/** The axes before the last two, which broadcast. */
export function leading(x: Shaped): Shaped {
  const shape = x.shape.slice(0, -2)
  return { shape, describe: () => `the leading axes ${formatShape(shape)} of ${x.describe()}` }
}

/** The shape in which all operands meet: NumPy's broadcasting rule, from the last dimension backwards. */
export function broadcastShapes(owner: string, operands: readonly Shaped[]): number[] {
  let rank = 0
  for (const { shape } of operands) rank = Math.max(rank, shape.length)
  const result = new Array<number>(rank).fill(1)
  for (const { shape } of operands) {
    const lead = rank - shape.length
    for (let i = 0; i < shape.length; i++) {
      const size = dim(shape, i)
      const seen = dim(result, lead + i)
      if (size === seen || size === 1) continue
      if (seen !== 1) {
        const list = operands.map((operand) => operand.describe()).join(' with ')
        throw new ShapeError(
          `${owner}: cannot broadcast ${list}: ${seen} and ${size} differ. ` +
            'Dimensions, counted from the last, must be equal or 1; reshape or expandDims an operand.',
        )
      }
      result[lead + i] = size
    }
  }
  return result
}
