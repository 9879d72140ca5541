import { apply } from '../apply.ts'
import { NDArray } from '../array.ts'
import { checkOptions, ShapeError } from '../errors.ts'
import { callable } from '../families/callable.ts'
import { only } from '../families/operands.ts'
import { reducedShape } from '../families/reduction.ts'
import { choiceKernel, type Extreme } from '../kernels/choice.ts'
import type { AxisAttrs, AxisOptions, Op } from '../op.ts'
import { dim, normalizeAxis } from '../shape.ts'
import type { ChoiceFn } from '../signatures/index.ts'
import type { Tensor } from '../tensor.ts'
import { reshape } from './movement.ts'

interface ChoiceAttrs extends AxisAttrs {
  readonly keepDims: boolean
}

interface Options extends AxisOptions {
  readonly keepDims?: boolean
}

function choice(name: string, extreme: Extreme): ChoiceFn<Op<ChoiceAttrs, 1>> {
  const op: Op<ChoiceAttrs, 1> = {
    name,
    family: 'opaque',
    arity: 1,
    infer(inputs, { axis, keepDims }) {
      const x = only(inputs)
      if (dim(x.shape, axis) === 0) {
        throw new ShapeError(`${name}: ${x.describe()} has no elements to choose from along axis ${axis}.`)
      }
      return { shape: reducedShape(x.shape, { axes: [axis], keepDims }), dtype: 'int32' }
    },
    kernel: (inputs, { axis }, { shape }) => new NDArray(choiceKernel(extreme, only(inputs), axis), 'int32', shape),
  }
  return callable(op, (x: Tensor, options: Options = {}) => {
    checkOptions(name, options, ['axis', 'keepDims'])
    const { axis, keepDims = false } = options
    if (axis !== undefined) return apply(op, [x], { axis: normalizeAxis(name, axis, x.rank, x.shape), keepDims })
    const chosen = apply(op, [reshape(x, [-1])], { axis: 0, keepDims: false })
    return keepDims ? reshape(chosen, x.shape.map(() => 1)) : chosen // biome-ignore format: one line
  })
}

/**
 * The position of the largest element along an axis: of several the first one; of NaN, where there is one.
 *
 * @param x any shape
 * @param options.axis the axis to search, negative from the end; by default all numbers, in row-major order
 * @param options.keepDims keep the axis (or all) with size 1; false by default
 * @returns x's shape without that axis; int32
 * @throws ShapeError when the axis is out of range, or when there is no element to choose from
 * @example argmax(tensor([[1, 5], [3, 3]]), { axis: 1 }) // Tensor i32[2] [1, 0]
 */
export const argmax: ChoiceFn<Op<ChoiceAttrs, 1>> = /* @__PURE__ */ choice('argmax', 'largest')

/**
 * The position of the smallest element along an axis: of several the first one; of NaN, where there is one.
 *
 * @param x any shape
 * @param options.axis the axis to search, negative from the end; by default all numbers, in row-major order
 * @param options.keepDims keep the axis (or all) with size 1; false by default
 * @returns x's shape without that axis; int32
 * @throws ShapeError when the axis is out of range, or when there is no element to choose from
 * @example argmin(tensor([[1, 5], [3, 3]]), { axis: 1 }) // Tensor i32[2] [0, 0]
 */
export const argmin: ChoiceFn<Op<ChoiceAttrs, 1>> = /* @__PURE__ */ choice('argmin', 'smallest')
