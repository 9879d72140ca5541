import { apply } from '../apply.ts'
import { blank, type NDArray } from '../array.ts'
import { tensor } from '../create.ts'
import { checkDType, type DType, promote } from '../dtype.ts'
import { checkInteger, checkOptions, DTypeError, ShapeError } from '../errors.ts'
import { callable } from '../families/callable.ts'
import { both, only, three } from '../families/operands.ts'
import { gather, type IndexedAxis, type IndexWalk, placesOf, scatterAdd as scatter } from '../kernels/indexing.ts'
import { broadcastStrides } from '../kernels/layout.ts'
import type { AxisAttrs, AxisOptions, Op } from '../op.ts'
import { broadcastShapes, dim, formatShape, normalizeAxis, rowMajor, type Shaped, sameShape } from '../shape.ts'
import type { Indices, Shape } from '../shape-types/index.ts'
import type { OneHotFn, ScatterAddAlongAxisFn, ScatterAddFn, TakeAlongAxisFn, TakeFn } from '../signatures/index.ts'
import { Tensor } from '../tensor.ts'
import { astype } from './cast.ts'
import { reshape } from './movement.ts'

/** Where indices stand, and what they take there. */
interface Way {
  /** the shape of what is taken */
  shape(owner: string, x: Tensor, indices: Tensor, axis: number): number[]
  /** where its elements lie among those of an x of the given shape and strides */
  walk(x: Pick<NDArray, 'shape' | 'strides'>, indices: Tensor, axis: number, taken: Shape): IndexWalk
}

/** Indices that stand in place of an axis, the same for every place of the others. */
const inPlaceOfAxis: Way = {
  shape: (_owner, x, indices, axis) => [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)],
  walk({ shape, strides }, indices, axis, taken) {
    const still = (axes: Shape): number[] => axes.map(() => 0)
    const [before, after] = [shape.slice(0, axis), shape.slice(axis + 1)]
    return {
      shape: taken,
      strides: [...strides.slice(0, axis), ...still(indices.shape), ...strides.slice(axis + 1)],
      indexStrides: [...still(before), ...rowMajor(indices.shape), ...still(after)],
    }
  },
}

/** Indices of their own for every place of the other axes, over which they broadcast. */
const alongAxis: Way = {
  shape(owner, x, indices, axis) {
    if (indices.rank !== x.rank) {
      throw new ShapeError(
        `${owner}: the indices ${indices.describe()} and ${x.describe()} differ in rank; give one list of indices for each place of the other axes.`,
      )
    }
    const without = (of: Tensor): Shaped => ({
      shape: of.shape.with(axis, 1),
      describe: () => `${of.describe()} without axis ${axis}`,
    })
    return broadcastShapes(owner, [without(x), without(indices)]).with(axis, dim(indices.shape, axis))
  },
  walk: ({ shape, strides }, indices, axis, taken) => ({
    shape: taken,
    strides: broadcastStrides({ shape: shape.with(axis, 1), strides, offset: 0 }, taken),
    indexStrides: broadcastStrides({ shape: indices.shape, strides: rowMajor(indices.shape), offset: 0 }, taken),
  }),
}

function taking(name: string, way: Way): Op<AxisAttrs, 2> {
  return {
    name,
    family: 'opaque',
    arity: 2,
    infer(inputs, { axis }) {
      const [x, indices] = both(inputs)
      checkIndices(name, indices)
      return { shape: way.shape(name, x, indices, axis), dtype: x.dtype }
    },
    kernel(inputs, { axis }, out) {
      const [x, indices] = both(inputs)
      return gather(x, indices, indexed(name, x, axis), way.walk(x, indices, axis, out.shape), out)
    },
  }
}

function adding(name: string, way: Way): Op<AxisAttrs, 3> {
  return {
    name,
    family: 'opaque',
    arity: 3,
    infer(inputs, { axis }) {
      const [x, indices, updates] = three(inputs)
      checkIndices(name, indices)
      checkUpdates(name, updates, way.shape(name, x, indices, axis))
      return { shape: x.shape, dtype: promote(x.dtype, updates.dtype) }
    },
    kernel(inputs, { axis }, out) {
      const [x, indices, updates] = three(inputs)
      const at = way.walk({ shape: x.shape, strides: rowMajor(x.shape) }, indices, axis, updates.shape)
      return scatter(x, indices, updates, indexed(name, x, axis), at, out)
    },
  }
}

const takeOp: Op<AxisAttrs, 2> = /* @__PURE__ */ taking('take', inPlaceOfAxis)

