import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { Bytes } from '../src/bytes.ts'

function written(write: (out: Bytes) => void): number[] {
  const out = new Bytes()
  write(out)
  return [...out.take()]
}

/** The number that LEB128 bytes mean, as the definition has it: groups of seven bits, the lowest first. */
function decoded(bytes: readonly number[], signed: boolean): bigint {
  const bits = 7 * bytes.length
  const value = bytes.reduceRight((sum, byte) => (sum << 7n) | BigInt(byte & 127), 0n)
  return signed ? BigInt.asIntN(bits, value) : value
}

/** Every byte but the last goes on. */
function expectOneNumber(bytes: readonly number[]): void {
  expect(bytes.map((byte) => byte >= 128)).toEqual(bytes.map((_, i) => i < bytes.length - 1))
}

/** As many groups of seven bits as the value needs, and no more. */
function groups(value: bigint, signed: boolean): number {
  let count = 1
  while ((signed ? BigInt.asIntN(7 * count, value) : BigInt.asUintN(7 * count, value)) !== value) count++
  return count
}

// Where the number of groups changes.
const edges = Array.from({ length: 9 }, (_, i) => 1n << BigInt(7 * i + 6)).flatMap((edge) => [edge - 1n, edge])
const integers64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(...edges, ...edges.map((edge) => -edge), -(2n ** 63n), 2n ** 63n - 1n),
)

describe('LEB128', () => {
  test.prop([
    fc.oneof(fc.maxSafeNat(), fc.nat(300), fc.constantFrom(...edges.filter((n) => n < 2n ** 53n).map(Number))),
  ])('unsigned', (value) => {
    const bytes = written((out) => out.unsigned(value))
    expect(decoded(bytes, false)).toBe(BigInt(value))
    expectOneNumber(bytes)
    expect(bytes.length).toBe(groups(BigInt(value), false))
  })

  test.prop([
    fc.oneof(
      fc.integer(),
      fc.integer({ min: -300, max: 300 }),
      integers64.map((n) => Number(n) | 0),
    ),
  ])('signed, 32 bits', (value) => {
    const bytes = written((out) => out.signed(value))
    expect(decoded(bytes, true)).toBe(BigInt(value))
    expectOneNumber(bytes)
    expect(bytes.length).toBe(groups(BigInt(value), true))
  })

  test.prop([integers64])('signed, 64 bits', (value) => {
    const bytes = written((out) => out.signed64(value))
    expect(decoded(bytes, true)).toBe(value)
    expectOneNumber(bytes)
    expect(bytes.length).toBe(groups(value, true))
  })

  it('has the bytes of the examples in the DWARF standard', () => {
    expect(written((out) => out.unsigned(624485))).toEqual([0xe5, 0x8e, 0x26])
    expect(written((out) => out.signed(-123456))).toEqual([0xc0, 0xbb, 0x78])
    expect(written((out) => out.signed64(-129n))).toEqual([0xff, 0x7e])
  })

  it('refuses what is negative or no number, which would be other instructions', () => {
    for (const value of [-1, -16, Number.NaN]) expect(() => written((out) => out.unsigned(value))).toThrow(RangeError)
  })

  it('takes numbers beyond 32 bits for what they are modulo 2^32', () => {
    expect(written((out) => out.signed(0xffffffff))).toEqual(written((out) => out.signed(-1)))
    expect(written((out) => out.signed64(2n ** 64n - 1n))).toEqual(written((out) => out.signed64(-1n)))
  })
})

describe('Bytes', () => {
  test.prop([fc.array(fc.uint8Array({ maxLength: 700 }), { maxLength: 5 })])(
    'keeps what is written, in its order, however long it gets',
    (parts) => {
      const expected = parts.flatMap((part) => [...part])
      expect(written((out) => parts.forEach((part) => void out.append(part)))).toEqual(expected)
      expect(written((out) => expected.forEach((byte) => void out.byte(byte)))).toEqual(expected)
    },
  )

  test.prop([fc.double(), fc.float()])('writes floats, the lowest byte first', (double, single) => {
    const bytes = Uint8Array.from(written((out) => out.f64(double)).concat(written((out) => out.f32(single))))
    const view = new DataView(bytes.buffer)
    expect(bytes.length).toBe(12)
    expect(view.getFloat64(0, true)).toBe(double)
    expect(view.getFloat32(8, true)).toBe(single)
  })

  test.prop([fc.string({ unit: 'grapheme', maxLength: 200 })])('writes a name with its length in bytes', (text) => {
    const bytes = written((out) => out.name(text))
    const start = bytes.findIndex((byte) => byte < 128) + 1
    expect(decoded(bytes.slice(0, start), false)).toBe(BigInt(bytes.length - start))
    expect(new TextDecoder().decode(Uint8Array.from(bytes.slice(start)))).toBe(text)
  })

  it('writes the code of an instruction: a byte, or a prefix and a number', () => {
    expect(written((out) => out.code(0x6a))).toEqual([0x6a])
    expect(written((out) => out.code(0xfd0000))).toEqual([0xfd, 0])
    expect(written((out) => out.code(0xfd0105))).toEqual([0xfd, 0x85, 0x02])
  })

  it('gives a copy', () => {
    const out = new Bytes()
    out.byte(1)
    const first = out.take()
    first[0] = 7
    out.byte(2)
    expect([...out.take()]).toEqual([1, 2])
    expect([...first]).toEqual([7])
  })
})
