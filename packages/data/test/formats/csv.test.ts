import { DomainError, DTypeError, fromTypedArray, ShapeError, tensor } from '@adjoint/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { formatCsv, parseCsv } from '../../src/index.ts'
import { expectFormatError } from '../files.ts'

const flowers = 'width,"kind, in Latin",n\n1.5,setosa,1\n,virginica,-2\n-2e3,setosa,3\n'

describe('a table', () => {
  const table = parseCsv(flowers)

  it('has columns and rows', () => {
    expect([table.columns, table.rows]).toEqual([['width', 'kind, in Latin', 'n'], 3])
  })

  it('gives numbers; an empty cell is NaN', () => {
    const x = table.numbers(['n', 'width'])
    expect([x.dtype, x.toArray()]).toEqual([
      'float32',
      [
        [1, 1.5],
        [-2, Number.NaN],
        [3, -2000],
      ],
    ])
    expect(table.numbers(['n'], { dtype: 'int32' }).toArray()).toEqual([[1], [-2], [3]])
    expect(parseCsv('0.1\n', { header: false }).numbers(undefined, { dtype: 'float64' }).item()).toBe(0.1)
  })

  it('gives classes, sorted', () => {
    const { indices, values } = table.classes('kind, in Latin')
    expect([indices.dtype, indices.toArray(), values]).toEqual(['int32', [0, 1, 0], ['setosa', 'virginica']])
  })

  it('says which cell is no number', () => {
    expect(() => table.numbers()).toThrow(DTypeError)
    expect(() => table.numbers()).toThrow(
      'column "kind, in Latin" has "setosa" in row 2, which is no number; leave a missing one empty, and read text with',
    )
    expect(() => table.numbers(['width'], { dtype: 'int32' })).toThrow(
      'has "1.5" in row 2, which is no integer that int32 holds',
    )
    expect(() => parseCsv('a\n1e39').numbers()).toThrow('has "1e39" in row 2, which is no number that float32 holds')
    expect(() => parseCsv('a\n-1e999').numbers(['a'], { dtype: 'float64' })).toThrow(DTypeError)
    expect(parseCsv('a\n1e39').numbers(['a'], { dtype: 'float64' }).item()).toBe(1e39)
    expect(() => parseCsv('a\n3000000000').numbers(['a'], { dtype: 'int32' })).toThrow(DTypeError)
    expect(() => table.numbers(['wide'])).toThrow('there is no column "wide"; there are width')
    expect(() => table.classes('toString')).toThrow(DomainError)
    expect(() => table.numbers('width' as never)).toThrow('takes a list of columns; write numbers(["width"])')
    expect(() => parseCsv('a;b\n1;2').numbers(['a'])).toThrow('there are a;b. Is the delimiter ";"? Then say so.')
  })
})

it.each([
  ['1', 1],
  ['+1.', 1],
  ['.5', 0.5],
  ['-1e-3', -0.001],
  ['1E5', 1e5],
  ['nan', Number.NaN],
  ['NA', Number.NaN],
  ['null', Number.NaN],
  ['', Number.NaN],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-0', -0],
])('"%s" is a number', (cell, value) => {
  expect(parseCsv(`a,b\n${cell},`).numbers(['a']).item()).toBe(Math.fround(value))
})

it.each(['0x10', '1_000', '1,5', '1 2', 'e5', '.', '+', '--1', 'infin', 'true', '1e', '١'])('"%s" is none', (cell) => {
  expect(() => parseCsv(`a\n"${cell}"`).numbers()).toThrow(DTypeError)
})