/**
 * The parts of x that the indices name, along an axis: rows of a table, say.
 *
 *   y[..., j, ...] = x[..., indices[j], ...]
 *
 * @param x any shape
 * @param indices an int32 tensor of any shape, a number, or nested arrays; negative ones count from the end
 * @param options.axis the axis that they point into, negative from the end; by default x is flattened first
 * @returns x's shape with the shape of the indices in place of the axis, the dtype of x
 * @throws ShapeError when an index or the axis is out of range; DTypeError when the indices are no integers
 * @example take(tensor([[1, 2], [3, 4], [5, 6]]), [2, 0, -1], { axis: 0 }) // Tensor f32[3,2] [[5, 6], [1, 2], [5, 6]]
 */
export const take: TakeFn<typeof takeOp> = /* @__PURE__ */ callable(
  takeOp,
  (x: Tensor, indices: Indices, options: AxisOptions = {}) => {
    checkOptions('take', options, ['axis'])
    const [of, axis] = options.axis === undefined ? [flat(x), 0] : [x, axisOf('take', x, options.axis)]
    return apply(takeOp, [of, indexTensor('take', indices)], { axis })
  },
)

const scatterAddOp: Op<AxisAttrs, 3> = /* @__PURE__ */ adding('scatterAdd', inPlaceOfAxis)

/**
 * x with updates added to the parts that the indices name; a part that is named twice gets both. The transpose of `take`.
 *
 *   y = x;  y[..., indices[j], ...] += updates[..., j, ...]
 *
 * @param x any shape
 * @param indices an int32 tensor of any shape, a number, or nested arrays; negative ones count from the end
 * @param updates the shape of `take(x, indices, options)`
 * @param options.axis the axis that they point into, negative from the end; by default x is flattened first
 * @returns the shape of x, the promoted dtype of x and the updates; it accumulates in float64 where there are more updates than
 *   numbers in x
 * @throws ShapeError when an index or the axis is out of range or the updates have another shape; DTypeError when the
 *   indices are no integers
 * @example scatterAdd(tensor([0, 0, 0]), [1, 1, 2], tensor([5, 6, 7])) // Tensor f32[3] [0, 11, 7]
 */
export const scatterAdd: ScatterAddFn<typeof scatterAddOp> = /* @__PURE__ */ callable(
  scatterAddOp,
  (x: Tensor, indices: Indices, updates: Tensor, options: AxisOptions = {}) => {
    checkOptions('scatterAdd', options, ['axis'])
    const by = indexTensor('scatterAdd', indices)
    if (options.axis === undefined) return reshape(apply(scatterAddOp, [flat(x), by, updates], { axis: 0 }), x.shape)
    return apply(scatterAddOp, [x, by, updates], { axis: axisOf('scatterAdd', x, options.axis) })
  },
)

const takeAlongAxisOp: Op<AxisAttrs, 2> = /* @__PURE__ */ taking('takeAlongAxis', alongAxis)

/**
 * Along an axis, for each place of the other axes, the elements that its own indices name: what `argsort` gives, say. All
 * other axes broadcast.
 *
 *   y[i, j] = x[i, indices[i, j]]      along the last axis
 *
 * @param x any shape
 * @param indices int32, of x's rank; negative ones count from the end
 * @param options.axis the axis that they point into, negative from the end; the last by default
 * @returns the broadcast shape, with the indices' size along the axis; the dtype of x
 * @throws ShapeError when an index or the axis is out of range, the ranks differ or the other axes do not broadcast;
 *   DTypeError when the indices are no integers
 * @example takeAlongAxis(tensor([[1, 2], [3, 4]]), [[1, 0], [0, 0]], { axis: 1 }) // Tensor f32[2,2] [[2, 1], [3, 3]]
 */
export const takeAlongAxis: TakeAlongAxisFn<typeof takeAlongAxisOp> = /* @__PURE__ */ callable(
  takeAlongAxisOp,
  (x: Tensor, indices: Indices, options: AxisOptions = {}) => {
    checkOptions('takeAlongAxis', options, ['axis'])
    const axis = axisOf('takeAlongAxis', x, options.axis ?? -1)
    return apply(takeAlongAxisOp, [x, indexTensor('takeAlongAxis', indices)], { axis })
  },
)

const scatterAddAlongAxisOp: Op<AxisAttrs, 3> = /* @__PURE__ */ adding('scatterAddAlongAxis', alongAxis)

