import { DomainError, type DType, DTypeError, type Shape, ShapeError, Tensor, type TypedArray } from '@adjoint/tensor'
import { FormatError } from './format-error.ts'

/** How a file stores numbers. */
export interface Encoding {
  readonly kind: 'float' | 'bfloat' | 'int' | 'uint' | 'bool'
  /** bytes of one number */
  readonly bytes: number
  readonly bigEndian?: boolean
}

/** How we store each dtype in a file: as it lies in memory, little-endian. */
export const encodings: Readonly<Record<DType, Encoding>> = {
  float32: { kind: 'float', bytes: 4 },
  float64: { kind: 'float', bytes: 8 },
  int32: { kind: 'int', bytes: 4 },
  bool: { kind: 'bool', bytes: 1 },
}

/** NumPy has no more dimensions than this, and it bounds what a header can ask for. */
const maxRank = 64

const littleEndianHost = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

/** Throws for what is no tensor, and for one that could be written, but not read. */
export function checkRank(owner: string, x: Tensor): void {
  if (!(x instanceof Tensor)) throw new DomainError(`${owner}: takes a tensor; write tensor(...).`)
  if (x.rank <= maxRank) return
  throw new ShapeError(`${owner}: ${x.describe()} has ${x.rank} dimensions, a file at most ${maxRank}; reshape it.`)
}

/**
 * How many numbers a shape holds. Its dimensions come from a file, so their product is checked before anything is
 * allocated: it must fit the `available` bytes.
 */
export function countOf(owner: string, offset: number, shape: Shape, encoding: Encoding, available: number): number {
  if (shape.length > maxRank) {
    throw new FormatError(owner, offset, `the shape has ${shape.length} dimensions; at most ${maxRank} are read.`)
  }
  let count = 1
  for (const size of shape) if (size !== 0) count *= size
  const text = `[${shape.join(', ')}]`
  if (!(count <= Number.MAX_SAFE_INTEGER)) {
    throw new FormatError(owner, offset, `the shape ${text} holds more numbers than a file can; the header is damaged.`)
  }
  if (shape.includes(0)) return 0
  if (count > available / encoding.bytes) {
    throw new FormatError(
      owner,
      offset,
      `the shape ${text} takes ${count * encoding.bytes} bytes, but ${available} are there; the file is cut off or damaged.`,
    )
  }
  return count
}

/**
 * The numbers of `bytes`, which are whole ones, as the narrowest array of ours that holds them exactly. It takes at most
 * 4 times the bytes (int8 becomes int32).
 *
 * @param what how errors call the array
 * @throws DTypeError when an integer is beyond int32
 */
export function decodeNumbers(owner: string, what: string, bytes: Uint8Array, encoding: Encoding): TypedArray {
  const raw = new Uint8Array(bytes.length) // aligned, and not shared with the file as a Buffer's slice() is
  raw.set(bytes)
  if ((encoding.bigEndian ?? false) === littleEndianHost) swapBytes(raw, encoding.bytes)
  const { buffer } = raw
  switch (`${encoding.kind}${encoding.bytes * 8}`) {
    case 'float64':
      return new Float64Array(buffer)
    case 'float32':
      return new Float32Array(buffer)
    case 'float16':
      return widenHalves(new Uint16Array(buffer))
    case 'bfloat16':
      return widenBfloats(new Uint16Array(buffer))
    case 'int32':
      return new Int32Array(buffer)
    case 'int16':
      return new Int32Array(new Int16Array(buffer))
    case 'int8':
      return new Int32Array(new Int8Array(buffer))
    case 'uint16':
      return new Int32Array(new Uint16Array(buffer))
    case 'uint8':
      return new Int32Array(raw)
    case 'uint32':
      return narrowUnsigned(owner, what, new Int32Array(buffer))
    case 'int64':
      return narrow64(owner, what, buffer, true)
    case 'uint64':
      return narrow64(owner, what, buffer, false)
    case 'bool8':
      return raw
    default:
      throw new DTypeError(`${owner}: ${what} holds ${encoding.kind}${encoding.bytes * 8}, which is not read.`)
  }
}

/** The bytes of the numbers as they stand in a file, little-endian. */
export function encodeNumbers(numbers: TypedArray): Uint8Array {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)
  if (!littleEndianHost) swapBytes(bytes, numbers.BYTES_PER_ELEMENT)
  return bytes
}

function swapBytes(bytes: Uint8Array, width: number): void {
  if (width === 1) return
  for (let start = 0; start < bytes.length; start += width) {
    for (let low = start, high = start + width - 1; low < high; low++, high--) {
      const byte = bytes[low] ?? 0
      bytes[low] = bytes[high] ?? 0
      bytes[high] = byte
    }
  }
}

/** float16 to float32, which holds every one exactly. */
function widenHalves(halves: Uint16Array): Float32Array {
  const out = new Float32Array(halves.length)
  const bits = new Uint32Array(out.buffer)
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i] ?? 0
    const sign = (half & 0x8000) << 16
    const exponent = (half >> 10) & 0x1f
    const fraction = half & 0x3ff
    if (exponent === 0) out[i] = (sign === 0 ? 1 : -1) * fraction * 2 ** -24
    else bits[i] = sign | ((exponent === 31 ? 255 : exponent + 112) << 23) | (fraction << 13)
  }
  return out
}

/** bfloat16 is the upper half of a float32. */
function widenBfloats(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length)
  for (let i = 0; i < halves.length; i++) bits[i] = (halves[i] ?? 0) << 16
  return new Float32Array(bits.buffer)
}

function narrowUnsigned(owner: string, what: string, words: Int32Array): Int32Array {
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? 0
    if (word < 0) refuse(owner, what, i, String(word >>> 0))
  }
  return words
}

/** 64-bit integers whose upper word says nothing new. */
function narrow64(owner: string, what: string, buffer: ArrayBuffer, signed: boolean): Int32Array {
  const words = new Int32Array(buffer)
  const out = new Int32Array(words.length / 2)
  const [low, high] = littleEndianHost ? [0, 1] : [1, 0]
  for (let i = 0; i < out.length; i++) {
    const word = words[2 * i + low] ?? 0
    const upper = words[2 * i + high] ?? 0
    if (upper !== word >> 31 || (!signed && word < 0)) {
      const exact = (BigInt(upper) << 32n) | BigInt(word >>> 0)
      refuse(owner, what, i, String(signed ? exact : BigInt.asUintN(64, exact)))
    }
    out[i] = word
  }
  return out
}

function refuse(owner: string, what: string, index: number, value: string): never {
  throw new DTypeError(
    `${owner}: ${what} holds ${value} at index ${index}, which int32 does not; write the array as float64, or smaller numbers.`,
  )
}
