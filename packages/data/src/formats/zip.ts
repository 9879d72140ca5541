// The directory of a zip archive, read here and not by fflate, which checks neither checksums nor duplicate names and takes
// any size for true.

import { decodeText, viewOf } from './bytes.ts'
import { checksum } from './checksum.ts'
import { FormatError } from './format-error.ts'
import { checkLimit, inflate } from './inflate.ts'
import { claimName } from './names.ts'

/** A file of an archive, unpacked. */
export interface Member {
  readonly name: string
  readonly bytes: Uint8Array
}

interface Entry {
  readonly name: string
  readonly method: number
  readonly crc: number
  readonly packedSize: number
  readonly size: number
  /** where its local header is */
  readonly offset: number
}

/** An entry, and where its packed bytes lie. */
interface Place extends Entry {
  readonly start: number
  readonly end: number
}

const endSize = 22
const entrySize = 46
const localSize = 30
const [endMark, entryMark, localMark] = [0x06054b50, 0x02014b50, 0x04034b50]

/**
 * The files of a zip archive.
 *
 * @param limit how many bytes they may have together
 * @see PKWARE, APPNOTE.TXT (.ZIP File Format Specification), 4.3 and 4.4
 */
export function readZip(owner: string, bytes: Uint8Array, limit: number): Member[] {
  const view = viewOf(owner, bytes)
  const { entries, directory } = readDirectory(owner, bytes, view)
  let total = 0
  for (const { size, offset } of entries) {
    total += size
    checkLimit(owner, offset, total, limit)
  }
  const places = entries.map((entry) => placeOf(owner, view, entry, directory))
  checkApart(owner, places)
  return places.map((place) => ({ name: place.name, bytes: unpack(owner, bytes, place) }))
}

/** The list of files, which lies at the end of an archive, and where it begins. */
function readDirectory(
  owner: string,
  bytes: Uint8Array,
  view: DataView,
): { readonly entries: readonly Entry[]; readonly directory: number } {
  const end = findEnd(owner, bytes, view)
  const [count, size, directory] = [
    view.getUint16(end + 10, true),
    view.getUint32(end + 12, true),
    view.getUint32(end + 16, true),
  ]
  if (count === 0xffff || size === 0xffffffff || directory === 0xffffffff) {
    throw new FormatError(
      owner,
      end,
      'this is a zip64 archive, which is not read; keep archives below 4 GiB and 65,535 files.',
    )
  }
  if (directory + size !== end) {
    throw new FormatError(owner, end, 'the list of files does not end where it should; the archive is damaged.')
  }
  const entries: Entry[] = []
  const names = new Set<string>()
  let at = directory
  for (let i = 0; i < count; i++) {
    if (at + entrySize > end || view.getUint32(at, true) !== entryMark) {
      throw new FormatError(owner, at, `file ${i} of ${count} should be listed here; the archive is damaged.`)
    }
    const [flags, nameLength] = [view.getUint16(at + 8, true), view.getUint16(at + 28, true)]
    const next = at + entrySize + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
    if (next > end) throw new FormatError(owner, at, 'the list of files is longer than stated; the archive is damaged.')
    const name = decodeText(owner, bytes, at + entrySize, at + entrySize + nameLength)
    claimName(owner, at, name, names)
    if (flags & 1) throw new FormatError(owner, at, `${JSON.stringify(name)} is encrypted, which is not read.`)
    entries.push({
      name,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packedSize: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    })
    at = next
  }
  if (at !== end)
    throw new FormatError(owner, at, `more than the stated ${count} files are listed; the archive is damaged.`)
  return { entries, directory }
}

/** Where the end record begins. A comment of up to 65,535 bytes may follow it, and must fill the rest. */
function findEnd(owner: string, bytes: Uint8Array, view: DataView): number {
  for (let at = bytes.length - endSize; at >= Math.max(0, bytes.length - endSize - 0xffff); at--) {
    if (view.getUint32(at, true) === endMark && at + endSize + view.getUint16(at + 20, true) === bytes.length) return at
  }
  throw new FormatError(owner, 0, 'this is no zip archive, or it is cut off: its end is missing; give the whole file.')
}

function placeOf(owner: string, view: DataView, entry: Entry, directory: number): Place {
  const { name, offset, packedSize } = entry
  const headed = offset + localSize <= directory && view.getUint32(offset, true) === localMark
  const lengths = headed ? view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true) : 0
  const start = offset + localSize + lengths
  if (headed && start + packedSize <= directory) return { ...entry, start, end: start + packedSize }
  throw new FormatError(
    owner,
    Math.min(offset, view.byteLength),
    `${JSON.stringify(name)} should lie here; the archive is damaged.`,
  )
}

/** No two files may share bytes: a small archive could then unpack to much. */
function checkApart(owner: string, places: readonly Place[]): void {
  let free = 0
  for (const { name, offset, end } of places.toSorted((a, b) => a.offset - b.offset)) {
    if (offset < free) {
      throw new FormatError(owner, offset, `${JSON.stringify(name)} overlaps another file of the archive.`)
    }
    free = end
  }
}

function unpack(owner: string, bytes: Uint8Array, place: Place): Uint8Array {
  const { name, method, crc, packedSize, size, offset, start, end } = place
  const packed = bytes.subarray(start, end)
  if (method === 8) return inflate(owner, start, packed, size, crc)
  if (method !== 0) {
    throw new FormatError(
      owner,
      offset,
      `${JSON.stringify(name)} is compressed by method ${method}; stored and deflated files are read.`,
    )
  }
  if (packedSize !== size || checksum(packed) !== crc) {
    throw new FormatError(
      owner,
      start,
      `${JSON.stringify(name)} has another size or checksum than stated; the archive is damaged.`,
    )
  }
  return packed
}