describe('text', () => {
  it.each([
    ['line breaks of Windows', 'a,b\r\n1,2\r\n3,4\r\n'],
    ['line breaks of both kinds', 'a,b\n1,2\r\n3,4'],
    ['empty lines', '\na,b\n\n1,2\n\n\n3,4\n\n'],
    ['spaces', ' a , b\n 1,2 \n3,4'],
    ['a byte order mark', '\ufeffa,b\n1,2\n3,4'],
    ['quotes', '"a","b"\n"1","2"\n3,"4"'],
    ['bytes', new TextEncoder().encode('a,b\n1,2\n3,4')],
    ['bytes with a byte order mark', new TextEncoder().encode('\ufeffa,b\n1,2\n3,4')],
  ])('%s', (_, csv) => {
    const table = parseCsv(csv)
    expect([table.columns, table.numbers().toArray()]).toEqual([
      ['a', 'b'],
      [
        [1, 2],
        [3, 4],
      ],
    ])
  })

  it.each(['x\nred\n""\nblue', '\n\nx\r\n\r\nred\n ""\n\nblue\n', '\ufeff\r\nx\nred\n""\nblue\r\r'])(
    'with an empty cell in quotes, which is a row, beside empty lines, which are none: %j',
    (csv) => {
      const table = parseCsv(csv)
      expect([table.columns, table.rows]).toEqual([['x'], 3])
      expect(table.classes('x')).toMatchObject({ values: ['', 'blue', 'red'] })
      expect(table.classes('x').indices.toArray()).toEqual([2, 0, 1])
      expect(parseCsv('""\n', { header: false }).numbers().toArray()).toEqual([[Number.NaN]])
    },
  )

  it('with line breaks of several kinds', () => {
    expect(parseCsv('x\r\nred\nblue\rgreen\n').classes('x').values).toEqual(['blue', 'green', 'red'])
  })

  it('with line breaks of several kinds outside of quotes, and those in them as they are', () => {
    expect(parseCsv('x\r\n"red\r"\nblue\r"gr\r\neen"\r\n"a""\r"\n').classes('x').values).toEqual([
      'a"',
      'blue',
      'gr\r\neen',
      'red',
    ])
  })

  it.each([
    [',', 'a, "b"\n1,  "red, or ""blue"""\n  "2",\t"x,\n  ""y"'],
    ['\t', 'a\t "b"\n1\t  "red, or ""blue"""\n  "2"\t"x,\n  ""y"'],
    ['^', 'a^ "b"\r1^  "red, or ""blue"""\r  "2"^"x,\n  ""y"'],
    [' ', 'a "b"\n1 "red, or ""blue"""\n"2" "x,\n  ""y"'],
  ])('with spaces before quotes, cells between %j', (delimiter, csv) => {
    const table = parseCsv(csv, { delimiter })
    expect(table.numbers(['a']).toArray()).toEqual([[1], [2]])
    expect(table.classes('b').values).toEqual(['red, or "blue"', 'x,\n  "y'])
  })

  it('with two spaces between cells, of which the second ends an empty one', () => {
    expect(parseCsv('1  "2"', { delimiter: ' ', header: false }).numbers().toArray()).toEqual([[1, Number.NaN, 2]])
  })

  it('with quotes within a cell, which are a part of it', () => {
    expect(parseCsv('a,b\n5" disk, "x"').classes('a').values).toEqual(['5" disk'])
  })

  it('with another delimiter, without a header, or with nothing in it', () => {
    expect(parseCsv('1;2', { delimiter: ';', header: false }).numbers().toArray()).toEqual([[1, 2]])
    expect(parseCsv('1\t2', { delimiter: '\t', header: false }).columns).toEqual(['0', '1'])
    expect(parseCsv('').numbers().shape).toEqual([0, 0])
    expect(parseCsv('a,b').numbers().shape).toEqual([0, 2])
  })

  it.each([
    ['an open quote', 'a,b\n"1,2\n', /the quotes of a cell in row 2 do not match/],
    ['an open quote behind a space', 'a,b\n1, "2\n', /the quotes of a cell in row 2 do not match/],
    ['text behind a quote', 'a\n"1"2\n', /the quotes of a cell in row 2/],
    ['too many cells', 'a,b\n1,2\n1,2,3\n', /row 3 has 3 cells, but the first has 2/],
    ['too few cells', 'a,b\n1\n', /row 2 has 1 cells/],
    ['a name twice', 'a,a\n1,2\n', /the name "a" is there twice/],
    ['a name that pollutes', '__proto__\n1\n', /"__proto__" cannot be a key/],
    ['no UTF-8', Uint8Array.of(0x61, 0xff), /no UTF-8; give its text: new TextDecoder\('windows-1252'\)/],
  ])('with %s: a FormatError', (_, csv, message) => {
    expectFormatError(() => parseCsv(csv), message)
  })

  it('says which options are wrong', () => {
    for (const delimiter of ['', '::', '"', '\n', JSON.parse('null')])
      expect(() => parseCsv('a', { delimiter })).toThrow(DomainError)
    for (const header of ['no', 0, null])
      expect(() => parseCsv('a', JSON.parse(JSON.stringify({ header })))).toThrow(
        `parseCsv: header is ${JSON.stringify(header)}; give true or false.`,
      )
    expect(() => parseCsv('').numbers(['a'])).toThrow('there is no column "a"; there are none.')
    expect(() => parseCsv('a', { header: true, ...{ sep: ';' } })).toThrow('unknown option "sep"')
    expect(() => parseCsv('a').numbers(['a'], { ...{ dtype: badDType() } })).toThrow(DTypeError)
  })
})

