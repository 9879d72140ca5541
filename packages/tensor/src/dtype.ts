import { DTypeError } from './errors.ts'

/** Floating-point dtypes: the ones that have derivatives. */
export type FloatDType = 'float32' | 'float64'

/** What a tensor's numbers are stored as. `bool` is stored as 0 and 1. */
export type DType = FloatDType | 'int32' | 'bool'

export type TypedArray = Float32Array | Float64Array | Int32Array | Uint8Array

// From the least to the most general: the promotion of two dtypes is the later one. As in PyTorch and JAX,
// int32 with float32 stays float32, where NumPy would go to float64.
const order: readonly DType[] = ['bool', 'int32', 'float32', 'float64']

/** The dtype that holds both, as binary operations need it. */
export function promote(a: DType, b: DType): DType {
  return order.indexOf(a) > order.indexOf(b) ? a : b
}

export function isFloat(dtype: DType): dtype is FloatDType {
  return dtype === 'float32' || dtype === 'float64'
}

/** The dtype that a JS number takes beside a tensor: the tensor's own, if that can hold it (a weak scalar). */
export function weakDType(value: number, beside: DType): DType {
  if (isFloat(beside)) return beside
  return value === (value | 0) ? 'int32' : 'float32'
}

/** Throws unless `dtype` is one: what a program without types gives may be anything. */
export function checkDType(owner: string, dtype: DType): void {
  if (order.includes(dtype)) return
  throw new DTypeError(`${owner}: ${JSON.stringify(dtype)} is no dtype; give one of ${order.join(', ')}.`)
}

/** The number as an array of that dtype takes it: to bool, anything but 0 is true. */
export function stored(value: number, dtype: DType): number {
  return dtype === 'bool' ? Number(value !== 0) : value
}

export function dtypeOf(data: TypedArray): DType {
  if (data instanceof Float32Array) return 'float32'
  if (data instanceof Float64Array) return 'float64'
  return data instanceof Int32Array ? 'int32' : 'bool'
}

const short: Record<DType, string> = { float32: 'f32', float64: 'f64', int32: 'i32', bool: 'bool' }

/** `f32[900,25]`: how tapes and errors write a tensor's dtype and shape. */
export function signature(x: { readonly dtype: DType; readonly shape: readonly number[] }): string {
  return `${short[x.dtype]}[${x.shape.join(',')}]`
}
