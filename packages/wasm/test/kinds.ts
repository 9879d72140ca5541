import { fc } from '@fast-check/vitest'
import { f32, f64, i32, i64, type Place, type Statement, type Value, type ValueType, v128 } from '../src/index.ts'

/** The types of numbers; a vector is a few of one of them. */
interface LaneNumbers {
  readonly i32: number
  readonly i64: bigint
  readonly f32: number
  readonly f64: number
}
export type Lane = keyof LaneNumbers
export type NumberOf<L extends Lane> = LaneNumbers[L]

/** What an operand is read as: instructions have one type of vectors, a reference needs to know what the bits mean. */
export type Kind = Lane | 'i32x4' | 'i64x2' | 'f32x4' | 'f64x2'
export type LaneOf<K extends Kind> = K extends Lane ? K : K extends `${infer L extends Lane}x${number}` ? L : never
export type TypeOf<K extends Kind> = K extends Lane ? K : 'v128'
export type Lanes<K extends Kind> = readonly NumberOf<LaneOf<K>>[]

export const lanesOf: Readonly<Record<Kind, readonly [lane: Lane, count: number]>> = {
  i32: ['i32', 1],
  i64: ['i64', 1],
  f32: ['f32', 1],
  f64: ['f64', 1],
  i32x4: ['i32', 4],
  i64x2: ['i64', 2],
  f32x4: ['f32', 4],
  f64x2: ['f64', 2],
}

const widths: Readonly<Record<Lane, 4 | 8>> = { i32: 4, i64: 8, f32: 4, f64: 8 }

/** A view writes and reads numbers of every type. */
const accessors: {
  readonly [L in Lane]: {
    get(memory: DataView, address: number): NumberOf<L>
    set(memory: DataView, address: number, value: NumberOf<L>): void
  }
} = {
  i32: { get: (memory, at) => memory.getInt32(at, true), set: (memory, at, n) => memory.setInt32(at, n, true) },
  i64: { get: (memory, at) => memory.getBigInt64(at, true), set: (memory, at, n) => memory.setBigInt64(at, n, true) },
  f32: { get: (memory, at) => memory.getFloat32(at, true), set: (memory, at, n) => memory.setFloat32(at, n, true) },
  f64: { get: (memory, at) => memory.getFloat64(at, true), set: (memory, at, n) => memory.setFloat64(at, n, true) },
}

// Which accessor goes with which number is beyond the types, so the two calls are made without them.

export function readLanes<K extends Kind>(memory: DataView, address: number, kind: K): Lanes<K> {
  const [lane, count] = lanesOf[kind]
  const { get } = accessors[lane]
  return Array.from({ length: count }, (_, i) => Reflect.apply(get, undefined, [memory, address + i * widths[lane]]))
}

export function writeLanes(memory: DataView, address: number, kind: Kind, values: readonly (number | bigint)[]): void {
  const [lane] = lanesOf[kind]
  const { set } = accessors[lane]
  for (const [i, value] of values.entries()) Reflect.apply(set, undefined, [memory, address + i * widths[lane], value])
}

/** The operand as an instruction takes it. An i64 has no load of its own: it is the bits of a double. */
export function loadKind(place: Place, kind: Kind): Value<TypeOf<Kind>> {
  if (kind === 'i32') return i32.load(place)
  if (kind === 'i64') return i64.fromBits(f64.load(place))
  if (kind === 'f32') return f32.load(place)
  return kind === 'f64' ? f64.load(place) : v128.load(place)
}

export function storeKind(place: Place, value: Value<TypeOf<Kind>>): Statement {
  const write: Value<ValueType>['write'] = (out) => value.write(out)
  if (value.type === 'i32') return i32.store(place, { type: 'i32', write })
  if (value.type === 'i64') return f64.store(place, f64.fromBits({ type: 'i64', write }))
  if (value.type === 'f32') return f32.store(place, { type: 'f32', write })
  return value.type === 'f64' ? f64.store(place, { type: 'f64', write }) : v128.store(place, { type: 'v128', write })
}

const floats = [0, -0, 0.5, -0.5, 1, -1, 1.5, 2.5, -2.5, 2 ** 31, -(2 ** 31), 1e10, -1e10, Infinity, -Infinity, NaN]
const singles = [...floats, 2 ** -149, -(2 ** -126), 8388607.5, 3.4028234663852886e38]
const doubles = [...floats, 2 ** -1074, -(2 ** -1022), 2147483647.5, 4503599627370495.5, Number.MAX_VALUE, 2 ** 128]

/** Random numbers, and special ones so often that they meet. */
export const laneArbitraries: { readonly [L in Lane]: fc.Arbitrary<NumberOf<L>> } = {
  i32: fc.oneof(fc.constantFrom(0, 1, -1, 2, 31, 32, 2 ** 31 - 1, -(2 ** 31)), fc.integer()),
  i64: fc.oneof(
    fc.constantFrom(0n, 1n, -1n, 31n, 63n, 64n, 2n ** 32n, 2n ** 63n - 1n, -(2n ** 63n)),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  ),
  f32: fc.oneof(fc.constantFrom(...singles), fc.float(), fc.float({ min: -100, max: 100 })),
  f64: fc.oneof(fc.constantFrom(...doubles), fc.double(), fc.double({ min: -100, max: 100 })),
}

export function kindArbitrary(kind: Kind): fc.Arbitrary<(number | bigint)[]> {
  const [lane, count] = lanesOf[kind]
  const number: fc.Arbitrary<number | bigint> = laneArbitraries[lane]
  return fc.oneof(
    fc.array(number, { minLength: count, maxLength: count }),
    number.map((n) => Array.from({ length: count }, () => n)),
  )
}
