import { apply } from '../apply.ts'
import { checkInteger, checkOptions, DomainError, ShapeError } from '../errors.ts'
import { callable } from '../families/callable.ts'
import { movement } from '../families/movement.ts'
import type { AxisOptions, MovementOp } from '../op.ts'
import { dim, normalizeAxes, normalizeAxis } from '../shape.ts'
import type { FlipFn, RepeatFn, RollFn, SplitFn, TileFn } from '../signatures/index.ts'
import { sliceAlong } from '../slice-along.ts'
import type { Tensor } from '../tensor.ts'
import { take } from './indexing.ts'
import { concat } from './join.ts'
import { broadcastTo, expandDims, reshape } from './movement.ts'

interface AxesOptions {
  readonly axis?: number | readonly number[]
}

const flipOp: MovementOp<{ readonly axes: readonly number[] }> = /* @__PURE__ */ movement('flip', (x, { axes }) => {
  // an empty array has no last element to begin at
  const last = (axis: number): number => Math.max(dim(x.shape, axis) - 1, 0)
  return {
    shape: x.shape,
    strides: x.strides.map((stride, axis) => (axes.includes(axis) ? -stride : stride)),
    offset: axes.reduce((at, axis) => at + last(axis) * (x.strides[axis] ?? 0), x.offset),
  }
})

/**
 * The elements along axes in the opposite order. A view.
 *
 *   y[i] = x[n - 1 - i]
 *
 * @param x any shape
 * @param options.axis the axis or axes to reverse, negative from the end; all by default
 * @returns the shape and dtype of x
 * @throws ShapeError when an axis is out of range or given twice
 * @example flip(tensor([[1, 2], [3, 4]]), { axis: 1 }) // Tensor f32[2,2] [[2, 1], [4, 3]]
 */
export const flip: FlipFn<typeof flipOp> = /* @__PURE__ */ callable(flipOp, (x: Tensor, options: AxesOptions = {}) => {
  checkOptions('flip', options, ['axis'])
  const axes = normalizeAxes('flip', options.axis, x.shape)
  return axes.length === 0 ? x : apply(flipOp, [x], { axes })
})

/**
 * The elements moved along axes; what leaves at the end comes in at the beginning.
 *
 *   y[(i + n) mod size] = x[i]
 *
 * @param x any shape
 * @param n how far, an integer, negative to the front; an array has one for each axis
 * @param options.axis the axis or axes, negative from the end; by default x is rolled as if it were flat. An axis that is
 *   named twice is rolled twice
 * @returns the shape and dtype of x
 * @throws ShapeError when an axis is out of range; DomainError when n is no integer, or the two lists are of unlike lengths
 * @example roll(tensor([1, 2, 3, 4]), 1) // Tensor f32[4] [4, 1, 2, 3]
 */
export const roll: RollFn<null> = /* @__PURE__ */ callable(
  null,
  (x: Tensor, n: number | readonly number[], options: AxesOptions = {}) => {
    checkOptions('roll', options, ['axis'])
    const distances = [n].flat()
    for (const distance of distances) checkInteger('roll', 'distance', distance)
    if (options.axis === undefined) {
      const flat = reshape(x, [x.size])
      return reshape(rolled(flat, distances.reduce((sum, distance) => sum + distance, 0), 0), x.shape) // biome-ignore format: one line
    }
    const axes = [options.axis].flat().map((axis) => normalizeAxis('roll', axis, x.rank, x.shape))
    const count = distances.length === 1 ? axes.length : distances.length // one is for all, and for none
    if (count !== axes.length && axes.length !== 1) {
      throw new DomainError(
        `roll: ${distances.length} distances for ${axes.length} axes; give one for each, or one for all.`,
      )
    }
    let y = x
    for (let i = 0; i < count; i++) {
      y = rolled(y, distances[distances.length === 1 ? 0 : i] ?? 0, axes[axes.length === 1 ? 0 : i] ?? 0)
    }
    return y
  },
)

function rolled(x: Tensor, distance: number, axis: number): Tensor {
  const size = dim(x.shape, axis)
  const cut = size === 0 ? 0 : ((-distance % size) + size) % size
  if (cut === 0) return x
  return concat([sliceAlong(x, axis, [cut, null]), sliceAlong(x, axis, [null, cut])], { axis })
}

