import { fromTypedArray, type Tensor } from '@adjoint/tensor'
import { viewOf } from './bytes.ts'
import { FormatError } from './format-error.ts'
import { gunzip, isGzip } from './gunzip.ts'
import { limitOf, type UnpackOptions } from './inflate.ts'
import { countOf, decodeNumbers, type Encoding } from './numbers.ts'

const encodings: ReadonlyMap<number, Encoding> = new Map<number, Encoding>([
  [0x08, { kind: 'uint', bytes: 1 }],
  [0x09, { kind: 'int', bytes: 1 }],
  [0x0b, { kind: 'int', bytes: 2, bigEndian: true }],
  [0x0c, { kind: 'int', bytes: 4, bigEndian: true }],
  [0x0d, { kind: 'float', bytes: 4, bigEndian: true }],
  [0x0e, { kind: 'float', bytes: 8, bigEndian: true }],
])

/**
 * The array of an IDX file, in which MNIST and its relatives are published; compressed by gzip or not.
 *
 * float32, float64 and int32 stay what they are, smaller integers become int32. The tensor takes at most 4 times the bytes
 * of the file as it is unpacked.
 *
 * @param bytes the whole file
 * @param options.maxBytes how many bytes may come out: 100 times the size of the file by default, and at least 16 MiB
 * @throws FormatError when it is no such file, damaged, or unpacks to more; DomainError
 * @example parseIdx(new Uint8Array([0, 0, 8, 1, 0, 0, 0, 3, 5, 0, 4])) // Tensor i32[3] [5, 0, 4]
 * @see LeCun, Cortes and Burges, The MNIST database (the page's "File formats")
 */
export function parseIdx(bytes: Uint8Array, options: UnpackOptions = {}): Tensor {
  return readIdx('parseIdx', bytes, options)
}

export function readIdx(owner: string, bytes: Uint8Array, options: UnpackOptions): Tensor {
  viewOf(owner, bytes)
  const limit = limitOf(owner, bytes, options)
  const file = isGzip(bytes) ? gunzip(owner, bytes, limit) : bytes
  const view = viewOf(owner, file)
  const [zero, alsoZero, type = 0, rank = 0] = file
  const encoding = encodings.get(type)
  if (file.length < 4 || zero !== 0 || alsoZero !== 0 || encoding === undefined) {
    throw new FormatError(
      owner,
      0,
      'this is no IDX file, which begins with two zeros and a type; give it as it was published.',
    )
  }
  const start = 4 + 4 * rank
  if (start > file.length) {
    throw new FormatError(owner, 3, `${rank} dimensions should follow, but the file ends; give the whole file.`)
  }
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i))
  const end = start + countOf(owner, 4, shape, encoding, file.length - start) * encoding.bytes
  if (end !== file.length) {
    throw new FormatError(
      owner,
      end,
      `the array [${shape.join(', ')}] ends here, but ${file.length - end} bytes follow.`,
    )
  }
  return fromTypedArray(decodeNumbers(owner, 'the array', file.subarray(start), encoding), shape)
}
