import { DomainError, DTypeError, tensor } from '@adjoint/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { formatSafetensors, parseSafetensors } from '../../src/index.ts'
import { allExpected, bytes, bytesOf, expectFormatError, files, little, names, records } from '../files.ts'

it.each(files.safetensors)('a file put together by Python: to the bit', ({ file, tensors, metadata }) => {
  const read = parseSafetensors(bytesOf(file))
  expect(allExpected(read.tensors)).toEqual(tensors)
  expect(read.metadata).toEqual(metadata)
})

test.prop([records, fc.dictionary(names, fc.string({ unit: 'binary' }), { maxKeys: 3, noNullPrototype: true })])(
  'what is written is read again to the bit, is aligned, and is the same the next time',
  (tensors, metadata) => {
    const file = formatSafetensors(tensors, metadata)
    const read = parseSafetensors(file)
    expect(allExpected(read.tensors)).toEqual(allExpected(tensors))
    expect(read.metadata).toEqual(metadata)
    const length = Number(new DataView(file.buffer).getBigUint64(0, true))
    expect(length % 8).toBe(0)
    const header: Readonly<Record<string, { readonly data_offsets: readonly [number, number] }>> = JSON.parse(
      new TextDecoder().decode(file.subarray(8, 8 + length)),
    )
    for (const [name, x] of Object.entries(tensors)) {
      const [begin = Number.NaN] = header[name]?.data_offsets ?? []
      expect(begin % x.toTypedArray().BYTES_PER_ELEMENT).toBe(0)
    }
    expect(formatSafetensors(tensors, metadata)).toEqual(file)
  },
)

it('says what cannot be written', () => {
  const text: Record<string, string> = JSON.parse('{"epoch": 3}')
  expect(() => formatSafetensors({}, text)).toThrow('metadata "epoch" is number; write it as text: String(...).')
  for (const metadata of [null, 'ab', new Map([['a', 'b']])])
    expect(() => formatSafetensors({}, metadata as never)).toThrow('takes metadata as text by its names')
  expect(() => formatSafetensors(new Map([['x', tensor(1)]]) as never)).toThrow('of a Map: Object.fromEntries(map)')
  expect(() => formatSafetensors({ __metadata__: tensor(1) })).toThrow(DomainError)
  expect(() => formatSafetensors(Object.fromEntries([['__proto__', tensor(1)]]))).toThrow(DomainError)
  expect(() => formatSafetensors({}, Object.fromEntries([['__proto__', 'x']]))).toThrow(DomainError)
})

function file(header: string | Uint8Array, data = 0): Uint8Array {
  const text = bytes(header)
  return bytes(little(text.length, 8), text, new Uint8Array(data))
}

const entry = (begin: number, end: number, shape: string, dtype = 'F32'): string =>
  `{"dtype": "${dtype}", "shape": ${shape}, "data_offsets": [${begin}, ${end}]}`