/**
 * A tensor in parts along an axis. Each is a view.
 *
 * @param x any shape but 0-d
 * @param parts how many equal parts; or where to cut, an array of places, as the ends of slices (negative from the end)
 * @param options.axis negative from the end; 0 by default
 * @returns an array of tensors, one more than there are cuts; the dtype of x
 * @throws ShapeError when the axis is out of range or its size no multiple of the number of parts; DomainError when that is
 *   no positive integer, or a cut no integer
 * @example split(tensor([1, 2, 3, 4]), 2) // [Tensor f32[2] [1, 2], Tensor f32[2] [3, 4]]
 */
export const split: SplitFn<null> = /* @__PURE__ */ callable(
  null,
  (x: Tensor, parts: number | readonly number[], options: AxisOptions = {}) => {
    checkOptions('split', options, ['axis'])
    const axis = normalizeAxis('split', options.axis ?? 0, x.rank, x.shape)
    const cuts = typeof parts === 'number' ? equalCuts(x, parts, axis) : parts
    for (const cut of cuts) checkInteger('split', 'place to cut at', cut)
    return [0, ...cuts].map((start, i) => sliceAlong(x, axis, [start, cuts[i] ?? null]))
  },
)

function equalCuts(x: Tensor, parts: number, axis: number): number[] {
  checkInteger('split', 'number of parts', parts, 1)
  const size = dim(x.shape, axis)
  if (size % parts !== 0) {
    throw new ShapeError(
      `split: axis ${axis} of ${x.describe()} has size ${size}, which is no multiple of ${parts}. Give an array of cuts.`,
    )
  }
  return Array.from({ length: parts - 1 }, (_, i) => ((i + 1) * size) / parts)
}

/**
 * The whole tensor again and again along its axes, as tiles lie.
 *
 * @param x any shape
 * @param reps how often along each axis, counted from the last; a number is for the last. Where there are more than x has
 *   axes, x gets leading axes of size 1
 * @returns the shape with each dimension multiplied, the dtype of x
 * @throws DomainError when a number of repetitions is no integer of 0 or more
 * @example tile(tensor([1, 2]), 2) // Tensor f32[4] [1, 2, 1, 2]
 */
export const tile: TileFn<null> = /* @__PURE__ */ callable(
  null,
  (x: Tensor, reps: number | readonly number[]) => {
    const given = [reps].flat()
    for (const count of given) checkInteger('tile', 'number of repetitions', count, 0)
    const rank = Math.max(x.rank, given.length)
    const missing = (list: readonly number[]): number[] => new Array<number>(rank - list.length).fill(1)
    const shape = [...missing(x.shape), ...x.shape]
    const counts = [...missing(given), ...given]
    const apart = reshape(x, shape.flatMap((size) => [1, size])) // biome-ignore format: one line
    const repeated = broadcastTo(apart, shape.flatMap((size, axis) => [counts[axis] ?? 1, size])) // biome-ignore format: one line
    return reshape(repeated, shape.map((size, axis) => size * (counts[axis] ?? 1))) // biome-ignore format: one line
  },
  { most: 2 },
)

/**
 * Each element several times, one behind the other.
 *
 * @param x any shape
 * @param n how often; an array has a number for each element along the axis
 * @param options.axis negative from the end; by default x is flattened first
 * @returns the shape with the axis longer, the dtype of x
 * @throws ShapeError when the axis is out of range or the array has another length; DomainError when a number of repetitions
 *   is no integer of 0 or more
 * @example repeat(tensor([1, 2, 3]), [2, 0, 1]) // Tensor f32[3] [1, 1, 3]
 */
export const repeat: RepeatFn<null> = /* @__PURE__ */ callable(
  null,
  (x: Tensor, n: number | readonly number[], options: AxisOptions = {}) => {
    checkOptions('repeat', options, ['axis'])
    const counts = [n].flat()
    for (const count of counts) checkInteger('repeat', 'number of repetitions', count, 0)
    if (options.axis === undefined) return repeated(reshape(x, [x.size]), counts, 0)
    return repeated(x, counts, normalizeAxis('repeat', options.axis, x.rank, x.shape))
  },
)

function repeated(x: Tensor, counts: readonly number[], axis: number): Tensor {
  const size = dim(x.shape, axis)
  const [count = 0] = counts
  if (counts.length === 1) {
    const apart = expandDims(x, axis + 1)
    const wide = broadcastTo(apart, apart.shape.with(axis + 1, count))
    return reshape(wide, x.shape.with(axis, size * count))
  }
  if (counts.length !== size) {
    throw new ShapeError(
      `repeat: ${counts.length} counts for axis ${axis} of ${x.describe()}, which has ${size} elements; give one for each, or one for all.`,
    )
  }
  return take(x, counts.flatMap((times, i) => new Array<number>(times).fill(i)), { axis }) // biome-ignore format: one line
}
