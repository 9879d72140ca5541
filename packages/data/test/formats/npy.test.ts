import { DTypeError, fromTypedArray, ShapeError, type Tensor, tensor, transpose, zeros } from '@adjoint/tensor'
import { test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { formatNpy, parseNpy } from '../../src/index.ts'
import {
  base64Of,
  bytes,
  bytesOf,
  type Expected,
  expectedOf,
  expectFormatError,
  files,
  little,
  tensors,
} from '../files.ts'

describe('files that NumPy wrote', () => {
  it.each(files.npy)('$name: to the bit', ({ file, dtype, shape, numbers }) => {
    expect(expectedOf(parseNpy(bytesOf(file)))).toEqual({ dtype, shape, numbers } satisfies Expected)
  })

  it.each(files.refused)('$name: refused', ({ file }) => {
    expect(() => parseNpy(bytesOf(file))).toThrow(DTypeError)
  })

  it('say which number is too large, and what to do', () => {
    const file = (name: string): Uint8Array => bytesOf(files.refused.find((one) => one.name === name)?.file ?? '')
    expect(() => parseNpy(file('too large an int64'))).toThrow(
      'parseNpy: the array holds 2147483648 at index 1, which int32 does not; write the array as float64, or smaller numbers.',
    )
    expect(() => parseNpy(file('too small an int64'))).toThrow('holds -2147483649 at index 0')
    expect(() => parseNpy(file('too large a uint64'))).toThrow('holds 9223372036854775813 at index 0')
    expect(() => parseNpy(file('fields'))).toThrow('structured')
    expect(() => parseNpy(file('objects'))).toThrow('the array\'s dtype is "|O"')
  })
})

describe('files that we write', () => {
  const same = files.npy.filter(({ name }) => /^(<f4|<f8|<i4|\|b1) .* C$/.test(name))

  it('are those that NumPy writes, byte by byte', () => {
    expect(same.length).toBeGreaterThanOrEqual(24)
    for (const { file } of same) expect(base64Of(formatNpy(parseNpy(bytesOf(file))))).toBe(file)
  })

  test.prop([tensors])('are read again to the bit', (x) => {
    expect(expectedOf(parseNpy(formatNpy(x)))).toEqual(expectedOf(x))
  })

  it('of views hold what the view shows', () => {
    const x = transpose(
      tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    )
    expect(parseNpy(formatNpy(x)).toArray()).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ])
  })

  it('have at most 64 dimensions', () => {
    const ones = (rank: number): Tensor => fromTypedArray(Float32Array.of(7), new Array(rank).fill(1))
    expect(parseNpy(formatNpy(ones(64))).rank).toBe(64)
    expect(() => formatNpy(ones(65))).toThrow(ShapeError)
    expect(() => formatNpy([1] as never)).toThrow('formatNpy: takes a tensor; write tensor(...).')
  })
})

it('reads a Buffer, and bytes that begin anywhere in their memory', () => {
  const file = formatNpy(tensor([1.5, 2]))
  const shifted = new Uint8Array(file.length + 3).subarray(3)
  shifted.set(file)
  for (const any of [Buffer.from(file), shifted]) expect(parseNpy(any).toArray()).toEqual([1.5, 2])
})

it('takes what it read for itself: later changes of the bytes change nothing', () => {
  const file = formatNpy(tensor([1, 2]))
  const x = parseNpy(file)
  file.fill(0)
  expect(x.toArray()).toEqual([1, 2])
})

it('makes true of every byte that is not 0', () => {
  const file = formatNpy(zeros([3], { dtype: 'bool' }))
  file.set([0, 1, 255], file.length - 3)
  expect([...parseNpy(file).toTypedArray()]).toEqual([0, 1, 1])
})

/** A file with this header, of version 1.0. */
function npy(header: string, data: Uint8Array = new Uint8Array(8)): Uint8Array {
  return bytes(0x93, 'NUMPY', 1, 0, little(header.length, 2), header, data)
}

const header = (shape: string): string => `{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }\n`

