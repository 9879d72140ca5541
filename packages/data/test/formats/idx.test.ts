import { gzipSync as zlibGzip } from 'node:zlib'
import { gzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { parseIdx } from '../../src/index.ts'
import { bytes, expectFormatError } from '../files.ts'

/** An IDX file of numbers that DataView writes. */
function idx(type: number, shape: readonly number[], width: number, write: (view: DataView) => void): Uint8Array {
  const size = shape.reduce((a, b) => a * b, 1)
  const file = new Uint8Array(4 + 4 * shape.length + size * width)
  const view = new DataView(file.buffer)
  file.set([0, 0, type, shape.length])
  for (const [i, dim] of shape.entries()) view.setUint32(4 + 4 * i, dim)
  write(new DataView(file.buffer, 4 + 4 * shape.length))
  return file
}

it.each([
  ['bytes', idx(8, [2], 1, (view) => view.setUint16(0, 0x01ff)), 'int32', [1, 255]],
  ['signed bytes', idx(9, [2], 1, (view) => view.setUint16(0, 0x01ff)), 'int32', [1, -1]],
  ['shorts', idx(11, [1], 2, (view) => view.setInt16(0, -300)), 'int32', [-300]],
  ['ints', idx(12, [1], 4, (view) => view.setInt32(0, -70000)), 'int32', [-70000]],
  ['floats', idx(13, [1], 4, (view) => view.setFloat32(0, 1.5)), 'float32', [1.5]],
  ['doubles', idx(14, [1], 8, (view) => view.setFloat64(0, 0.1)), 'float64', [0.1]],
  ['nothing', idx(8, [0, 28], 1, () => {}), 'int32', []],
])('%s', (_, file, dtype, numbers) => {
  const x = parseIdx(file)
  expect([x.dtype, x.toArray()]).toEqual([dtype, numbers])
})

const file = idx(8, [2, 3], 1, (view) => view.setUint32(2, 0x01020304))

describe('gzip', () => {
  it('is unpacked', () => {
    for (const packed of [gzipSync(file), zlibGzip(file), gzipSync(file, { filename: 'train-images' })]) {
      expect(parseIdx(packed).toArray()).toEqual([
        [0, 0, 1],
        [2, 3, 4],
      ])
    }
  })

  it('with every field that a header can have', () => {
    const plain = gzipSync(file)
    const full = bytes(
      0x1f,
      0x8b,
      8,
      4 + 8 + 16 + 2,
      plain.slice(4, 10),
      3,
      0,
      'abc',
      'name',
      0,
      'comment',
      0,
      9,
      9,
      plain.slice(10),
    )
    expect(parseIdx(full).toArray()).toEqual([
      [0, 0, 1],
      [2, 3, 4],
    ])
  })

  it('is unpacked up to a limit', () => {
    const bomb = zlibGzip(idx(8, [2 ** 25], 1, () => {}))
    expectFormatError(() => parseIdx(bomb), /33554440 bytes are to be unpacked, more than 16777216/)
    expect(parseIdx(bomb, { maxBytes: 1e8 }).shape).toEqual([2 ** 25])
    const lying = bomb.slice()
    lying.set([100, 0, 0, 0], lying.length - 4)
    expectFormatError(() => parseIdx(lying), /more than the 100 bytes come out/)
  })

  it.each([1, 3, 9, 17, 20])('cut off behind %i bytes: a FormatError', (length) => {
    expectFormatError(() => parseIdx(gzipSync(file).slice(0, length)), /parseIdx: at byte \d+: /)
  })

  it('with another checksum: a FormatError', () => {
    const packed = gzipSync(file)
    packed[packed.length - 8] = (packed[packed.length - 8] ?? 0) ^ 1
    expectFormatError(() => parseIdx(packed), /the checksum is another/)
  })
})

it.each([
  ['nothing', bytes(''), /no IDX file/],
  ['another type', bytes(0, 0, 7, 0), /no IDX file/],
  ['another beginning', bytes(0, 1, 8, 0), /no IDX file/],
  ['dimensions that are missing', bytes(0, 0, 8, 3, 0, 0), /byte 3: 3 dimensions should follow/],
  ['a huge shape', bytes(0, 0, 8, 2, new Uint8Array(8).fill(255)), /more numbers than a file can/],
  ['too few numbers', file.slice(0, -1), /the shape \[2, 3\] takes 6 bytes, but 5 are there/],
  ['too many numbers', bytes(file, 0), /ends here, but 1 bytes follow/],
])('%s: a FormatError', (_, any, message) => {
  expectFormatError(() => parseIdx(any), message)
})
