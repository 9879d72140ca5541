import { fc } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import {
  atomic,
  detectInstructionSet,
  f32,
  f32x4,
  f64,
  f64x2,
  i32,
  i32x4,
  i64,
  i64x2,
  type Place,
  type Statement,
  type Value,
  v128,
} from '../src/index.ts'
import { programOf } from './execute.ts'
import { fusedMultiplyAdd } from './fused.ts'
import {
  type Kind,
  kindArbitrary,
  type Lane,
  type LaneOf,
  type Lanes,
  laneArbitraries,
  lanesOf,
  loadKind,
  type NumberOf,
  readLanes,
  storeKind,
  type TypeOf,
  writeLanes,
} from './kinds.ts'

/** Runs an instruction and compares it with its reference. */
type Check<Instruction> = (instruction: Instruction) => void

/** Every instruction of a table has a check: one that has none is an error of the types, and fails here too. */
function checkTable<T extends object>(
  name: string,
  instructions: T,
  checks: { readonly [K in keyof T]: Check<T[K]> },
): void {
  describe(name, () => {
    for (const key in instructions) it(key, () => checks[key](instructions[key]))
  })
}

type Operands<P extends readonly Kind[]> = { readonly [I in keyof P]: Value<TypeOf<P[I]>> }
type Instruction<P extends readonly Kind[], R extends Kind> = (...operands: Operands<P>) => Value<TypeOf<R>>
type Reference<P extends readonly Kind[], R extends Kind> = (
  ...operands: { readonly [I in keyof P]: Lanes<P[I]> }
) => Lanes<R>

/** Runs per instruction: enough that special values meet in every pair of operands. */
const numRuns = 100

/** NaN is NaN, whatever its bits; -0 is not 0. */
function same(a: number | bigint | undefined, b: number | bigint | undefined): boolean {
  return Object.is(a, b)
}

/** An instruction whose operands are read, and whose result is compared, as a whole; any of the references may be right. */
function whole<const P extends readonly Kind[], R extends Kind>(
  takes: P,
  gives: R,
  ...references: readonly Reference<P, R>[]
): Check<Instruction<P, R>> {
  return (instruction) => {
    const { run, memory } = programOf([], (f) => {
      const operands = takes.map((kind, i) => loadKind({ at: i32.const(16 * i) }, kind))
      const value: Value<TypeOf<R>> = Reflect.apply(instruction, undefined, operands)
      expect(value.type).toBe(lanesOf[gives][1] === 1 ? gives : 'v128')
      f.run(storeKind({ at: i32.const(64) }, value))
    })
    fc.assert(
      fc.property(fc.tuple(...takes.map(kindArbitrary)), (operands) => {
        for (const [i, kind] of takes.entries()) writeLanes(memory, 16 * i, kind, operands[i] ?? [])
        run()
        const result = readLanes(memory, 64, gives)
        const expected: readonly (readonly (number | bigint)[])[] = references.map((reference) =>
          Reflect.apply(reference, undefined, operands),
        )
        const right = result.every((lane, i) => expected.some((lanes) => same(lane, lanes[i])))
        if (!right) expect(result).toEqual(expected[0])
        expect(expected[0]).toHaveLength(result.length)
      }),
      { numRuns },
    )
  }
}

/** An instruction that does the same in every lane. */
function each<const P extends readonly Kind[], R extends Kind>(
  takes: P,
  gives: R,
  ...references: readonly ((...operands: { readonly [I in keyof P]: NumberOf<LaneOf<P[I]>> }) => NumberOf<LaneOf<R>>)[]
): Check<Instruction<P, R>> {
  const ofLanes = references.map(
    (reference): Reference<P, R> =>
      (...operands) =>
        Array.from({ length: lanesOf[gives][1] }, (_, i) =>
          Reflect.apply(
            reference,
            undefined,
            operands.map((lanes) => lanes[i]),
          ),
        ),
  )
  return whole(takes, gives, ...ofLanes)
}

const two = <K extends Kind>(
  kind: K,
  reference: (a: NumberOf<LaneOf<K>>, b: NumberOf<LaneOf<K>>) => NumberOf<LaneOf<K>>,
) => each([kind, kind], kind, reference)
const one = <K extends Kind>(kind: K, reference: (a: NumberOf<LaneOf<K>>) => NumberOf<LaneOf<K>>) =>
  each([kind], kind, reference)

const as64 = (n: bigint) => BigInt.asIntN(64, n)
const unsigned64 = (n: bigint) => BigInt.asUintN(64, n)

