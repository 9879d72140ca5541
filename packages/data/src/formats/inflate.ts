// fflate decompresses; what may come out is bounded here, since a few bytes of deflate can claim to be a thousand times as many.
import { checkOptions, DomainError } from '@adjoint/tensor'
import { Inflate } from 'fflate'
import { checksum } from './checksum.ts'
import { FormatError } from './format-error.ts'

export interface UnpackOptions {
  /** how many bytes may come out of a compressed file: 100 times its size by default, and at least 16 MiB */
  readonly maxBytes?: number
}

const factor = 100
const floor = 2 ** 24

// What fflate holds at once: deflate makes at most 1,032 bytes of one.
const piece = 4096

export function limitOf(owner: string, bytes: Uint8Array, options: UnpackOptions): number {
  checkOptions(owner, options, ['maxBytes'])
  const { maxBytes = Math.max(factor * bytes.length, floor) } = options
  if (typeof maxBytes === 'number' && maxBytes >= 0) return maxBytes
  throw new DomainError(`${owner}: maxBytes is ${maxBytes}; give a number of bytes, such as 1e9.`)
}

/** Throws when a file says that more would come out than may. */
export function checkLimit(owner: string, offset: number, size: number, limit: number): void {
  if (size <= limit) return
  throw new FormatError(
    owner,
    offset,
    `${size} bytes are to be unpacked, more than ${limit}, the limit for a file of this size; ` +
      `if you trust the file, give { maxBytes: ${size} }.`,
  )
}

/** What was compressed, of the `size` and checksum that the file states. */
export function inflate(owner: string, offset: number, packed: Uint8Array, size: number, crc: number): Uint8Array {
  const out = new Uint8Array(size)
  let filled = 0
  const stream = new Inflate((chunk) => {
    if (filled + chunk.length > size) throw damaged(`more than the ${size} bytes come out that the file states`)
    out.set(chunk, filled)
    filled += chunk.length
  })
  const damaged = (what: string): FormatError =>
    new FormatError(owner, offset, `${what}; the compressed data that begin here are damaged.`)
  try {
    for (let start = 0; start < packed.length; start += piece) {
      stream.push(packed.subarray(start, start + piece), start + piece >= packed.length)
    }
  } catch (error) {
    if (error instanceof FormatError) throw error
    throw damaged(error instanceof Error ? error.message : String(error))
  }
  if (filled !== size) throw damaged(`${filled} bytes come out, where the file states ${size}`)
  if (checksum(out) !== crc) throw damaged('the checksum is another')
  return out
}
