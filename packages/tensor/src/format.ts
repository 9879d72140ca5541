import type { NDArray } from './array.ts'
import type { DType } from './dtype.ts'
import { dim } from './shape.ts'

const edge = 3
const full = 8

/** The numbers in brackets, floats with at most 6 digits each; long axes show their two ends. */
export function formatNumbers(x: NDArray): string {
  const write = (axis: number, at: number): string => {
    if (axis === x.rank) return formatNumber(x.data[at] ?? Number.NaN, x.dtype)
    const length = dim(x.shape, axis)
    const part = (i: number): string => write(axis + 1, at + i * (x.strides[axis] ?? 0))
    const range = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => part(from + i))
    const parts = length <= full ? range(0, length) : [...range(0, edge), '...', ...range(length - edge, length)]
    return `[${parts.join(', ')}]`
  }
  return write(0, x.offset)
}

function formatNumber(value: number, dtype: DType): string {
  if (dtype === 'bool') return value === 0 ? 'false' : 'true'
  if (dtype === 'int32') return String(value)
  return Object.is(value, -0) ? '-0' : String(Number(value.toPrecision(6)))
}
