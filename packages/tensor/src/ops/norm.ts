import { apply } from '../apply.ts'
import { checkOptions, DomainError } from '../errors.ts'
import { callable } from '../families/callable.ts'
import { composedReduction } from '../families/composed-reduction.ts'
import { floating } from '../families/elementwise.ts'
import { scalar } from '../families/operands.ts'
import { type ReductionOptions, reductionAttrs } from '../families/reduction.ts'
import type { ComposedOp, ReductionAttrs } from '../op.ts'
import type { NormOptions, Reduction } from '../signatures/index.ts'
import type { Tensor } from '../tensor.ts'
import { abs, div, mul, sqrt, square } from './arithmetic.ts'
import { astype } from './cast.ts'
import { greater, less } from './comparison.ts'
import { reshape } from './movement.ts'
import { max, sum } from './reduce.ts'
import { where } from './selection.ts'

/** Sums of squares beyond `limit`, or below 1/limit, are taken of numbers scaled by a power of 2, which is exact. */
const scales = {
  float32: { limit: 2 ** 80, scale: 2 ** 80 },
  float64: { limit: 2 ** 800, scale: 2 ** 700 },
} as const

type NormOp = ComposedOp<ReductionAttrs, 1>

// Blue (1978), A portable Fortran program to find the Euclidean norm of a vector, has the scales, but three sums
const normOp: NormOp = /* @__PURE__ */ composedReduction('norm', (x, { axes: axis, keepDims }) => {
  const { limit, scale } = x.dtype === 'float64' ? scales.float64 : scales.float32
  const constant = (value: number): Tensor => scalar(value, x.dtype) // a weak scalar would be a float32 beside a truth
  const squares = sum(square(x), { axis, keepDims: true })
  const small = less(squares, 1 / limit)
  const factor = where(greater(squares, limit), constant(1 / scale), where(small, constant(scale), constant(1)))
  const scaled = sum(square(mul(x, factor)), { axis, keepDims })
  return div(sqrt(scaled), reshape(factor, scaled.shape))
})

/**
 * Norm of vectors along axes: their length. The numbers along several axes are one vector; norms of matrices as operators
 * are not meant. The Euclidean norm neither overflows nor underflows where its result does not.
 *
 *   ord 2: y = √Σ x²      ord 1: y = Σ |x|      ord Infinity: y = max |x|
 *
 * @param x any shape
 * @param options.axis the axis or axes, negative from the end; all by default
 * @param options.keepDims keep those axes with size 1; false by default
 * @param options.ord 1, 2 or Infinity; 2 by default
 * @returns x's shape without those axes; x's dtype, float32 for int32 and bool
 * @throws ShapeError when an axis is out of range or given twice, or when ord is Infinity and there is no element;
 *   DomainError for another order
 * @example norm(tensor([3, 4])) // Tensor f32[] 5
 */
export const norm: Reduction<NormOp, NormOptions> = /* @__PURE__ */ callable(
  normOp,
  (x: Tensor, options: ReductionOptions & NormOptions = {}) => {
    checkOptions('norm', options, ['axis', 'keepDims', 'ord'])
    const { ord = 2 } = options
    const attrs = reductionAttrs('norm', x, options)
    const { axes: axis, keepDims } = attrs
    const floats = astype(x, floating([x.dtype], 'norm'))
    if (ord === 1) return sum(abs(floats), { axis, keepDims })
    if (ord === Number.POSITIVE_INFINITY) return max(abs(floats), { axis, keepDims })
    if (ord !== 2) throw new DomainError(`norm: there is no norm of order ${ord} here; give 1, 2 or Infinity.`)
    return apply(normOp, [floats], attrs)
  },
)
