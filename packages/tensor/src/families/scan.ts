import { type Scan, scanKernel } from '../kernels/scan.ts'
import type { AxisAttrs, Op } from '../op.ts'
import type { DTypeRule } from './elementwise.ts'
import { only } from './operands.ts'

/** The descriptor of an op that walks along an axis, whose every step is a result. Its inputs have one shape. */
export function scan<N extends number>(name: string, arity: N, steps: Scan, rule: DTypeRule): Op<AxisAttrs, N> {
  return {
    name,
    family: 'opaque',
    arity,
    infer: (inputs) => ({ shape: only(inputs).shape, dtype: rule(inputs.map((x) => x.dtype), name) }), // biome-ignore format: one line
    kernel: (inputs, { axis }, out) => scanKernel(steps, inputs, axis, out),
  }
}
