import { DTypeError, fromTypedArray, type Tensor } from '@adjoint/tensor'
import { viewOf } from './bytes.ts'
import { FormatError } from './format-error.ts'
import { checkRank, countOf, decodeNumbers, type Encoding, encodeNumbers } from './numbers.ts'
import { type Reader, reader } from './reader.ts'

interface Header {
  readonly encoding: Encoding
  readonly fortran: boolean
  readonly shape: readonly number[]
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] // \x93NUMPY
const descriptions = { float32: '<f4', float64: '<f8', int32: '<i4', bool: '|b1' } as const

/**
 * The array of a NumPy `.npy` file, of version 1, 2 or 3, in C or Fortran order, little- or big-endian.
 *
 * float32, float64, int32 and bool stay what they are; float16 becomes float32, smaller integers int32, exactly; larger
 * ones (int64, uint32, uint64) become int32 where each number fits. The tensor takes at most 4 times the bytes of the file.
 *
 * @param bytes the whole file
 * @throws FormatError when it is no such file, or damaged; DTypeError when it holds other things, or too large integers
 * @example parseNpy(formatNpy(tensor([[1, 2], [3, 4]]))) // Tensor f32[2,2] [[1, 2], [3, 4]]
 * @see NumPy, numpy/lib/_format_impl.py (the format's description)
 */
export function parseNpy(bytes: Uint8Array): Tensor {
  viewOf('parseNpy', bytes)
  return readNpy('parseNpy', 'the array', bytes, 0, bytes.length)
}

/**
 * A `.npy` file, the bytes that `numpy.save` writes: version 1.0, C order, little-endian.
 *
 * @param x any shape of up to 64 dimensions, any dtype
 * @throws ShapeError when it has more dimensions
 * @example formatNpy(tensor([1, 2])).length // 136
 */
export function formatNpy(x: Tensor): Uint8Array {
  return writeNpy('formatNpy', x)
}

/** The array that lies in the bytes from `start` up to `end`, and fills them. */
export function readNpy(owner: string, what: string, bytes: Uint8Array, start: number, end: number): Tensor {
  const { encoding, fortran, shape, offset } = readHeader(owner, bytes, start, end)
  const count = countOf(owner, start, shape, encoding, end - offset)
  const size = count * encoding.bytes
  if (offset + size !== end) {
    throw new FormatError(
      owner,
      offset + size,
      `the array [${shape.join(', ')}] ends here, but ${end - offset - size} bytes follow; give one array a file.`,
    )
  }
  const numbers = decodeNumbers(owner, what, bytes.subarray(offset, end), encoding)
  if (!fortran || shape.length < 2) return fromTypedArray(numbers, shape)
  return fromTypedArray(numbers, shape.toReversed()).transpose()
}

export function writeNpy(owner: string, x: Tensor): Uint8Array {
  checkRank(owner, x)
  const tuple = `(${x.shape.join(', ')}${x.rank === 1 ? ',' : ''})`
  const dict = `{'descr': '${descriptions[x.dtype]}', 'fortran_order': False, 'shape': ${tuple}, }`
  // NumPy leaves room for the first dimension to grow to 21 digits, then fills up to a multiple of 64
  const room = x.rank === 0 ? '' : ' '.repeat(21 - String(x.shape[0]).length)
  const length = Math.ceil((10 + dict.length + room.length + 1) / 64) * 64
  const header = `${(dict + room).padEnd(length - 11)}\n`
  const numbers = encodeNumbers(x.toTypedArray())
  const file = new Uint8Array(length + numbers.length)
  file.set([...magic, 1, 0, (length - 10) & 0xff, (length - 10) >> 8])
  for (let i = 0; i < header.length; i++) file[10 + i] = header.charCodeAt(i)
  file.set(numbers, length)
  return file
}

