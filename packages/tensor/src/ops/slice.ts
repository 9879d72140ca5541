import { apply } from '../apply.ts'
import { blank, type Layout } from '../array.ts'
import { checkInteger, DomainError, ShapeError } from '../errors.ts'
import { callable } from '../families/callable.ts'
import { movement } from '../families/movement.ts'
import { only } from '../families/operands.ts'
import { assign } from '../kernels/copy.ts'
import type { MovementOp, Op } from '../op.ts'
import { checkShape, dim, rowMajor, sameShape } from '../shape.ts'
import type { Shape, SliceItem } from '../shape-types/index.ts'
import type { SliceFn, UnsliceFn } from '../signatures/index.ts'
import { Tensor } from '../tensor.ts'

/** What a slice does with each axis, in order: take one index (the axis goes), take a range, or add a new axis. */
export type SlicePart =
  | { readonly take: 'index'; readonly at: number }
  | { readonly take: 'range'; readonly start: number; readonly step: number; readonly count: number }
  | { readonly take: 'new' }

interface SliceAttrs {
  readonly parts: readonly SlicePart[]
}

function sliceLayout(x: Layout, { parts }: SliceAttrs): Layout {
  const shape: number[] = []
  const strides: number[] = []
  let offset = x.offset
  let axis = 0
  for (const part of parts) {
    if (part.take === 'new') {
      shape.push(1)
      strides.push(0)
      continue
    }
    const stride = x.strides[axis++] ?? 0
    if (part.take === 'index') {
      offset += part.at * stride
    } else {
      shape.push(part.count)
      strides.push(part.step * stride)
      if (part.count > 0) offset += part.start * stride
    }
  }
  return { shape, strides, offset }
}

const sliceOp: MovementOp<SliceAttrs> = /* @__PURE__ */ movement('slice', sliceLayout)

/**
 * A part of a tensor, as NumPy's basic indexing takes it. A view.
 *
 * @param x any shape
 * @param items one for each axis from the first: an index (negative from the end; the axis goes), ':' (all of it),
 *   [start, stop] or [start, stop, step] with null for an open end; '...' stands for as many ':' as are missing,
 *   null for a new axis of size 1
 * @returns the part, the dtype of x
 * @throws ShapeError when there are more items than axes or an index is out of range; DomainError for a step of 0 and for
 *   what is no item
 * @example slice(tensor([[1, 2], [3, 4]]), ':', -1) // Tensor f32[2] [2, 4]
 */
export const slice: SliceFn<typeof sliceOp> = /* @__PURE__ */ callable(sliceOp, (x: Tensor, ...items: SliceItem[]) =>
  apply(sliceOp, [x], { parts: sliceParts('slice', x.shape, items) }),
)

const unsliceOp: Op<SliceAttrs & { readonly shape: Shape }, 1> = {
  name: 'unslice',
  family: 'movement',
  arity: 1,
  infer: (inputs, { shape }) => ({ shape, dtype: only(inputs).dtype }),
  kernel: (inputs, { shape, parts }) => {
    const x = only(inputs)
    const whole = blank({ shape, dtype: x.dtype })
    assign({ data: whole.data, ...sliceLayout(whole, { parts }) }, x)
    return whole
  },
}

/**
 * The transpose of slice: x's numbers at the places of `shape` that `slice(..., ...items)` would read, zeros elsewhere.
 *
 * @param x the shape of the slice
 * @param shape the shape of the whole
 * @param items as in slice
 * @returns that shape, the dtype of x
 * @throws ShapeError when x has not the shape of the slice, and as slice does
 * @example unslice(tensor([5]), [3], [1, 2]) // Tensor f32[3] [0, 5, 0]
 */
export const unslice: UnsliceFn<typeof unsliceOp> = /* @__PURE__ */ callable(
  unsliceOp,
  (x: Tensor, shape: Shape, ...items: SliceItem[]) => {
    checkShape('unslice', shape)
    const parts = sliceParts('unslice', shape, items)
    const wanted = sliceLayout({ shape, strides: rowMajor(shape), offset: 0 }, { parts }).shape
    if (!sameShape(wanted, x.shape)) {
      throw new ShapeError(
        `unslice: ${x.describe()} has not the shape of the slice, [${wanted.join(', ')}]. Reshape or broadcast it first.`,
      )
    }
    return apply(unsliceOp, [x], { shape: [...shape], parts })
  },
)

function sliceParts(owner: string, shape: Shape, items: readonly SliceItem[]): SlicePart[] {
  const named = items.filter((item) => item !== null && item !== '...').length
  if (named > shape.length || items.filter((item) => item === '...').length > 1) {
    throw new ShapeError(
      `${owner}: ${named} items for the ${shape.length} axes of [${shape.join(', ')}]; give one for each axis, and '...' once at most.`,
    )
  }
  const missing: SliceItem[] = new Array<SliceItem>(shape.length - named).fill(':')
  const dots = items.indexOf('...')
  const complete = dots < 0 ? [...items, ...missing] : items.toSpliced(dots, 1, ...missing)
  let axis = 0
  return complete.map((item) => (item === null ? { take: 'new' } : slicePart(owner, item, dim(shape, axis), axis++)))
}

function slicePart(owner: string, item: SliceItem, size: number, axis: number): SlicePart {
  if (typeof item === 'number') {
    if (Number.isInteger(item) && item >= -size && item < size)
      return { take: 'index', at: item < 0 ? item + size : item }
    throw new ShapeError(`${owner}: index ${item} is out of range for axis ${axis} of size ${size}.`)
  }
  if (item === ':') return { take: 'range', start: 0, step: 1, count: size }
  if (!Array.isArray(item) || item.length < 2 || item.length > 3) {
    const given: unknown = item
    if (given instanceof Tensor) {
      throw new DomainError(
        `${owner}: the tensor ${given.describe()} is no slice item; write take(indices, { axis: ${axis} }).`,
      )
    }
    throw new DomainError(
      `${owner}: ${JSON.stringify(item)} is no slice item; give an index, ':', [start, stop], [start, stop, step], '...' or null.`,
    )
  }
  const [start = null, stop = null, step] = item as readonly (number | null | undefined)[]
  return sliceRange(owner, start, stop, step ?? 1, size)
}

/** Python's rule for a[start:stop:step]: ends beyond the axis are brought back to it. */
function sliceRange(owner: string, start: number | null, stop: number | null, step: number, size: number): SlicePart {
  for (const value of [start ?? 0, stop ?? 0, step]) checkInteger(owner, 'place in a range', value)
  if (step === 0) throw new DomainError(`${owner}: a step of 0 goes nowhere; give one above or below 0.`)
  const [lowest, highest] = step > 0 ? [0, size] : [-1, size - 1]
  const bring = (end: number): number => Math.min(Math.max(end < 0 ? end + size : end, lowest), highest)
  const from = start === null ? (step > 0 ? lowest : highest) : bring(start)
  const to = stop === null ? (step > 0 ? highest : lowest) : bring(stop)
  return { take: 'range', start: from, step, count: Math.max(0, Math.ceil((to - from) / step)) }
}
