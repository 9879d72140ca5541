import { NDArray } from '../array.ts'
import { allocate, dtypeOf } from '../dtype.ts'
import type { ShapeDType } from '../op.ts'
import type { Formula } from '../scalar/algebra.ts'
import { rowMajor, sizeOf } from '../shape.ts'
import { formulaLoop } from './formula-loop.ts'
import { broadcastStrides, collapse } from './layout.ts'

/** Computes `formula` for each element of `out`; the inputs are broadcast to its shape. */
export function elementwiseKernel(formula: Formula, inputs: readonly NDArray[], out: ShapeDType): NDArray {
  const data = allocate(out.dtype, sizeOf(out.shape))
  const result = new NDArray(data, out.dtype, out.shape)
  if (data.length === 0) return result
  const arrays = [result, ...inputs]
  const plan = collapse(out.shape, [rowMajor(out.shape), ...inputs.map((x) => broadcastStrides(x, out.shape))])
  const operands = arrays.map(({ data, offset }, k) => ({ data, offset, strides: plan.strides[k] ?? [] }))
  const dtypes = arrays.map(({ data }) => dtypeOf(data))
  formulaLoop(formula, dtypes, plan.shape.length)(plan.shape, operands)
  return result
}
