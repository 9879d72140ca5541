import { apply } from '../apply.ts'
import { blank, type NDArray } from '../array.ts'
import { promote } from '../dtype.ts'
import { checkOptions, ShapeError } from '../errors.ts'
import { callable } from '../families/callable.ts'
import { assign } from '../kernels/copy.ts'
import type { AxisAttrs, AxisOptions, Op, ShapeDType } from '../op.ts'
import { dim, normalizeAxis, sameShape } from '../shape.ts'
import type { ConcatFn, StackFn } from '../signatures/index.ts'
import type { Tensor } from '../tensor.ts'

type JoinOp = Op<AxisAttrs, number>

const concatOp: JoinOp = {
  name: 'concat',
  family: 'join',
  arity: Number.POSITIVE_INFINITY,
  infer(inputs, { axis }) {
    const first = firstOf('concat', inputs)
    for (const x of inputs) {
      if (sameShape(x.shape.toSpliced(axis, 1), first.shape.toSpliced(axis, 1)) && x.rank === first.rank) continue
      throw new ShapeError(
        `concat: ${first.describe()} and ${x.describe()} differ in more than axis ${axis}; ` +
          'all other dimensions must be equal.',
      )
    }
    const length = inputs.reduce((sum, x) => sum + dim(x.shape, axis), 0)
    return { shape: first.shape.with(axis, length), dtype: commonDType(inputs) }
  },
  kernel: (inputs, { axis }, out) => joined(inputs, axis, out),
}

const stackOp: JoinOp = {
  name: 'stack',
  family: 'join',
  arity: Number.POSITIVE_INFINITY,
  infer(inputs, { axis }) {
    const first = firstOf('stack', inputs)
    for (const x of inputs) {
      if (sameShape(x.shape, first.shape)) continue
      throw new ShapeError(`stack: ${first.describe()} and ${x.describe()} differ; stack takes equal shapes.`)
    }
    return { shape: first.shape.toSpliced(axis, 0, inputs.length), dtype: commonDType(inputs) }
  },
  kernel: (inputs, { axis }, out) => {
    const slabs = inputs.map((x) =>
      x.view({ shape: x.shape.toSpliced(axis, 0, 1), strides: x.strides.toSpliced(axis, 0, 0), offset: x.offset }),
    )
    return joined(slabs, axis, out)
  },
}

/**
 * Tensors joined along an axis that they have.
 *
 * @param tensors equal shapes, but for that axis
 * @param options.axis negative from the end; 0 by default
 * @returns the joined shape, the promoted dtype
 * @throws ShapeError when the list is empty, the other dimensions differ or the axis is out of range
 * @example concat([tensor([1, 2]), tensor([3])]) // Tensor f32[3] [1, 2, 3]
 */
export const concat: ConcatFn<JoinOp> = /* @__PURE__ */ callable(
  concatOp,
  (tensors: readonly Tensor[], options: AxisOptions = {}) => {
    checkOptions('concat', options, ['axis'])
    const { rank, shape } = firstOf('concat', tensors)
    return apply(concatOp, tensors, { axis: normalizeAxis('concat', options.axis ?? 0, rank, shape) })
  },
  { method: (first: Tensor, others: readonly Tensor[], options?: AxisOptions) => concat([first, ...others], options) },
)

/**
 * Tensors of one shape, joined along a new axis.
 *
 * @param tensors equal shapes
 * @param options.axis where the new axis stands in the result, negative from its end; 0 by default
 * @returns the shape with the new axis, the promoted dtype
 * @throws ShapeError when the list is empty, the shapes differ or the axis is out of range
 * @example stack([tensor([1, 2]), tensor([3, 4])]) // Tensor f32[2,2] [[1, 2], [3, 4]]
 */
export const stack: StackFn<JoinOp> = /* @__PURE__ */ callable(
  stackOp,
  (tensors: readonly Tensor[], options: AxisOptions = {}) => {
    checkOptions('stack', options, ['axis'])
    const { rank, shape } = firstOf('stack', tensors)
    return apply(stackOp, tensors, { axis: normalizeAxis('stack', options.axis ?? 0, rank + 1, shape) })
  },
  { method: (first: Tensor, others: readonly Tensor[], options?: AxisOptions) => stack([first, ...others], options) },
)

function firstOf(owner: string, tensors: readonly Tensor[]): Tensor {
  const [first] = Array.isArray(tensors) ? tensors : []
  if (first === undefined) throw new ShapeError(`${owner}: takes a list of one tensor or more, [a, b].`)
  return first
}

function commonDType(inputs: readonly Tensor[]): ShapeDType['dtype'] {
  return inputs.map((x) => x.dtype).reduce(promote)
}

/** Copies each input to its place along `axis`. */
function joined(inputs: readonly NDArray[], axis: number, out: ShapeDType): NDArray {
  const whole = blank(out)
  const { data, strides } = whole
  let at = 0
  for (const x of inputs) {
    assign({ data, shape: x.shape, strides, offset: at * (strides[axis] ?? 0) }, x)
    at += dim(x.shape, axis)
  }
  return whole
}
