// Valid files, damaged at random. Whatever comes out of it: either an error that says what is wrong, or tensors that fit what
// they say of themselves and take no more memory than a stated factor of the file.
//
//   NIGHTLY=1 npm exec vitest -- run packages/data/test/formats/fuzz.test.ts   # 100,000 files of each kind, not 1,000
import { AdjointError, fromTypedArray, type Tensor, tensor } from '@adjoint/tensor'
import fc from 'fast-check'
import { gzipSync, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import {
  formatNpy,
  formatNpz,
  formatSafetensors,
  parseCsv,
  parseIdx,
  parseNpy,
  parseNpz,
  parseSafetensors,
} from '../../src/index.ts'
import { bytes, bytesOf, files } from '../files.ts'

const nightly = process.env.NIGHTLY !== undefined
const runs = nightly ? 100_000 : 1_000

const x = tensor([
  [1, 2.5, -3],
  [0, Number.NaN, 1e30],
])
const pair = { x, 'layers.0.bias': tensor([true, false]), n: tensor(7, { dtype: 'int32' }) }
const idx = bytes(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6)
const onlyFiles = (list: readonly { readonly file: string }[]): Uint8Array[] => list.map(({ file }) => bytesOf(file))

interface Kind {
  readonly name: string
  /** valid files, which are then damaged */
  readonly seeds: readonly Uint8Array[]
  /** all tensors that are in a file */
  readonly parse: (file: Uint8Array) => Tensor[]
  /** how many bytes may come out of one byte of the file, and how many besides */
  readonly factor: number
  readonly floor?: number
  /** whether a checksum finds nearly every damage */
  readonly checked?: boolean
}

const kinds: readonly Kind[] = [
  { name: 'npy', seeds: onlyFiles(files.npy), parse: (file) => [parseNpy(file)], factor: 4 },
  {
    name: 'npz',
    seeds: [...onlyFiles(files.npz), formatNpz(pair), formatNpz(pair, { compressed: true })],
    parse: (file) => Object.values(parseNpz(file)),
    factor: 400,
    floor: 4 * 2 ** 24,
    checked: true,
  },
  {
    name: 'npz, of which the damage is inside, behind right checksums',
    seeds: [formatNpy(x), formatNpy(tensor([true])), ...onlyFiles(files.npy).slice(0, 20)],
    parse: (file) => Object.values(parseNpz(zipSync({ 'x.npy': file }))),
    factor: 4,
  },
  {
    name: 'safetensors',
    seeds: [...onlyFiles(files.safetensors), formatSafetensors(pair, { a: 'b' }), formatSafetensors({})],
    parse: (file) => Object.values(parseSafetensors(file).tensors),
    factor: 4,
  },
  { name: 'idx', seeds: [idx], parse: (file) => [parseIdx(file)], factor: 4 },
  {
    name: 'idx in gzip',
    seeds: [gzipSync(idx)],
    parse: (file) => [parseIdx(file)],
    factor: 400,
    floor: 4 * 2 ** 24,
    checked: true,
  },
  {
    name: 'csv',
    seeds: [bytes('a,b\n1,2\n"3",4\n\n5,"6 ""x"""\n'), bytes('a\n')],
    parse: (file) => {
      const table = parseCsv(file)
      const classes = table.columns.map((column) => table.classes(column).indices)
      return [...classes, table.numbers(undefined, { dtype: 'float64' })]
    },
    factor: 16, // a cell takes two bytes, its comma included, and the empty one before it
    floor: 64,
  },
]

/** One damage: the place as a share of the file, how much, and with what. */
const damages = fc.record({
  how: fc.constantFrom('flip', 'set', 'extreme', 'digit', 'cut', 'drop', 'repeat', 'insert', 'swap'),
  // without a bias to small numbers, which would spare most of the file; every other one in its first tenth, the header
  at: fc
    .noBias(fc.tuple(fc.integer({ min: 0, max: 999 }), fc.boolean()))
    .map(([at, first]) => at / (first ? 10_000 : 1000)),
  length: fc.integer({ min: 1, max: 16 }),
  value: fc.integer({ min: 0, max: 255 }),
})
type Damage = typeof damages extends fc.Arbitrary<infer T> ? T : never

function damaged(file: Uint8Array, { how, at, length, value }: Damage): Uint8Array {
  const start = Math.floor(at * Math.max(0, file.length - 1))
  const [before, middle, after] = [file.slice(0, start), file.slice(start, start + length), file.slice(start + length)]
  switch (how) {
    case 'flip':
      return bytes(
        before,
        middle.map((byte, i) => (i === 0 ? byte ^ (1 << (value & 7)) : byte)),
        after,
      )
    case 'set':
      return bytes(before, middle.fill(value, 0, 1), after)
    case 'extreme': // lengths and offsets
      return bytes(before, middle.fill(value < 128 ? 255 : 0), after)
    case 'digit': // of a number in a header, if there is one behind the place
      return withOtherDigit(file, start, value)
    case 'cut':
      return before
    case 'drop':
      return bytes(before, after)
    case 'repeat':
      return bytes(before, middle, middle, after)
    case 'insert':
      return bytes(before, new Uint8Array(length).fill(value), middle, after)
    case 'swap':
      return bytes(before, middle.reverse(), after)
  }
}

function withOtherDigit(file: Uint8Array, start: number, value: number): Uint8Array {
  const place = file.findIndex((byte, i) => i >= start && byte >= 48 && byte <= 57)
  return place < 0 ? file : bytes(file.slice(0, place), String(value), file.slice(place + 1))
}

function bytesIn(all: readonly Tensor[]): number {
  let total = 0
  for (const one of all) {
    const numbers = one.toTypedArray()
    expect(numbers.length).toBe(one.shape.reduce((a, b) => a * b, 1))
    expect(one.dtype === 'bool' ? numbers.every((number) => number <= 1) : true).toBe(true)
    total += numbers.byteLength
  }
  return total
}

describe.each(kinds)('$name', ({ seeds, parse, factor, floor = 0, checked = false }) => {
  it('is valid at first', () => {
    for (const seed of seeds) {
      try {
        parse(seed)
      } catch (error) {
        expect(error).toBeInstanceOf(AdjointError) // the text in the table
        expect(String(error)).toContain('which is no number')
      }
    }
  })

  it(`${runs} times damaged, it is an error that says so, or fits`, () => {
    let [accepted, refused] = [0, 0]
    fc.assert(
      fc.property(fc.constantFrom(...seeds), fc.array(damages, { minLength: 1, maxLength: 4 }), (seed, list) => {
        const file = list.reduce(damaged, seed)
        let read: Tensor[]
        try {
          read = parse(file)
        } catch (error) {
          if (!(error instanceof AdjointError)) throw error
          expect(error.message).toMatch(/^parse\w+: /)
          refused++
          return
        }
        accepted++
        expect(bytesIn(read)).toBeLessThanOrEqual(factor * file.length + floor)
      }),
      { numRuns: runs },
    )
    // both ends were reached, so that the test says something of each
    expect(refused).toBeGreaterThan(runs / 20)
    expect(accepted + refused).toBeGreaterThanOrEqual(runs)
    if (!checked) expect(accepted).toBeGreaterThan(runs / 100)
  })
})

it('the judge sees a tensor that is too large', () => {
  expect(bytesIn([fromTypedArray(new Float64Array(10))])).toBe(80)
})