describe('headers', () => {
  it.each([
    ['keys in another order, no comma at the end', "{'shape':(2,),'fortran_order':False,'descr':'<f4'}"],
    ['double quotes', '{"descr": "<f4", "fortran_order": False, "shape": (2,)}'],
    ['numbers as Python 2 wrote them', "{'descr': '<f4', 'fortran_order': False, 'shape': (2L,), }"],
    ['line breaks', "{'descr':\n'<f4',\n'fortran_order':\nFalse,\n'shape':\n(2,\n),\n}\n\n"],
  ])('%s', (_, text) => {
    expect(parseNpy(npy(text)).toArray()).toEqual([0, 0])
  })

  it.each([
    ['no file at all', bytes(''), /byte 0: this is no .npy file/],
    ['another magic', bytes('PK', new Uint8Array(20)), /byte 0: this is no .npy file/],
    ['an unknown version', bytes(0x93, 'NUMPY', 4, 0, 0, 0), /byte 6: the version is 4.0/],
    [
      'a length beyond the end',
      bytes(0x93, 'NUMPY', 1, 0, 255, 255, 'abc'),
      /byte 8: the header's length is 65535, but 3/,
    ],
    ['a length that is cut off', bytes(0x93, 'NUMPY', 2, 0, 255, 255), /byte 8: the header's length/],
    ['a length of 4 GiB', bytes(0x93, 'NUMPY', 3, 0, 255, 255, 255, 255), /length is 4294967295, but 0/],
    ['no dict', npy('[]'), /byte 10: \{ belongs here, but there is "\["/],
    ['an empty dict', npy('{}'), /lacks one of its keys/],
    ['a key twice', npy("{'descr': '<f4', 'descr': '<f4'}"), /byte 27: the header has a key "descr" too many/],
    ['an unknown key', npy("{'__proto__': '<f4'}"), /a key "__proto__" too many/],
    ['code', npy('__import__("os")'), /belongs here/],
    ['an open quote', npy("{'descr"), /byte 12: the text that begins here has no '/],
    ['an escape at the end', npy("{'descr\\"), /has no '/],
    [
      'a negative dimension',
      npy(header('(-1,)')),
      /a dimension belongs here, an integer of 0 or more, but there is "-"/,
    ],
    ['a fractional dimension', npy(header('(1.5,)')), /belongs here, but there is "\."/],
    ['a shape that is no tuple', npy(header('(2)')), /, belongs here/],
    ['a dimension above 2^53', npy(header('(99999999999999999999,)')), /above 2\^53 - 1/],
    ['a product above 2^53', npy(header('(94906267, 94906267)')), /more numbers than a file can/],
    [
      'a product that overflows a double, times 0',
      npy(header(`(${'9007199254740991, '.repeat(30)}0)`)),
      /more numbers/,
    ],
    ['an array that is longer than the file', npy(header('(3,)')), /the shape \[3\] takes 12 bytes, but 8 are there/],
    ['a huge array', npy(header('(1000000, 1000000)')), /takes 4000000000000 bytes, but 8 are there/],
    ['an array that is shorter than the file', npy(header('(1,)')), /the array \[1\] ends here, but 4 bytes follow/],
    ['65 dimensions', npy(header(`(${'1, '.repeat(65)})`)), /65 dimensions; at most 64/],
    ['something behind the dict', npy(`${header('(2,)')}x`), /the header is complete, but there is "x"/],
    ['text that is no UTF-8', npy("{'", Uint8Array.of(0xff)), /has no '/],
  ])('%s: a FormatError', (_, file, message) => {
    expectFormatError(() => parseNpy(file), message)
  })

  it('that are no UTF-8 are told', () => {
    const file = bytes(0x93, 'NUMPY', 1, 0, 5, 0, "{'", 0xff, "':")
    expectFormatError(() => parseNpy(file), /byte 12: this text is no UTF-8/)
  })

  it.each(['=f4', '<f1', '<b2', '|f4', '<c8', '<U1', '|S1', '|V8', '<f16', 'f4', ''])(
    'dtype "%s": a DTypeError',
    (descr) => {
      expect(() => parseNpy(npy(`{'descr': '${descr}', 'fortran_order': False, 'shape': (2,)}`))).toThrow(DTypeError)
    },
  )
})

it('takes bytes only', () => {
  const buffer: Uint8Array = Object(JSON.parse('{}')) // an ArrayBuffer is one of the things that are no bytes
  expect(() => parseNpy(buffer)).toThrow('new Uint8Array(buffer)')
  expect(() => parseNpy('a.npy' as never)).toThrow('of a path: await readFile(path).')
})
