import { checkOptions } from '../errors.ts'
import { callable } from '../families/callable.ts'
import { applyToFloats, composed } from '../families/composed.ts'
import { composedReduction } from '../families/composed-reduction.ts'
import { only } from '../families/operands.ts'
import { countAlong, type ReductionOptions, reductionAttrs } from '../families/reduction.ts'
import type { AxisAttrs, AxisOptions, ComposedOp, ReductionAttrs } from '../op.ts'
import { normalizeAxis } from '../shape.ts'
import type { Along, Reduction } from '../signatures/index.ts'
import type { Tensor } from '../tensor.ts'
import { add, div, sub } from './arithmetic.ts'
import { exp, log } from './exponential.ts'
import { isFinite as isNumber } from './logical.ts'
import { reshape } from './movement.ts'
import { max, sum } from './reduce.ts'
import { where } from './selection.ts'

type AlongOp = ComposedOp<AxisAttrs, 1>

/** The descriptor of an op along an axis of a float tensor; nothing is left of no numbers. */
function along(name: string, compose: (x: Tensor, axis: number) => Tensor): AlongOp {
  return composed(
    name,
    1,
    (inputs) => ({ shape: only(inputs).shape, dtype: only(inputs).dtype }),
    (inputs, { axis }) => (only(inputs).size === 0 ? only(inputs) : compose(only(inputs), axis)),
  )
}

function alongAxis(op: AlongOp): (x: Tensor, options?: AxisOptions) => Tensor {
  return (x, options = {}) => {
    checkOptions(op.name, options, ['axis'])
    const axis = normalizeAxis(op.name, options.axis ?? -1, x.rank, x.shape)
    return applyToFloats(op, x, { axis })
  }
}

const logsumexpOp: ComposedOp<ReductionAttrs, 1> = /* @__PURE__ */ composedReduction(
  'logsumexp',
  (x, { axes: axis, keepDims }) => {
    if (countAlong(x.shape, axis) === 0) return log(sum(exp(x), { axis, keepDims }))
    const largest = max(x, { axis, keepDims: true })
    const shift = where(isNumber(largest), largest, 0)
    const total = sum(exp(sub(x, shift)), { axis, keepDims })
    return add(log(total), reshape(shift, total.shape))
  },
)

/**
 * The logarithm of a sum of exponentials along axes: a smooth maximum. It does not overflow; -Infinity for no elements.
 *
 *   y = ln Σ eˣ = m + ln Σ eˣ⁻ᵐ,  m = max x
 *
 * @param x any shape
 * @param options.axis the axis or axes, negative from the end; all by default
 * @param options.keepDims keep those axes with size 1; false by default
 * @returns x's shape without those axes; x's dtype, float32 for int32 and bool
 * @throws ShapeError when an axis is out of range or given twice
 * @example logsumexp(tensor([1000, 1000])) // Tensor f32[] 1000.69
 */
export const logsumexp: Reduction<ComposedOp<ReductionAttrs, 1>> = /* @__PURE__ */ callable(
  logsumexpOp,
  (x: Tensor, options: ReductionOptions = {}) => {
    checkOptions('logsumexp', options, ['axis', 'keepDims'])
    return applyToFloats(logsumexpOp, x, reductionAttrs('logsumexp', x, options))
  },
)

const softmaxOp: AlongOp = /* @__PURE__ */ along('softmax', (x, axis) => {
  const powers = exp(sub(x, max(x, { axis, keepDims: true })))
  return div(powers, sum(powers, { axis, keepDims: true }))
})

/**
 * Probabilities from their logarithms up to a constant (logits): positive numbers that sum to 1 along an axis. It does not
 * overflow. An element of -Infinity has probability 0; where all are, or one is Infinity, the result is NaN, as in PyTorch.
 *
 *   y = eˣ / Σ eˣ
 *
 * @param x any shape but []
 * @param options.axis the axis along which they sum to 1, negative from the end; the last one by default
 * @returns the shape of x; x's dtype, float32 for int32 and bool
 * @throws ShapeError when the axis is out of range
 * @example softmax(tensor([0, Math.log(3)])) // Tensor f32[2] [0.25, 0.75]
 */
export const softmax: Along<AlongOp> = /* @__PURE__ */ callable(softmaxOp, /* @__PURE__ */ alongAxis(softmaxOp))

const logSoftmaxOp: AlongOp = /* @__PURE__ */ along('logSoftmax', (x, axis) => {
  const shifted = sub(x, max(x, { axis, keepDims: true }))
  return sub(shifted, log(sum(exp(shifted), { axis, keepDims: true })))
})

/**
 * The logarithm of softmax, right also where a probability is too small to be a number.
 *
 *   y = x - ln Σ eˣ
 *
 * @param x any shape but []
 * @param options.axis the axis along which the probabilities sum to 1, negative from the end; the last one by default
 * @returns the shape of x; x's dtype, float32 for int32 and bool
 * @throws ShapeError when the axis is out of range
 * @example logSoftmax(tensor([1000, 0])) // Tensor f32[2] [0, -1000]
 */
export const logSoftmax: Along<AlongOp> = /* @__PURE__ */ callable(
  logSoftmaxOp,
  /* @__PURE__ */ alongAxis(logSoftmaxOp),
)