it('says what to do with files of other programs', () => {
  const semicolons = 'a;b\r\n1,5;2\r\n'
  expect(() => parseCsv(semicolons)).toThrow(
    'has 2 cells, but the first has 1; give each as many. Is the delimiter ";"?',
  )
  expect(() => parseCsv('a;b\n1;2').numbers()).toThrow('classes(). Is the delimiter ";"? Then say so.')
  expect(() => parseCsv(semicolons, { delimiter: ';' }).numbers()).toThrow(
    'has "1,5" in row 2, which is no number; write a point',
  )
  expect(() => parseCsv(Uint8Array.of(0xff, 0xfe, 0x61, 0x00))).toThrow("'utf-16le'")
})

const blank = fc
  .array(fc.constantFrom(' ', '\t', '\u00a0', '\n', '\r'), { maxLength: 6 })
  .map((parts) => parts.join(''))
test.prop([fc.array(blank, { minLength: 4, maxLength: 4 })])(
  'lines of white space do not count, wherever they stand',
  ([before = '', between = '', further = '', behind = '']) => {
    const { columns, rows, numbers } = parseCsv(`${before}\na,b\n${between}\n1,2\n${further}\n3,4\n${behind}`)
    expect([columns, rows]).toEqual([['a', 'b'], 2])
    expect(numbers().toArray()).toEqual([
      [1, 2],
      [3, 4],
    ])
  },
)

/** As a caller without types would give it. */
function badDType(): 'int32' {
  return JSON.parse('"bool"')
}

test.prop([
  fc.array(fc.tuple(fc.double(), fc.double())),
  fc.uniqueArray(fc.string(), { minLength: 2, maxLength: 2, selector: (name) => name.trim() }),
])('formatCsv writes what parseCsv reads, to the bit', (rows, columns) => {
  const x = fromTypedArray(Float64Array.from(rows.flat()), [rows.length, 2])
  fc.pre(!columns.some((name) => name.trim() === '__proto__'))
  const table = parseCsv(formatCsv(x, columns))
  expect(table.columns).toEqual(columns.map((name) => name.trim()))
  expect(table.numbers(undefined, { dtype: 'float64' }).toArray()).toEqual(x.toArray())
  expect(parseCsv(formatCsv(x), { header: false }).numbers(undefined, { dtype: 'float64' }).size).toBe(x.size)
})

it('formatCsv takes matrices', () => {
  expect(formatCsv(tensor([[true, false]]))).toBe('1,0\n')
  expect(() => formatCsv(tensor([1]))).toThrow(ShapeError)
  expect(() => formatCsv(tensor([[1, 2]]), ['a'])).toThrow('1 names for the 2 columns')
  expect(() => formatCsv(JSON.parse('[[1, 2]]'))).toThrow('formatCsv: takes a tensor; write tensor(...).')
})

it('formatCsv takes names that can be read again', () => {
  const x = tensor([[1, 2]])
  expect(
    parseCsv(formatCsv(tensor([[1]]), ['']))
      .numbers([''])
      .toArray(),
  ).toEqual([[1]])
  expect(() => formatCsv(x, ['a', ' a'])).toThrow('formatCsv: a name stands twice in a,  a; give each column its own.')
  for (const names of ['null', '"ab"', '[1, 2]'])
    expect(() => formatCsv(x, JSON.parse(names))).toThrow('give a list of names')
})
