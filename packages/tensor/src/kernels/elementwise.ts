import { blank, type NDArray } from '../array.ts'
import type { ShapeDType } from '../op.ts'
import type { Formula } from '../scalar/algebra.ts'
import { formulaLoop } from './formula-loop.ts'
import { nestOf } from './layout.ts'
import { elementwiseVectors } from './wasm/elementwise.ts'

/** Computes `formula` for each element of `out`; the inputs are broadcast to its shape. */
export function elementwiseKernel(formula: Formula, inputs: readonly NDArray[], out: ShapeDType): NDArray {
  return elementwiseVectors(formula, inputs, out) ?? elementwiseLoop(formula, inputs, out)
}

function elementwiseLoop(formula: Formula, inputs: readonly NDArray[], out: ShapeDType): NDArray {
  const result = blank(out)
  const arrays = [result, ...inputs]
  const { shape, strides } = nestOf(out.shape, arrays)
  const operands = arrays.map(({ data, offset }, k) => ({ data, offset, strides: strides[k] ?? [] }))
  const dtypes = arrays.map((x) => x.dtype)
  formulaLoop(formula, dtypes, shape.length)(shape, operands)
  return result
}