function readHeader(
  owner: string,
  bytes: Uint8Array,
  start: number,
  end: number,
): Header & { readonly offset: number } {
  const view = viewOf(owner, bytes)
  if (end - start < 10 || magic.some((byte, i) => bytes[start + i] !== byte)) {
    throw new FormatError(
      owner,
      start,
      'this is no .npy file, which begins with \\x93NUMPY; give what numpy.save wrote.',
    )
  }
  const version = bytes[start + 6] ?? 0
  if (version < 1 || version > 3 || bytes[start + 7] !== 0) {
    throw new FormatError(
      owner,
      start + 6,
      `the version is ${version}.${bytes[start + 7]}; 1.0, 2.0 and 3.0 are read. Save the array with numpy.save.`,
    )
  }
  const first = start + (version === 1 ? 10 : 12)
  const length =
    first > end
      ? Number.POSITIVE_INFINITY
      : version === 1
        ? view.getUint16(start + 8, true)
        : view.getUint32(start + 8, true)
  if (first + length > end) {
    throw new FormatError(
      owner,
      start + 8,
      `the header's length is ${length}, but ${Math.max(0, end - first)} bytes follow; the file is cut off or damaged.`,
    )
  }
  return { ...readDict(reader(owner, bytes, first, first + length), owner), offset: first + length }
}

/** The header is a Python dict with three keys: {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), } */
function readDict(text: Reader, owner: string): Header {
  let [encoding, fortran, shape]: [Encoding?, boolean?, number[]?] = []
  text.expect('{')
  while (!text.has('}')) {
    const before = text.offset
    const key = text.quoted("'", '"')
    text.expect(':')
    if (key === 'descr' && encoding === undefined) encoding = readDescription(text, owner)
    else if (key === 'fortran_order' && fortran === undefined) fortran = readBoolean(text)
    else if (key === 'shape' && shape === undefined) shape = readShape(text)
    else {
      throw new FormatError(
        owner,
        before,
        `the header has a key ${JSON.stringify(key)} too many; it takes descr, fortran_order and shape, once each.`,
      )
    }
    if (!text.has(',')) {
      text.expect('}')
      break
    }
  }
  text.end()
  if (encoding === undefined || fortran === undefined || shape === undefined) {
    text.fail('the header lacks one of its keys descr, fortran_order and shape; the file is damaged.')
  }
  return { encoding, fortran, shape }
}

function readBoolean(text: Reader): boolean {
  if (text.has('True')) return true
  text.expect('False')
  return false
}

function readShape(text: Reader): number[] {
  const shape: number[] = []
  text.expect('(')
  while (!text.has(')')) {
    shape.push(text.integer('a dimension'))
    text.has('L') // as Python 2 wrote large ones
    if (text.has(',')) continue
    if (shape.length === 1) text.expect(',') // (3) is no tuple
    text.expect(')')
    break
  }
  return shape
}

const kinds: Readonly<Record<string, Encoding['kind']>> = { f: 'float', i: 'int', u: 'uint', b: 'bool' }
const read = 'f2, f4, f8, i1, i2, i4, i8, u1, u2, u4, u8 and b1'

/** `<f4`: the order of bytes, the kind, the number of bytes. */
function readDescription(text: Reader, owner: string): Encoding {
  if (text.has('[')) {
    throw new DTypeError(`${owner}: the array is structured, which no tensor is; save each of its fields by itself.`)
  }
  const description = text.quoted("'", '"')
  const [, order, letter = '', width] = /^([<>|])([fiub])([1248])$/.exec(description) ?? []
  const kind = kinds[letter]
  const bytes = Number(width)
  const exists = kind === 'bool' ? bytes === 1 : kind === 'float' ? bytes > 1 : kind !== undefined
  if (kind === undefined || !exists || (order === '|' && bytes > 1)) {
    throw new DTypeError(
      `${owner}: the array's dtype is ${JSON.stringify(description)}; ${read} are read, behind "<", ">" or "|". ` +
        'Convert it with .astype() before it is saved.',
    )
  }
  return { kind, bytes, bigEndian: order === '>' }
}