/** The nearest integer, of two the even one. */
function nearest(x: number): number {
  if (!Number.isFinite(x) || Number.isInteger(x)) return x
  const below = Math.floor(x)
  const rest = x - below
  const rounded = rest < 0.5 || (rest === 0.5 && below % 2 === 0) ? below : below + 1
  return rounded === 0 && x < 0 ? -0 : rounded
}

/** As far as an i32 reaches. */
function saturated(x: number): number {
  return Number.isNaN(x) ? 0 : Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Math.trunc(x))) | 0
}

const buffer = new DataView(new ArrayBuffer(8))

function bitsOf64(x: number): bigint {
  buffer.setFloat64(0, x)
  return buffer.getBigInt64(0)
}

function floatOf64(bits: bigint): number {
  buffer.setBigInt64(0, bits)
  return buffer.getFloat64(0)
}

// --- constants, and instructions on memory ---

/** Constants are part of the code: one program has many. */
function constants<L extends Lane>(lane: L): Check<(value: NumberOf<L>) => Value<L>> {
  return (instruction) => {
    const values: fc.Arbitrary<NumberOf<Lane>> = laneArbitraries[lane]
    fc.assert(
      fc.property(fc.array(values, { minLength: 100, maxLength: 100 }), (numbers) => {
        const { run, memory } = programOf([], (f) => {
          for (const [i, number] of numbers.entries()) {
            f.run(storeKind({ at: i32.const(8 * i) }, Reflect.apply(instruction, undefined, [number])))
          }
        })
        run()
        expect(numbers.map((_, i) => readLanes(memory, 8 * i, lane)[0])).toEqual(numbers)
      }),
      { numRuns: 5 },
    )
  }
}

interface Access {
  readonly address: number
  readonly offset: number
}

/** Offsets of one byte and of more; addresses without alignment, or with that of an i32. */
function accesses(aligned: boolean): fc.Arbitrary<Access> {
  const step = aligned ? 4 : 1
  return fc.record({
    address: fc.nat(300).map((n) => n * step),
    offset: fc.oneof(fc.nat(20), fc.nat(8000)).map((n) => n * step),
  })
}

const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 })

/** A load: of 16 random bytes. */
function loads<R extends Kind>(
  gives: R,
  reference: (memory: DataView) => Lanes<R>,
  aligned = false,
): Check<(place: Place) => Value<TypeOf<R>>> {
  return (instruction) =>
    fc.assert(
      fc.property(accesses(aligned), bytes, ({ address, offset }, content) => {
        const { run, memory } = programOf(['i32'], (f) => {
          const value = instruction({ at: f.parameter(0, 'i32'), ...(offset > 0 && { offset }) })
          f.run(storeKind({ at: i32.const(40000) }, value))
        })
        new Uint8Array(memory.buffer).set(content, address + offset)
        run(address)
        const expected = [...reference(new DataView(content.buffer))]
        expect(readLanes(memory, 40000, gives)).toEqual(expected)
      }),
      { numRuns: 30 },
    )
}

/** A store: `width` bytes change, and no other. */
function stores<K extends Kind>(
  kind: K,
  width: number,
  aligned = false,
): Check<(place: Place, value: Value<TypeOf<K>>) => Statement> {
  return (instruction) =>
    fc.assert(
      fc.property(accesses(aligned), bytes, ({ address, offset }, content) => {
        const { run, memory } = programOf(['i32'], (f) => {
          const place: Place = { at: f.parameter(0, 'i32'), offset }
          f.run(Reflect.apply(instruction, undefined, [place, loadKind({ at: i32.const(40000) }, kind)]))
        })
        const all = new Uint8Array(memory.buffer)
        all.fill(170)
        all.set(content, 40000)
        const expected = all.slice()
        expected.set(content.subarray(0, width), address + offset)
        run(address)
        expect(all.findIndex((byte, i) => byte !== expected[i])).toBe(-1)
      }),
      { numRuns: 30 },
    )
}

const read =
  <K extends Kind>(kind: K) =>
  (memory: DataView) =>
    readLanes(memory, 0, kind)

// --- the tables ---

const truth = (a: boolean) => (a ? 1 : 0)

