import { checkOptions, DomainError } from '../errors.ts'
import { callable } from '../families/callable.ts'
import { applyToFloats } from '../families/composed.ts'
import { composedReduction } from '../families/composed-reduction.ts'
import { countAlong, type ReductionOptions, reductionAttrs } from '../families/reduction.ts'
import type { ComposedOp, ReductionAttrs } from '../op.ts'
import type { Reduction, SpreadOptions } from '../signatures/index.ts'
import type { Tensor } from '../tensor.ts'
import { div, sqrt, square, sub } from './arithmetic.ts'
import { mean, sum } from './reduce.ts'

interface SpreadAttrs extends ReductionAttrs {
  readonly ddof: number
}

type SpreadOp = ComposedOp<SpreadAttrs, 1>

function spread(op: SpreadOp): (x: Tensor, options?: ReductionOptions & SpreadOptions) => Tensor {
  return (x, options = {}) => {
    checkOptions(op.name, options, ['axis', 'keepDims', 'ddof'])
    const { ddof = 0 } = options
    if (!Number.isFinite(ddof)) throw new DomainError(`${op.name}: ddof is ${ddof}; give a number, 0 or 1 as a rule.`)
    return applyToFloats(op, x, { ...reductionAttrs(op.name, x, options), ddof })
  }
}

const varianceOp: SpreadOp = /* @__PURE__ */ composedReduction('variance', (x, { axes: axis, keepDims, ddof }) => {
  const centred = sub(x, mean(x, { axis, keepDims: true }))
  return div(sum(square(centred), { axis, keepDims }), Math.max(countAlong(x.shape, axis) - ddof, 0))
})

/**
 * Variance along axes: the mean square of what is left when the mean is taken away, so that large means cost no digits.
 *
 *   y = 1/(n - ddof) Σ (x - mean x)²
 *
 * @param x any shape
 * @param options.axis the axis or axes, negative from the end; all by default
 * @param options.keepDims keep those axes with size 1; false by default
 * @param options.ddof 0 by default, the variance of these numbers; 1 for an unbiased estimate from a sample
 * @returns x's shape without those axes; x's dtype, float32 for int32 and bool; NaN or Infinity where n - ddof is not above 0
 * @throws ShapeError when an axis is out of range or given twice
 * @example variance(tensor([1, 2, 3, 6]), { ddof: 1 }) // Tensor f32[] 4.66667
 */
export const variance: Reduction<SpreadOp, SpreadOptions> = /* @__PURE__ */ callable(
  varianceOp,
  /* @__PURE__ */ spread(varianceOp),
)

const stdOp: SpreadOp = /* @__PURE__ */ composedReduction('std', (x, { axes: axis, keepDims, ddof }) =>
  sqrt(variance(x, { axis, keepDims, ddof })),
)

/**
 * Standard deviation along axes: the square root of the variance.
 *
 *   y = √(1/(n - ddof) Σ (x - mean x)²)
 *
 * @param x any shape
 * @param options.axis the axis or axes, negative from the end; all by default
 * @param options.keepDims keep those axes with size 1; false by default
 * @param options.ddof 0 by default; 1 for an estimate from a sample
 * @returns x's shape without those axes; x's dtype, float32 for int32 and bool; NaN or Infinity where n - ddof is not above 0
 * @throws ShapeError when an axis is out of range or given twice
 * @example std(tensor([1, 3, 1, 3])) // Tensor f32[] 1
 */
export const std: Reduction<SpreadOp, SpreadOptions> = /* @__PURE__ */ callable(stdOp, /* @__PURE__ */ spread(stdOp))