/**
 * x with updates added, along an axis, at the places that the indices name. The transpose of `takeAlongAxis`.
 *
 *   y = x;  y[i, indices[i, j]] += updates[i, j]      along the last axis
 *
 * @param x any shape
 * @param indices int32, of x's rank; negative ones count from the end
 * @param updates the shape of `takeAlongAxis(x, indices, options)`; where x has size 1 and this has not, they are summed
 * @param options.axis the axis that they point into, negative from the end; the last by default
 * @returns the shape of x, the promoted dtype of x and the updates; it accumulates in float64 where there are more updates than
 *   numbers in x
 * @throws ShapeError as takeAlongAxis does, and when the updates have another shape; DTypeError when the indices are no
 *   integers
 * @example scatterAddAlongAxis(tensor([[0, 0]]), [[1, 1, 0]], tensor([[5, 6, 7]])) // Tensor f32[1,2] [[7, 11]]
 */
export const scatterAddAlongAxis: ScatterAddAlongAxisFn<typeof scatterAddAlongAxisOp> = /* @__PURE__ */ callable(
  scatterAddAlongAxisOp,
  (x: Tensor, indices: Indices, updates: Tensor, options: AxisOptions = {}) => {
    checkOptions('scatterAddAlongAxis', options, ['axis'])
    const axis = axisOf('scatterAddAlongAxis', x, options.axis ?? -1)
    return apply(scatterAddAlongAxisOp, [x, indexTensor('scatterAddAlongAxis', indices), updates], { axis })
  },
)

// It gives truths, which have no derivative; the function casts them.
const oneHotOp: Op<{ readonly depth: number }, 1> = {
  name: 'oneHot',
  family: 'opaque',
  arity: 1,
  infer(inputs, { depth }) {
    const by = only(inputs)
    checkIndices('oneHot', by)
    return { shape: [...by.shape, depth], dtype: 'bool' }
  },
  kernel(inputs, { depth }, out) {
    const by = only(inputs)
    const places = placesOf(by, { owner: 'oneHot', axis: by.rank, size: depth }, 0)
    const rows = blank(out)
    for (let i = 0; i < places.length; i++) rows.data[i * depth + (places[i] ?? 0)] = 1
    return rows
  },
}

/**
 * For each index a row of zeros, with a one where it points.
 *
 *   y[..., k] = 1 if indices[...] = k, else 0
 *
 * @param indices an int32 tensor of any shape, a number, or nested arrays, from 0 to depth - 1
 * @param depth how many classes
 * @param options.dtype 'float32' by default
 * @returns shape [...indices.shape, depth]
 * @throws ShapeError when an index is out of range; DomainError when depth is no integer of 0 or more; DTypeError when the
 *   indices are no integers
 * @example oneHot([2, 0], 3) // Tensor f32[2,3] [[0, 0, 1], [1, 0, 0]]
 */
export const oneHot: OneHotFn<typeof oneHotOp> = /* @__PURE__ */ callable(
  oneHotOp,
  (indices: Indices, depth: number, options: { readonly dtype?: DType } = {}) => {
    checkOptions('oneHot', options, ['dtype'])
    const { dtype = 'float32' } = options
    checkDType('oneHot', dtype)
    checkInteger('oneHot', 'number of classes', depth, 0)
    return astype(apply(oneHotOp, [indexTensor('oneHot', indices)], { depth }), dtype)
  },
)

/** Indices as a tensor. Lists of numbers must hold integers: a truth would be a mask, which this is not. */
function indexTensor(owner: string, indices: Indices): Tensor {
  if (indices instanceof Tensor) return indices
  const nested: readonly unknown[] = [indices]
  const listed = nested.flat(Number.POSITIVE_INFINITY)
  const wrong = listed.find((index) => typeof index !== 'number' || index !== (index | 0))
  if (wrong !== undefined) throw new DTypeError(`${owner}: ${String(wrong)} is no index; give integers of int32.`)
  return tensor(indices, { dtype: 'int32' })
}

/** @throws DTypeError unless indices are integers */
function checkIndices(owner: string, { dtype }: Tensor): void {
  if (dtype === 'int32') return
  throw new DTypeError(`${owner}: the indices are ${dtype}, not int32. Cast them by astype('int32').`)
}

function axisOf(owner: string, x: Tensor, axis: number): number {
  return normalizeAxis(owner, axis, x.rank, x.shape)
}

function flat(x: Tensor): Tensor {
  return reshape(x, [x.size])
}

function indexed(owner: string, x: Tensor, axis: number): IndexedAxis {
  return { owner, axis, size: dim(x.shape, axis) }
}

function checkUpdates(owner: string, updates: Tensor, wanted: Shape): void {
  if (sameShape(updates.shape, wanted)) return
  throw new ShapeError(
    `${owner}: the updates ${updates.describe()} have not the shape of what is taken, ${formatShape(wanted)}. Reshape or broadcast them first.`,
  )
}
