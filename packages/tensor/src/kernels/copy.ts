import type { Buffer } from '../array.ts'
import { dtypeOf } from '../dtype.ts'
import type { Formula } from '../scalar/algebra.ts'
import { sizeOf } from '../shape.ts'
import { formulaLoop } from './formula-loop.ts'
import { collapse } from './layout.ts'

const identity: Formula = (_m, x) => x

/** Copies `source` into `target`, an array of the same shape that is still being made; converts between dtypes. */
export function assign(target: Buffer, source: Buffer): void {
  if (sizeOf(target.shape) === 0) return
  const { shape, strides } = collapse(target.shape, [target.strides, source.strides])
  const operands = [target, source].map(({ data, offset }, k) => ({ data, offset, strides: strides[k] ?? [] }))
  formulaLoop(identity, [dtypeOf(target.data), dtypeOf(source.data)], shape.length)(shape, operands)
}
