import { DomainError, type DType, DTypeError, fromTypedArray, type Tensor } from '@adjoint/tensor'
import { viewOf } from './bytes.ts'
import { FormatError } from './format-error.ts'
import { claimName, namedTensors } from './names.ts'
import { checkRank, countOf, decodeNumbers, type Encoding, encodeNumbers, encodings } from './numbers.ts'
import { type Reader, reader } from './reader.ts'

/** What a `.safetensors` file holds. */
export interface Safetensors {
  readonly tensors: Record<string, Tensor>
  /** free text by its names, such as `{ format: 'pt' }` */
  readonly metadata: Record<string, string>
}

/** A tensor as the header states it; offsets count from the end of the header. */
interface Entry {
  readonly name: string
  /** where the header states it */
  readonly at: number
  readonly encoding: Encoding
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

const dtypeNames: Record<DType, string> = { float32: 'F32', float64: 'F64', int32: 'I32', bool: 'BOOL' }

const readable: ReadonlyMap<string, Encoding> = new Map<string, Encoding>([
  ['F64', { kind: 'float', bytes: 8 }],
  ['F32', { kind: 'float', bytes: 4 }],
  ['F16', { kind: 'float', bytes: 2 }],
  ['BF16', { kind: 'bfloat', bytes: 2 }],
  ['I64', { kind: 'int', bytes: 8 }],
  ['I32', { kind: 'int', bytes: 4 }],
  ['I16', { kind: 'int', bytes: 2 }],
  ['I8', { kind: 'int', bytes: 1 }],
  ['U64', { kind: 'uint', bytes: 8 }],
  ['U32', { kind: 'uint', bytes: 4 }],
  ['U16', { kind: 'uint', bytes: 2 }],
  ['U8', { kind: 'uint', bytes: 1 }],
  ['BOOL', { kind: 'bool', bytes: 1 }],
])

/**
 * The tensors of a `.safetensors` file.
 *
 * F32, F64, I32 and BOOL are our dtypes; F16 and BF16 become float32, smaller integers int32, exactly; larger ones (I64,
 * U32, U64) become int32 where each number fits. A tensor takes at most 4 times its bytes in the file. The header is read
 * strictly: the tensors' bytes must follow each other without a gap and fill the file, and a name may stand once.
 *
 * @param bytes the whole file
 * @throws FormatError when it is no such file, or damaged; DTypeError when it holds other dtypes, or too large integers
 * @example parseSafetensors(formatSafetensors({ w: tensor([1, 2]) })).tensors // { w: Tensor f32[2] [1, 2] }
 * @see Hugging Face, safetensors (README, "Format")
 */
export function parseSafetensors(bytes: Uint8Array): Safetensors {
  const owner = 'parseSafetensors'
  const view = viewOf(owner, bytes)
  if (bytes.length < 8) {
    throw new FormatError(owner, 0, `a file begins with the header's length in 8 bytes, but has ${bytes.length}.`)
  }
  const length = Number(view.getBigUint64(0, true))
  if (length > bytes.length - 8) {
    throw new FormatError(
      owner,
      0,
      `the header's length is ${length}, but ${bytes.length - 8} bytes follow; the file is cut off or damaged.`,
    )
  }
  const data = bytes.subarray(8 + length)
  const { entries, metadata } = readHeader(owner, reader(owner, bytes, 8, 8 + length))
  checkPlaces(owner, entries, data.length, 8 + length)
  const tensors = entries.map(({ name, encoding, shape, begin, end }) => {
    const numbers = decodeNumbers(owner, JSON.stringify(name), data.subarray(begin, end), encoding)
    return [name, fromTypedArray(numbers, shape)] as const
  })
  return { tensors: Object.fromEntries(tensors), metadata }
}

/**
 * A `.safetensors` file of some tensors. Each begins at a multiple of its numbers' size, so that others can map the file
 * into memory. The same tensors give the same bytes.
 *
 * @param tensors by their names, of any shape of up to 64 dimensions and any dtype
 * @param metadata text by its names
 * @throws DomainError when a value is no tensor, or of the metadata no text, or a name does not fit; ShapeError
 * @example formatSafetensors({ 'layers.0.weight': w }, { made: 'by hand' }) // w: float32, [2, 25]
 */
export function formatSafetensors(
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const owner = 'formatSafetensors'
  const named = namedTensors(owner, tensors)
  if (named.some(([name]) => name === '__metadata__')) {
    throw new DomainError(`${owner}: "__metadata__" is the format's own name; give the tensor another one.`)
  }
  const header: [string, unknown][] = []
  const texts = checkMetadata(owner, metadata)
  if (texts.length > 0) header.push(['__metadata__', Object.fromEntries(texts)])
  const parts: Uint8Array[] = []
  let end = 0
  // the widest first: each begins aligned, without gaps
  for (const [name, tensor] of named.toSorted(([, a], [, b]) => encodings[b.dtype].bytes - encodings[a.dtype].bytes)) {
    checkRank(owner, tensor)
    const part = encodeNumbers(tensor.toTypedArray())
    parts.push(part)
    header.push([
      name,
      { dtype: dtypeNames[tensor.dtype], shape: tensor.shape, data_offsets: [end, end + part.length] },
    ])
    end += part.length
  }
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)))
  const length = Math.ceil(text.length / 8) * 8
  const file = new Uint8Array(8 + length + end).fill(0x20, 8, 8 + length)
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true)
  file.set(text, 8)
  let at = 8 + length
  for (const part of parts) {
    file.set(part, at)
    at += part.length
  }
  return file
}

