import { viewOf } from './bytes.ts'
import { FormatError } from './format-error.ts'
import { checkLimit, inflate } from './inflate.ts'

/** True for the two bytes with which every gzip file begins. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

/**
 * What a gzip file of one member holds.
 *
 * @param limit how many bytes may come out
 * @see Deutsch (1996), RFC 1952, GZIP file format specification
 */
export function gunzip(owner: string, bytes: Uint8Array, limit: number): Uint8Array {
  const view = viewOf(owner, bytes)
  const end = bytes.length - 8
  const [method, flags = 0] = bytes.subarray(2, 4)
  let start = 10
  if (flags & 4 && start + 2 <= end) start += 2 + view.getUint16(start, true)
  for (const text of [8, 16]) if (flags & text) start = indexAfter(bytes, start)
  if (flags & 2) start += 2
  if (start > end || method !== 8) {
    throw new FormatError(owner, 0, 'the gzip header is damaged, or the file is cut off; give the whole file.')
  }
  const [crc, size] = [view.getUint32(end, true), view.getUint32(end + 4, true)]
  checkLimit(owner, end + 4, size, limit)
  return inflate(owner, start, bytes.subarray(start, end), size, crc)
}

/** Behind the zero that ends a text of the header. */
function indexAfter(bytes: Uint8Array, start: number): number {
  const zero = bytes.indexOf(0, start)
  return zero < 0 ? bytes.length : zero + 1
}