checkTable('i32', i32, {
  const: constants('i32'),
  load: loads('i32', read('i32')),
  load8: loads('i32', (memory) => [memory.getUint8(0)]),
  store: stores('i32', 4),
  store8: stores('i32', 1),
  eqz: one('i32', (a) => truth(a === 0)),
  eq: two('i32', (a, b) => truth(a === b)),
  ne: two('i32', (a, b) => truth(a !== b)),
  lt: two('i32', (a, b) => truth(a < b)),
  ltUnsigned: two('i32', (a, b) => truth(a >>> 0 < b >>> 0)),
  gt: two('i32', (a, b) => truth(a > b)),
  le: two('i32', (a, b) => truth(a <= b)),
  ge: two('i32', (a, b) => truth(a >= b)),
  add: two('i32', (a, b) => (a + b) | 0),
  sub: two('i32', (a, b) => (a - b) | 0),
  mul: two('i32', Math.imul),
  and: two('i32', (a, b) => a & b),
  or: two('i32', (a, b) => a | b),
  shl: two('i32', (a, b) => a << b),
  shrUnsigned: two('i32', (a, b) => (a >>> b) | 0),
})

checkTable('i64', i64, {
  const: constants('i64'),
  add: two('i64', (a, b) => as64(a + b)),
  sub: two('i64', (a, b) => as64(a - b)),
  and: two('i64', (a, b) => a & b),
  shl: two('i64', (a, b) => as64(a << (b & 63n))),
  shrUnsigned: two('i64', (a, b) => as64(unsigned64(a) >> (b & 63n))),
  fromBits: each(['f64'], 'i64', bitsOf64),
  fromI32: each(['i32'], 'i64', BigInt),
})

/** What scalars and vectors of floats have alike. */
function arithmetic<Binary>(binary: (reference: (a: number, b: number) => number) => Binary) {
  return {
    add: binary((a, b) => a + b),
    sub: binary((a, b) => a - b),
    mul: binary((a, b) => a * b),
    div: binary((a, b) => a / b),
  }
}

/** What vectors of floats have besides. */
function ofOneVector<Unary>(unary: (reference: (a: number) => number) => Unary) {
  return {
    abs: unary(Math.abs),
    neg: unary((a) => -a),
    ceil: unary(Math.ceil),
    floor: unary(Math.floor),
    trunc: unary(Math.trunc),
    nearest: unary(nearest),
    sqrt: unary(Math.sqrt),
  }
}

/** Comparisons, for a test of two numbers that becomes an instruction's check. */
function comparisons<C>(compare: (test: (a: number, b: number) => boolean) => C) {
  return {
    eq: compare((a, b) => a === b),
    ne: compare((a, b) => a !== b),
    lt: compare((a, b) => a < b),
    le: compare((a, b) => a <= b),
  }
}

checkTable('f32', f32, {
  ...comparisons((test) => each(['f32', 'f32'], 'i32', (a, b) => truth(test(a, b)))),
  ...arithmetic((reference) => two('f32', (a, b) => Math.fround(reference(a, b)))),
  const: constants('f32'),
  load: loads('f32', read('f32')),
  store: stores('f32', 4),
  demote: each(['f64'], 'f32', Math.fround),
})

checkTable('f64', f64, {
  ...comparisons((test) => each(['f64', 'f64'], 'i32', (a, b) => truth(test(a, b)))),
  ...arithmetic((reference) => two('f64', reference)),
  const: constants('f64'),
  load: loads('f64', read('f64')),
  store: stores('f64', 8),
  fromI32: each(['i32'], 'f64', (a) => a),
  promote: each(['f32'], 'f64', (a) => a),
  fromBits: each(['i64'], 'f64', floatOf64),
})

/** Instructions with sixteen bytes in their code; random ones, one program each. */
function withBytes(
  highest: number,
  reference: (bytes: readonly number[], a: readonly bigint[], b: readonly bigint[]) => readonly bigint[],
): Check<(bytes: readonly number[], a: Value<'v128'>, b: Value<'v128'>) => Value<'v128'>> {
  return (instruction) => {
    for (const immediate of fc.sample(fc.array(fc.nat(highest), { minLength: 16, maxLength: 16 }), 8)) {
      whole(['i64x2', 'i64x2'], 'i64x2', (a, b) => reference(immediate, a, b))((a, b) => instruction(immediate, a, b))
    }
  }
}

const bytesOf = (lanes: readonly bigint[]) => [...new Uint8Array(BigInt64Array.from(lanes).buffer)]
const lanesOfBytes = (bytes: readonly number[]) => [...new BigInt64Array(Uint8Array.from(bytes).buffer)]

