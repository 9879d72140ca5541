import { DomainError, tensor, zeros } from '@adjoint/tensor'
import { fc, test } from '@fast-check/vitest'
import { deflateSync, type Zippable, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { FormatError, formatNpy, formatNpz, parseNpz } from '../../src/index.ts'
import { allExpected, bytes, bytesOf, expectFormatError, files, little, records } from '../files.ts'

it.each(files.npz.map((archive, i) => [i, archive] as const))(
  'archive %i of NumPy: to the bit',
  (_, { file, tensors }) => {
    expect(allExpected(parseNpz(bytesOf(file)))).toEqual(tensors)
  },
)

test.prop([records, fc.boolean()])('what is written is read again to the bit', (tensors, compressed) => {
  const file = formatNpz(tensors, { compressed })
  expect(allExpected(parseNpz(file))).toEqual(allExpected(tensors))
  expect(formatNpz(tensors, { compressed })).toEqual(file)
})

it('compresses when asked to', () => {
  const tensors = { x: zeros([1000]) }
  expect(formatNpz(tensors).length).toBeGreaterThan(4000)
  expect(formatNpz(tensors, { compressed: true }).length).toBeLessThan(300)
})

it('says what cannot be written', () => {
  const bad: Record<string, never> = JSON.parse('{"x": 3}')
  expect(() => formatNpz(bad)).toThrow('formatNpz: "x" is number, no tensor')
  expect(() => formatNpz(new Map([['x', tensor(1)]]) as never)).toThrow('of a Map: Object.fromEntries(map)')
  expect(() => formatNpz(Object.fromEntries([['__proto__', tensor(1)]]))).toThrow('no name that could be read again')
  expect(() => formatNpz({ '\ud800': tensor(1) })).toThrow(DomainError)
  expect(() => formatNpz({ x: tensor(1) }, { compressed: true, ...{ compress: true } })).toThrow(
    'unknown option "compress"',
  )
})

it('takes bytes only', () => {
  const buffer: unknown = formatNpz({ x: tensor(1) }).buffer
  for (const bytes of [buffer, undefined])
    expect(() => parseNpz(bytes as never)).toThrow('parseNpz: takes the bytes of a file, a Uint8Array')
})

const array = formatNpy(tensor([1, 2, 3]))

interface ZipFields {
  readonly name?: string
  readonly data?: Uint8Array
  readonly method?: number
  readonly flags?: number
  readonly crc?: number
  readonly size?: number
  readonly packed?: Uint8Array
  readonly packedSize?: number
  readonly offset?: number
  readonly count?: number
  readonly twice?: boolean
}

/** An archive of one file, whose fields can be made wrong. */
function zip(fields: ZipFields = {}): Uint8Array {
  const { name = 'x.npy', data = array, method = 0, flags = 0, offset = 0, count = 1, twice = false } = fields
  const { crc = crcOf(data), size = data.length, packed = method === 8 ? deflateSync(data) : data } = fields
  const { packedSize = packed.length } = fields
  const title = bytes(name)
  const common = [
    little(method, 2),
    little(0, 4),
    little(crc, 4),
    little(packedSize, 4),
    little(size, 4),
    little(title.length, 2),
    0,
    0,
  ]
  const local = bytes('PK', 3, 4, 20, 0, little(flags, 2), ...common, title, packed)
  const entry = bytes(
    'PK',
    1,
    2,
    20,
    0,
    20,
    0,
    little(flags, 2),
    ...common,
    new Uint8Array(10),
    little(offset, 4),
    title,
  )
  const directory = twice ? bytes(entry, entry) : entry
  const end = bytes(
    'PK',
    5,
    6,
    0,
    0,
    0,
    0,
    little(count, 2),
    little(count, 2),
    little(directory.length, 4),
    little(local.length, 4),
    0,
    0,
  )
  return bytes(local, directory, end)
}

function crcOf(data: Uint8Array): number {
  const archive = zipSync({ x: data }, { level: 0 })
  return new DataView(archive.buffer).getUint32(14, true)
}

describe('archives made by hand', () => {
  it('are read when nothing is wrong', () => {
    expect(parseNpz(zip()).x?.toArray()).toEqual([1, 2, 3])
    expect(parseNpz(zip({ method: 8 })).x?.toArray()).toEqual([1, 2, 3])
  })

  it.each([
    ['nothing', bytes(''), /no zip archive, or it is cut off/],
    ['cut off', zip().slice(0, -1), /no zip archive, or it is cut off/],
    ['a byte at its beginning', bytes(0, zip()), /the list of files does not end where it should/],
    ['another checksum', zip({ crc: 5 }), /"x.npy" has another size or checksum/],
    ['another checksum of compressed data', zip({ method: 8, crc: 5 }), /the checksum is another; the compressed data/],
    ['a size that is too small', zip({ method: 8, size: 20 }), /more than the 20 bytes come out/],
    ['a size that is too large', zip({ method: 8, size: 2000 }), /140 bytes come out, where the file states 2000/],
    ['a stored size that lies', zip({ size: 20 }), /another size or checksum/],
    [
      'damaged compressed data',
      zip({ method: 8, packed: new Uint8Array(9).fill(255) }),
      /the compressed data that begin here/,
    ],
    [
      'compressed data that are cut off',
      zip({ method: 8, packed: deflateSync(array).slice(0, 9) }),
      /the compressed data/,
    ],
    ['no compressed data', zip({ method: 8, packed: new Uint8Array(0) }), /0 bytes come out/],
    ['another method', zip({ method: 12 }), /compressed by method 12/],
    ['encryption', zip({ flags: 1 }), /encrypted/],
    ['a file that lies nowhere', zip({ offset: 99999 }), /"x.npy" should lie here/],
    ['a file that lies elsewhere', zip({ offset: 1 }), /byte 1: "x.npy" should lie here/],
    ['a file that is longer than the archive', zip({ packedSize: 99999 }), /"x.npy" should lie here/],
    ['the same file twice', zip({ count: 2, twice: true }), /the name "x.npy" is there twice/],
    ['fewer files than stated', zip({ count: 2 }), /file 1 of 2 should be listed here/],
    ['more files than stated', zip({ count: 0 }), /more than the stated 0 files/],
    ['zip64', zip({ count: 0xffff }), /zip64/],
    ['a name that pollutes', zip({ name: '__proto__.npy' }), /"__proto__" cannot be a key/],
    ['a file that is no array', zip({ name: 'x.txt' }), /holds "x.txt"; give one of .npy files only/],
    ['an array that is none', zip({ data: bytes('hello, world') }), /parseNpz: x.npy: at byte 0: this is no .npy file/],
  ])('%s: a FormatError', (_, file, message) => {
    expectFormatError(() => parseNpz(file), message)
  })

  it('two names for one file overlap', () => {
    const two = zipSync({ 'a.npy': array, 'b.npy': array }, { level: 0 })
    const view = new DataView(two.buffer)
    const directory = view.getUint32(two.length - 6, true)
    view.setUint32(directory + 46 + 5 + 42, 0, true) // the second one's offset
    expectFormatError(() => parseNpz(two), /byte 0: "b.npy" overlaps another file/)
  })
})

describe('what unpacks to too much', () => {
  const bomb = (size: number): Zippable => ({ 'x.npy': [formatNpy(zeros([size / 4])), { level: 9 }] })

  it('a stated size above 100 times the file and 16 MiB: nothing is unpacked', () => {
    expectFormatError(
      () => parseNpz(zip({ method: 8, size: 3e9 })),
      /3000000000 bytes are to be unpacked, more than 16777216/,
    )
  })

  it('a stated size above 100 times the file, where that is more than 16 MiB', () => {
    const packed = new Uint8Array(200_000).fill(255)
    const limit = 100 * zip({ method: 8, packed }).length
    const claim = (size: number) => () => parseNpz(zip({ method: 8, packed, size }))
    expectFormatError(claim(limit + 1), `${limit + 1} bytes are to be unpacked, more than ${limit}`)
    expectFormatError(claim(limit), /the compressed data that begin here are damaged/)
  })

  it('a real size above the stated one: unpacking stops there', () => {
    const packed = deflateSync(new Uint8Array(2 ** 26), { level: 9 })
    expectFormatError(() => parseNpz(zip({ method: 8, packed, size: 1000 })), /more than the 1000 bytes come out/)
  })

  it('a limit of your own', () => {
    const file = zipSync(bomb(4 * 2 ** 22)) // 16 MiB and a header
    expectFormatError(() => parseNpz(file), /if you trust the file, give \{ maxBytes: 16777344 \}/)
    expect(parseNpz(file, { maxBytes: 16777344 }).x?.shape).toEqual([2 ** 22])
    expect(() => parseNpz(formatNpz({ x: tensor([1]) }), { maxBytes: 100 })).toThrow(FormatError)
    expect(() => parseNpz(file, { maxBytes: Number.NaN })).toThrow('maxBytes is NaN')
    expect(() => parseNpz(file, { maxBytes: 9, ...{ max: 3 } })).toThrow('unknown option "max"')
  })

  it('many files count together', () => {
    const file = zipSync(Object.fromEntries(['a', 'b', 'c'].map((name) => [`${name}.npy`, formatNpy(zeros([10]))])))
    expect(Object.keys(parseNpz(file, { maxBytes: 3 * 168 }))).toEqual(['a', 'b', 'c'])
    expectFormatError(() => parseNpz(file, { maxBytes: 3 * 168 - 1 }), /504 bytes are to be unpacked, more than 503/)
  })
})

it('refuses what a zip archive cannot hold', () => {
  const one = tensor(1)
  const many = Object.fromEntries(Array.from({ length: 65_535 }, (_, i) => [String(i), one]))
  expect(() => formatNpz(many)).toThrow(
    'formatNpz: a zip archive holds fewer than 65,535 arrays, not 65535; write several.',
  )
  expect(() => formatNpz({ ['n'.repeat(70_000)]: one })).toThrow(DomainError)
})
