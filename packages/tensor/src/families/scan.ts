import { type Scan, scanKernel } from '../kernels/scan.ts'
import type { AxisAttrs, Op } from '../op.ts'
import type { Tensor } from '../tensor.ts'
import type { DTypeRule } from './elementwise.ts'

/** The descriptor of an op that walks along an axis, whose every step is a result. Its inputs have one shape. */
export function scan<N extends number>(name: string, arity: N, steps: Scan, rule: DTypeRule): Op<AxisAttrs, N> {
  return {
    name,
    family: 'opaque',
    arity,
    infer: (inputs) => ({ shape: shapeOf(inputs), dtype: rule(inputs.map((x) => x.dtype), name) }), // biome-ignore format: one line
    kernel: (inputs, { axis }, out) => scanKernel(steps, inputs, axis, out),
  }
}

function shapeOf([x]: readonly Tensor[]): Tensor['shape'] {
  if (x === undefined) throw new RangeError('a scan was applied to no input')
  return x.shape
}