checkTable('v128', v128, {
  load: loads('i64x2', read('i64x2')),
  load32Splat: loads('i32x4', (memory) => Array.from({ length: 4 }, () => memory.getInt32(0, true))),
  load64Splat: loads('i64x2', (memory) => Array.from({ length: 2 }, () => memory.getBigInt64(0, true))),
  store: stores('i64x2', 16),
  const: (instruction) => withBytes(255, lanesOfBytes)(instruction),
  shuffle: withBytes(31, (order, a, b) => {
    const all = [...bytesOf(a), ...bytesOf(b)]
    return lanesOfBytes(order.map((index) => all[index] ?? 0))
  }),
  not: one('i64x2', (a) => ~a),
  and: two('i64x2', (a, b) => a & b),
  andNot: two('i64x2', (a, b) => a & ~b),
  or: two('i64x2', (a, b) => a | b),
  xor: two('i64x2', (a, b) => a ^ b),
  select: each(['i64x2', 'i64x2', 'i64x2'], 'i64x2', (a, b, mask) => (a & mask) | (b & ~mask)),
  anyTrue: whole(['i64x2'], 'i32', (lanes) => [truth(lanes.some((lane) => lane !== 0n))]),
})

/** The number of a lane is part of the code: each is tried. */
function lanes(count: number, check: (index: number) => void): void {
  for (let index = 0; index < count; index++) check(index)
}

const bit = (a: boolean) => (a ? -1 : 0)
const bit64 = (a: boolean) => (a ? -1n : 0n)

checkTable('i32x4', i32x4, {
  splat: whole(['i32'], 'i32x4', ([a]) => Array.from({ length: 4 }, () => a ?? 0)),
  lane: (instruction) =>
    lanes(4, (index) => whole(['i32x4'], 'i32', (x) => [x[index] ?? 0])((x) => instruction(index, x))),
  eq: two('i32x4', (a, b) => bit(a === b)),
  lt: two('i32x4', (a, b) => bit(a < b)),
  gt: two('i32x4', (a, b) => bit(a > b)),
  shl: whole(['i32x4', 'i32'], 'i32x4', (x, [by = 0]) => x.map((a) => a << by)),
  shr: whole(['i32x4', 'i32'], 'i32x4', (x, [by = 0]) => x.map((a) => a >> by)),
  shrUnsigned: whole(['i32x4', 'i32'], 'i32x4', (x, [by = 0]) => x.map((a) => (a >>> by) | 0)),
  add: two('i32x4', (a, b) => (a + b) | 0),
  sub: two('i32x4', (a, b) => (a - b) | 0),
  mul: two('i32x4', Math.imul),
  truncateF64x2: whole(['f64x2'], 'i32x4', (x) => [...x.map(saturated), 0, 0]),
  allTrue: whole(['i32x4'], 'i32', (x) => [truth(x.every((lane) => lane !== 0))]),
})

checkTable('i64x2', i64x2, {
  splat: whole(['i64'], 'i64x2', ([a]) => Array.from({ length: 2 }, () => a ?? 0n)),
  lane: (instruction) =>
    lanes(2, (index) => whole(['i64x2'], 'i64', (x) => [x[index] ?? 0n])((x) => instruction(index, x))),
  gt: two('i64x2', (a, b) => bit64(a > b)),
  shl: whole(['i64x2', 'i32'], 'i64x2', (x, [by = 0]) => x.map((a) => as64(a << BigInt(by & 63)))),
  shr: whole(['i64x2', 'i32'], 'i64x2', (x, [by = 0]) => x.map((a) => a >> BigInt(by & 63))),
  shrUnsigned: whole(['i64x2', 'i32'], 'i64x2', (x, [by = 0]) => x.map((a) => as64(unsigned64(a) >> BigInt(by & 63)))),
  add: two('i64x2', (a, b) => as64(a + b)),
  sub: two('i64x2', (a, b) => as64(a - b)),
})

const pmin = (a: number, b: number) => (b < a ? b : a)
const pmax = (a: number, b: number) => (a < b ? b : a)

/** A check, but nothing where the engine has no relaxed instructions. */
function relaxed<Instruction>(check: Check<Instruction>): Check<Instruction> {
  return detectInstructionSet() === 'relaxed' ? check : () => {}
}