describe('files made by hand', () => {
  it.each([
    ['no tensors', file('{}'), []],
    ['spaces behind the header', file('{}   \n'), []],
    ['spaces everywhere', file(`  { "a" : ${entry(0, 4, '[ 1 ]')} } `, 4), ['a']],
    [
      'another order than that of the bytes',
      file(`{"b":${entry(4, 8, '[1]')},"a":${entry(0, 4, '[]')}}`, 8),
      ['b', 'a'],
    ],
    [
      'empty tensors between others',
      file(`{"a":${entry(0, 4, '[]')},"b":${entry(4, 4, '[0,9]')},"c":${entry(4, 8, '[1]')}}`, 8),
      ['a', 'b', 'c'],
    ],
    ['escapes in names', file(`{"\\u0061\\n\\"":${entry(0, 4, '[]')}}`, 4), ['a\n"']],
  ])('%s', (_, any, keys) => {
    expect(Object.keys(parseSafetensors(any).tensors)).toEqual(keys)
  })

  it.each([
    ['nothing', bytes(''), /byte 0: a file begins with the header's length in 8 bytes, but has 0/],
    ['7 bytes', new Uint8Array(7), /but has 7/],
    ['a header beyond the end', bytes(little(100, 8), '{}'), /byte 0: the header's length is 100, but 2 bytes follow/],
    ['a header of 2^64 bytes', bytes(new Uint8Array(8).fill(255), '{}'), /the header's length is 18446744073709552000/],
    ['no header', bytes(little(0, 8)), /byte 8: \{ belongs here, but the header ends/],
    ['no JSON', file('hello'), /byte 8: \{ belongs here, but there is "h"/],
    ['JSON that is no object', file('[]'), /\{ belongs here/],
    ['deep JSON', file('{"a":'.repeat(100_000)), /too many; it takes dtype, shape and data_offsets/],
    ['deep lists', file(`{"a":{"dtype":"F32","shape":${'['.repeat(100_000)}`), /a dimension belongs here/],
    ['text that is no UTF-8', file(bytes('{"', 0xff, 0xfe, '":')), /byte 10: this text is no UTF-8/],
    ['a bad escape', file('{"\\x": 1}'), /the text in quotes at byte 9 is no JSON/],
    ['a line break in text', file('{"a\nb": 1}'), /is no JSON/],
    ['an open text', file('{"a'), /has no " at its end/],
    ['a name twice', file(`{"a":${entry(0, 4, '[]')},"a":${entry(4, 8, '[]')}}`, 8), /the name "a" is there twice/],
    ['a name twice, once in escapes', file(`{"a":${entry(0, 4, '[]')},"\\u0061":${entry(4, 8, '[]')}}`, 8), /twice/],
    [
      'a name that pollutes',
      file(`{"__proto__":${entry(0, 4, '[]')}}`, 4),
      /byte 9: the name "__proto__" cannot be a key/,
    ],
    ['metadata that pollute', file('{"__metadata__":{"__proto__":"x"}}'), /"__proto__" cannot be a key/],
    ['metadata twice', file('{"__metadata__":{},"__metadata__":{}}'), /twice/],
    ['metadata that are no text', file('{"__metadata__":{"a":1}}'), /text in quotes belongs here, but there is "1"/],
    ['a key too many', file(`{"a":{"dtype":"F32","dtype":"F32"}}`), /"a" has a key "dtype" too many/],
    [
      'a key that is missing',
      file('{"a":{"dtype":"F32","shape":[]}}'),
      /"a" needs a dtype, a shape and two data_offsets/,
    ],
    ['three offsets', file('{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4,8]}}', 8), /two data_offsets/],
    ['a negative dimension', file(`{"a":${entry(0, 4, '[-1]')}}`, 4), /an integer of 0 or more, but there is "-"/],
    ['a fractional dimension', file(`{"a":${entry(0, 4, '[1.0]')}}`, 4), /\] belongs here, but there is "\."/],
    [
      'a product that overflows',
      file(`{"a":${entry(0, 4, '[4294967296,4294967296,4294967296]')}}`, 4),
      /more numbers than a file can/,
    ],
    ['a shape beyond its bytes', file(`{"a":${entry(0, 4, '[2]')}}`, 4), /takes 8 bytes, but 4 are there/],
    ['a shape below its bytes', file(`{"a":${entry(0, 4, '[0]')}}`, 4), /but \[0\] takes 0 bytes/],
    [
      'offsets beyond the end',
      file(`{"a":${entry(0, 8, '[2]')}}`, 4),
      /from 0 to 8 of the data, of which there are 4 bytes/,
    ],
    ['offsets that run backwards', file(`{"a":${entry(4, 0, '[0]')}}`, 4), /from 4 to 0/],
    [
      'a gap',
      file(`{"a":${entry(0, 4, '[]')},"b":${entry(8, 12, '[]')}}`, 12),
      /"b" lies from 8 to 12 of the data, but the one before ends at 4/,
    ],
    [
      'tensors that overlap',
      file(`{"a":${entry(0, 8, '[2]')},"b":${entry(4, 8, '[1]')}}`, 8),
      /"b" lies from 4 to 8 .* ends at 8/,
    ],
    ['tensors that share bytes', file(`{"a":${entry(0, 4, '[]')},"b":${entry(0, 4, '[]')}}`, 4), /ends at 4/],
    ['bytes before the first', file(`{"a":${entry(4, 8, '[]')}}`, 8), /ends at 0/],
    ['bytes behind the last', file(`{"a":${entry(0, 4, '[]')}}`, 5), /byte \d+: 1 bytes belong to no tensor/],
    ['bytes of no tensor', file('{}', 3), /byte 10: 3 bytes belong to no tensor/],
    ['something behind the header', file('{}x'), /the header is complete, but there is "x"/],
  ])('%s: a FormatError', (_, any, message) => {
    expectFormatError(() => parseSafetensors(any), message)
  })

  it.each(['F8_E4M3', 'C64', 'f32', '', 'toString'])('dtype "%s": a DTypeError', (dtype) => {
    expect(() => parseSafetensors(file(`{"a":${entry(0, 4, '[]', dtype)}}`, 4))).toThrow(DTypeError)
  })

  it('names like those of Object are names', () => {
    const read = parseSafetensors(file(`{"constructor":${entry(0, 4, '[]')},"__metadata__":{"toString":"x"}}`, 4))
    expect(Object.keys(read.tensors)).toEqual(['constructor'])
    expect(Object.entries(read.metadata)).toEqual([['toString', 'x']])
  })
})
