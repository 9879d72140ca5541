import { type DType, dtypeOf, type TypedArray } from './dtype.ts'

interface ArrayType {
  readonly BYTES_PER_ELEMENT: number
  new (size: number): TypedArray
  new (numbers: TypedArray): TypedArray
  new (memory: ArrayBufferLike, offset?: number, size?: number): TypedArray
}

const arrayTypes: Readonly<Record<DType, ArrayType>> = {
  bool: Uint8Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
}

/** V8 keeps so many bytes in the object itself. */
const inObject = 64

/** Larger arrays have memory of their own. */
const mostShared = 4096

/** Where arrays of at most so many bytes lie side by side, eight or more in a block. */
const pools = [256, 1024, mostShared].map((most) => ({ most, block: new ArrayBuffer(0), used: 0 }))

/**
 * An array of zeros.
 *
 * Small ones share blocks of memory: to make memory for one array, and to free it, takes V8 3 µs, as long as some ops. A block
 * is kept as long as one of its arrays is; so the smaller these are, the smaller it is.
 */
export function allocate(dtype: DType, size: number): TypedArray {
  const type = arrayTypes[dtype]
  const bytes = size * type.BYTES_PER_ELEMENT
  const pool = bytes > inObject ? pools.find(({ most }) => bytes <= most) : undefined
  if (pool === undefined) return new type(size)
  if (pool.used + bytes > pool.block.byteLength) {
    pool.block = new ArrayBuffer(8 * pool.most)
    pool.used = 0
  }
  const array = new type(pool.block, pool.used, size)
  pool.used = 8 * Math.ceil((pool.used + bytes) / 8)
  return array
}

/** A copy of the numbers from `begin` to before `end`. */
export function copyOf(data: TypedArray, begin: number, end: number): TypedArray {
  if ((end - begin) * data.BYTES_PER_ELEMENT <= inObject) return data.slice(begin, end)
  const numbers = data.subarray(begin, end)
  if (numbers.byteLength > mostShared) return ownCopyOf(numbers)
  const copy = allocate(dtypeOf(data), end - begin)
  copy.set(numbers)
  return copy
}

/** A copy whose memory nothing else uses, so that it may be transferred. Unlike `slice` it fills nothing with zeros first. */
export function ownCopyOf(numbers: TypedArray): TypedArray {
  return new arrayTypes[dtypeOf(numbers)](numbers)
}

/** The numbers of a memory, as each dtype. */
export function arraysOn(memory: ArrayBufferLike): Readonly<Record<DType, TypedArray>> {
  const { bool, int32, float32, float64 } = arrayTypes
  return {
    bool: new bool(memory),
    int32: new int32(memory),
    float32: new float32(memory),
    float64: new float64(memory),
  }
}