checkTable('f32x4', f32x4, {
  ...comparisons((test) => each(['f32x4', 'f32x4'], 'i32x4', (a, b) => bit(test(a, b)))),
  ...ofOneVector((reference) => one('f32x4', (a) => Math.fround(reference(a)))),
  ...arithmetic((reference) => two('f32x4', (a, b) => Math.fround(reference(a, b)))),
  gt: each(['f32x4', 'f32x4'], 'i32x4', (a, b) => bit(a > b)),
  ge: each(['f32x4', 'f32x4'], 'i32x4', (a, b) => bit(a >= b)),
  pmin: two('f32x4', pmin),
  pmax: two('f32x4', pmax),
  multiplyAdd: relaxed(
    each(
      ['f32x4', 'f32x4', 'f32x4'],
      'f32x4',
      (a, b, c) => fusedMultiplyAdd('f32', a, b, c),
      (a, b, c) => Math.fround(Math.fround(a * b) + c),
    ),
  ),
  negMultiplyAdd: relaxed(
    each(
      ['f32x4', 'f32x4', 'f32x4'],
      'f32x4',
      (a, b, c) => fusedMultiplyAdd('f32', -a, b, c),
      (a, b, c) => Math.fround(c - Math.fround(a * b)),
    ),
  ),
  laneSelect: relaxed((instruction) =>
    each(['i32x4', 'i32x4', 'i32x4'], 'i32x4', (a, b, mask) => (mask < 0 ? a : b))((a, b, mask) =>
      instruction(a, b, i32x4.shr(mask, i32.const(31))),
    ),
  ),
  splat: whole(['f32'], 'f32x4', ([a]) => Array.from({ length: 4 }, () => a ?? 0)),
  lane: (instruction) =>
    lanes(4, (index) => whole(['f32x4'], 'f32', (x) => [x[index] ?? 0])((x) => instruction(index, x))),
  replaceLane: (instruction) =>
    lanes(4, (index) =>
      whole(['f32x4', 'f32'], 'f32x4', (x, [a]) => x.with(index, a ?? 0))((x, a) => instruction(index, x, a)),
    ),
  demote: whole(['f64x2'], 'f32x4', (x) => [...x.map(Math.fround), 0, 0]),
})

checkTable('f64x2', f64x2, {
  ...comparisons((test) => each(['f64x2', 'f64x2'], 'i64x2', (a, b) => bit64(test(a, b)))),
  ...ofOneVector((reference) => one('f64x2', reference)),
  ...arithmetic((reference) => two('f64x2', reference)),
  gt: each(['f64x2', 'f64x2'], 'i64x2', (a, b) => bit64(a > b)),
  ge: each(['f64x2', 'f64x2'], 'i64x2', (a, b) => bit64(a >= b)),
  pmin: two('f64x2', pmin),
  pmax: two('f64x2', pmax),
  multiplyAdd: relaxed(
    each(
      ['f64x2', 'f64x2', 'f64x2'],
      'f64x2',
      (a, b, c) => fusedMultiplyAdd('f64', a, b, c),
      (a, b, c) => a * b + c,
    ),
  ),
  negMultiplyAdd: relaxed(
    each(
      ['f64x2', 'f64x2', 'f64x2'],
      'f64x2',
      (a, b, c) => fusedMultiplyAdd('f64', -a, b, c),
      (a, b, c) => c - a * b,
    ),
  ),
  laneSelect: relaxed((instruction) =>
    each(['i64x2', 'i64x2', 'i64x2'], 'i64x2', (a, b, mask) => (mask < 0 ? a : b))((a, b, mask) =>
      instruction(a, b, i64x2.shr(mask, i32.const(63))),
    ),
  ),
  splat: whole(['f64'], 'f64x2', ([a]) => Array.from({ length: 2 }, () => a ?? 0)),
  lane: (instruction) =>
    lanes(2, (index) => whole(['f64x2'], 'f64', (x) => [x[index] ?? 0])((x) => instruction(index, x))),
  replaceLane: (instruction) =>
    lanes(2, (index) =>
      whole(['f64x2', 'f64'], 'f64x2', (x, [a]) => x.with(index, a ?? 0))((x, a) => instruction(index, x, a)),
    ),
  fromI32x4: whole(['i32x4'], 'f64x2', (x) => x.slice(0, 2)),
  promote: whole(['f32x4'], 'f64x2', (x) => x.slice(0, 2)),
})

checkTable('atomic', atomic, {
  load: loads('i32', read('i32'), true),
  store: stores('i32', 4, true),
  add: (instruction) =>
    fc.assert(
      fc.property(fc.nat(100), laneArbitraries.i32, laneArbitraries.i32, (index, before, by) => {
        const { run, memory } = programOf(['i32', 'i32'], (f) => {
          const old = instruction({ at: f.parameter(0, 'i32'), offset: 8 }, f.parameter(1, 'i32'))
          f.run(i32.store({ at: i32.const(0) }, old))
        })
        const address = 4 * index
        memory.setInt32(address + 8, before, true)
        run(address, by)
        expect([memory.getInt32(0, true), memory.getInt32(address + 8, true)]).toEqual([before, (before + by) | 0])
      }),
      { numRuns: 30 },
    ),
})

it('An atomic instruction demands alignment', () => {
  const { run } = programOf(['i32'], (f) => f.drop(atomic.load({ at: f.parameter(0, 'i32') })))
  expect(() => run(4)).not.toThrow()
  expect(() => run(6)).toThrow('unaligned')
})