function checkMetadata(owner: string, metadata: Readonly<Record<string, string>>): [string, string][] {
  if (typeof metadata !== 'object' || metadata === null || metadata instanceof Map) {
    throw new DomainError(`${owner}: takes metadata as text by its names, in a record; write { made: 'by hand' }, say.`)
  }
  const entries = Object.entries(metadata)
  for (const [name, value] of entries) {
    if (typeof value !== 'string') {
      throw new DomainError(
        `${owner}: metadata ${JSON.stringify(name)} is ${typeof value}; write it as text: String(...).`,
      )
    }
    if (name === '__proto__')
      throw new DomainError(`${owner}: "__proto__" is no name that could be read again; give it another one.`)
  }
  return entries
}

/** The header is JSON: {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, "__metadata__": {"a": "b"}} */
function readHeader(
  owner: string,
  text: Reader,
): { readonly entries: readonly Entry[]; readonly metadata: Record<string, string> } {
  const entries: Entry[] = []
  const metadata: [string, string][] = []
  const names = new Set<string>()
  readObject(text, (name, at) => {
    claimName(owner, at, name, names)
    if (name !== '__metadata__') {
      entries.push(readEntry(owner, text, name, at))
      return
    }
    const keys = new Set<string>()
    readObject(text, (key, place) => {
      claimName(owner, place, key, keys)
      metadata.push([key, readString(text)])
    })
  })
  text.end()
  return { entries, metadata: Object.fromEntries(metadata) }
}

function readEntry(owner: string, text: Reader, name: string, at: number): Entry {
  let dtype: string | undefined
  let shape: number[] | undefined
  let offsets: number[] | undefined
  readObject(text, (key) => {
    if (key === 'dtype' && dtype === undefined) dtype = readString(text)
    else if (key === 'shape' && shape === undefined) shape = readIntegers(text, 'a dimension')
    else if (key === 'data_offsets' && offsets === undefined) offsets = readIntegers(text, 'an offset')
    else
      text.fail(
        `${JSON.stringify(name)} has a key ${JSON.stringify(key)} too many; it takes dtype, shape and data_offsets, once each.`,
      )
  })
  const [begin, end, ...more] = offsets ?? []
  if (dtype === undefined || shape === undefined || begin === undefined || end === undefined || more.length > 0) {
    throw new FormatError(
      owner,
      at,
      `${JSON.stringify(name)} needs a dtype, a shape and two data_offsets; the header is damaged.`,
    )
  }
  const encoding = readable.get(dtype)
  if (encoding === undefined) {
    const list = [...readable.keys()].join(', ')
    throw new DTypeError(`${owner}: ${JSON.stringify(name)} has the dtype ${JSON.stringify(dtype)}; ${list} are read.`)
  }
  return { name, at, encoding, shape, begin, end }
}

/** Each tensor has the bytes that its shape takes; together they fill the data, without gaps and without overlapping. */
function checkPlaces(owner: string, entries: readonly Entry[], available: number, dataStart: number): void {
  let free = 0
  for (const { name, at, encoding, shape, begin, end } of entries.toSorted(
    (a, b) => a.begin - b.begin || a.end - b.end,
  )) {
    const text = `${JSON.stringify(name)} lies from ${begin} to ${end} of the data`
    if (begin > end || end > available) {
      throw new FormatError(
        owner,
        at,
        `${text}, of which there are ${available} bytes; the file is cut off or damaged.`,
      )
    }
    if (begin !== free) {
      throw new FormatError(
        owner,
        at,
        `${text}, but the one before ends at ${free}: they must follow each other exactly.`,
      )
    }
    const count = countOf(owner, at, shape, encoding, end - begin)
    if (count * encoding.bytes !== end - begin) {
      throw new FormatError(
        owner,
        at,
        `${text}, but [${shape.join(', ')}] takes ${count * encoding.bytes} bytes; the header is damaged.`,
      )
    }
    free = end
  }
  if (free !== available) {
    throw new FormatError(
      owner,
      dataStart + free,
      `${available - free} bytes belong to no tensor; the file is damaged.`,
    )
  }
}

/** A JSON object, whose values `readValue` reads. */
function readObject(text: Reader, readValue: (key: string, at: number) => void): void {
  text.expect('{')
  if (text.has('}')) return
  do {
    text.skipSpace()
    const at = text.offset
    const key = readString(text)
    text.expect(':')
    readValue(key, at)
  } while (text.has(','))
  text.expect('}')
}

function readIntegers(text: Reader, what: string): number[] {
  const numbers: number[] = []
  text.expect('[')
  if (text.has(']')) return numbers
  do numbers.push(text.integer(what))
  while (text.has(','))
  text.expect(']')
  return numbers
}

function readString(text: Reader): string {
  text.skipSpace()
  const at = text.offset
  const inside = text.quoted('"')
  try {
    return JSON.parse(`"${inside}"`)
  } catch {
    return text.fail(`the text in quotes at byte ${at} is no JSON; the header is damaged.`)
  }
}
