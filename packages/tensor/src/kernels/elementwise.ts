import { NDArray } from '../array.ts'
import { allocate } from '../dtype.ts'
import type { ShapeDType } from '../op.ts'
import type { Formula } from '../scalar/algebra.ts'
import { sizeOf } from '../shape.ts'
import type { Shape } from '../shape-types.ts'
import { formulaLoop } from './formula-loop.ts'
import { broadcastStrides, collapse, type Nest } from './layout.ts'

/** Computes `formula` for each element of `out`; the inputs are broadcast to its shape. */
export function elementwiseKernel(formula: Formula, inputs: readonly NDArray[], out: ShapeDType): NDArray {
  const result = new NDArray(allocate(out.dtype, sizeOf(out.shape)), out.dtype, out.shape)
  const arrays = [result, ...inputs]
  const { shape, strides } = nest(arrays, out.shape)
  const operands = arrays.map(({ data, offset }, k) => ({ data, offset, strides: strides[k] ?? [] }))
  const dtypes = arrays.map((x) => x.dtype)
  formulaLoop(formula, dtypes, shape.length)(shape, operands)
  return result
}

/** The loops over `shape`: a single one, found at a glance, where every array is dense or one number. */
function nest(arrays: readonly NDArray[], shape: Shape): Nest {
  const size = sizeOf(shape)
  const flat = arrays.every((x) => x.size === 1 || (x.size === size && x.contiguous))
  if (flat) return { shape: [size], strides: arrays.map((x) => [x.size === 1 ? 0 : 1]) }
  return collapse(shape, arrays.map((x) => broadcastStrides(x, shape))) // biome-ignore format: one line
}
