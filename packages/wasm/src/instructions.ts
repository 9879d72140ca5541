// The instructions that the emitter offers, each in one line: its code, what it takes from the stack, what it leaves.
// Source: WebAssembly Core Specification 3.0, appendix "Index of Instructions".
import type { Bytes } from './bytes.ts'

/** The types of values. */
export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128'

/** Code that leaves a value of type T on the stack. */
export interface Value<T extends ValueType> {
  readonly type: T
  write(out: Bytes): void
}

/** Code that leaves nothing. */
export interface Statement {
  write(out: Bytes): void
}

type Values<P extends readonly ValueType[]> = { readonly [K in keyof P]: Value<P[K]> }

/** The code of an instruction of more than a byte: 0xfe begins one's on shared memory, 0xfd a vector's. */
function prefixed(prefix: number, code: number): number {
  return (prefix << 16) | code
}

/** The code of a vector's instruction. */
function simd(code: number): number {
  return prefixed(0xfd, code)
}

/** An instruction without immediates, behind what it takes. */
class Plain<R extends ValueType> implements Value<R> {
  readonly type: R
  readonly code: number
  readonly first: Value<ValueType>
  readonly second: Value<ValueType> | null
  readonly third: Value<ValueType> | null

  constructor(
    type: R,
    code: number,
    first: Value<ValueType>,
    second: Value<ValueType> | null,
    third: Value<ValueType> | null,
  ) {
    this.type = type
    this.code = code
    this.first = first
    this.second = second
    this.third = third
  }

  write(out: Bytes): void {
    this.first.write(out)
    if (this.second !== null) this.second.write(out)
    if (this.third !== null) this.third.write(out)
    out.code(this.code)
  }
}

/** An instruction that something follows in the code: a constant's number, a lane's, sixteen bytes. */
class Extended<R extends ValueType, I> implements Value<R> {
  readonly type: R
  readonly code: number
  readonly operands: readonly Value<ValueType>[]
  readonly immediate: I
  readonly append: (out: Bytes, immediate: I) => void

  constructor(
    type: R,
    code: number,
    operands: readonly Value<ValueType>[],
    immediate: I,
    append: (out: Bytes, immediate: I) => void,
  ) {
    this.type = type
    this.code = code
    this.operands = operands
    this.immediate = immediate
    this.append = append
  }

  write(out: Bytes): void {
    for (const operand of this.operands) operand.write(out)
    out.code(this.code)
    this.append(out, this.immediate)
  }
}

/** Where in memory: an address, and a constant offset that costs nothing. */
export interface Place {
  readonly at: Value<'i32'>
  readonly offset?: number
}

/** An instruction on memory. Alignment is a hint only, and 0 promises nothing; atomic ones demand that of their width. */
class Access<R extends ValueType> implements Value<R> {
  readonly type: R
  readonly code: number
  readonly place: Place
  readonly stored: Value<ValueType> | null
  readonly alignment: number

  constructor(type: R, code: number, place: Place, stored: Value<ValueType> | null, alignment: number) {
    this.type = type
    this.code = code
    this.place = place
    this.stored = stored
    this.alignment = alignment
  }

  write(out: Bytes): void {
    this.place.at.write(out)
    if (this.stored !== null) this.stored.write(out)
    out.code(this.code)
    out.byte(this.alignment)
    out.unsigned(this.place.offset ?? 0)
  }
}

function unary<const T extends ValueType, const R extends ValueType>(code: number, _takes: T, gives: R) {
  return (x: Value<T>): Value<R> => new Plain(gives, code, x, null, null)
}

function binary<const A extends ValueType, const B extends ValueType, const R extends ValueType>(
  code: number,
  _takes: readonly [A, B],
  gives: R,
) {
  return (a: Value<A>, b: Value<B>): Value<R> => new Plain(gives, code, a, b, null)
}

/** An instruction on three vectors. */
function ternary(code: number) {
  return (a: Value<'v128'>, b: Value<'v128'>, c: Value<'v128'>): Value<'v128'> => new Plain('v128', code, a, b, c)
}

/** An instruction that takes the number of a lane. */
function lane<const R extends ValueType>(code: number, gives: R) {
  return (index: number, x: Value<'v128'>): Value<R> => new Extended(gives, code, [x], index, writeByte)
}

/** The same, with another number in that lane. */
function replaceLane<const T extends ValueType>(code: number, _takes: T) {
  return (index: number, x: Value<'v128'>, value: Value<T>): Value<'v128'> =>
    new Extended('v128', code, [x, value], index, writeByte)
}

function load<const R extends ValueType>(code: number, gives: R, alignment = 0) {
  return (place: Place): Value<R> => new Access(gives, code, place, null, alignment)
}

function store<const T extends ValueType>(code: number, type: T, alignment = 0) {
  return (place: Place, value: Value<T>): Statement => new Access(type, code, place, value, alignment)
}

function constant<const R extends ValueType, V>(code: number, gives: R, append: (out: Bytes, value: V) => void) {
  return (value: V): Value<R> => new Extended(gives, code, [], value, append)
}

function writeByte(out: Bytes, value: number): void {
  out.byte(value)
}

function writeBytes(out: Bytes, bytes: Bytes16): void {
  for (const byte of bytes) out.byte(byte)
}

/** Sixteen bytes; to shuffle, each by its number: 0 to 15 of the first operand, 16 to 31 of the second. */
type Bytes16 = readonly number[]

/** An instruction: values in, a value out. */
type Takes<P extends readonly ValueType[], R extends ValueType> = (...operands: Values<P>) => Value<R>
type Named<Names extends string, P extends readonly ValueType[], R extends ValueType> = Readonly<
  Record<Names, Takes<P, R>>
>
type Load<R extends ValueType> = (place: Place) => Value<R>
type Store<T extends ValueType> = (place: Place, value: Value<T>) => Statement
type Comparisons = 'eq' | 'ne' | 'lt' | 'le'

// The tables' types, which a declaration file needs: for each name, what it takes and gives.

type I32 = Named<'add' | 'sub' | 'mul' | 'and' | 'or' | 'shl' | 'shrUnsigned', ['i32', 'i32'], 'i32'> &
  Named<Comparisons | 'ltUnsigned' | 'gt' | 'ge', ['i32', 'i32'], 'i32'> &
  Named<'eqz', ['i32'], 'i32'> &
  Readonly<Record<'load' | 'load8', Load<'i32'>>> &
  Readonly<Record<'store' | 'store8', Store<'i32'>>> & { readonly const: (value: number) => Value<'i32'> }

type I64 = Named<'add' | 'sub' | 'and' | 'shl' | 'shrUnsigned', ['i64', 'i64'], 'i64'> &
  Named<'fromBits', ['f64'], 'i64'> &
  Named<'fromI32', ['i32'], 'i64'> & { readonly const: (value: bigint) => Value<'i64'> }

type ScalarFloat<T extends 'f32' | 'f64'> = Named<'add' | 'sub' | 'mul' | 'div', [T, T], T> &
  Named<Comparisons, [T, T], 'i32'>

type MemoryFloat<T extends 'f32' | 'f64'> = ScalarFloat<T> & {
  readonly const: (value: number) => Value<T>
  readonly load: Load<T>
  readonly store: Store<T>
}

type V = 'v128'
type Shift = Named<'shl' | 'shr' | 'shrUnsigned', [V, 'i32'], V>

type V128 = Readonly<Record<'load' | 'load32Splat' | 'load64Splat', Load<V>>> &
  Named<'and' | 'andNot' | 'or' | 'xor', [V, V], V> &
  Named<'not', [V], V> &
  Named<'select', [V, V, V], V> &
  Named<'anyTrue', [V], 'i32'> & {
    readonly store: Store<V>
    readonly const: (bytes: Bytes16) => Value<V>
    readonly shuffle: (bytes: Bytes16, a: Value<V>, b: Value<V>) => Value<V>
  }

type Lanes<T extends ValueType> = Named<'splat', [T], V> & {
  readonly lane: (index: number, x: Value<V>) => Value<T>
}

type I32x4 = Lanes<'i32'> &
  Shift &
  Named<'eq' | 'lt' | 'gt' | 'add' | 'sub' | 'mul', [V, V], V> &
  Named<'truncateF64x2', [V], V> &
  Named<'allTrue', [V], 'i32'>

type I64x2 = Lanes<'i64'> & Shift & Named<'gt' | 'add' | 'sub', [V, V], V>

type VectorFloat<T extends 'f32' | 'f64'> = Lanes<T> &
  Named<Comparisons | 'gt' | 'ge' | 'add' | 'sub' | 'mul' | 'div' | 'pmin' | 'pmax', [V, V], V> &
  Named<'abs' | 'neg' | 'sqrt' | 'ceil' | 'floor' | 'trunc' | 'nearest', [V], V> &
  Named<'multiplyAdd' | 'negMultiplyAdd' | 'laneSelect', [V, V, V], V> & {
    readonly replaceLane: (index: number, x: Value<V>, value: Value<T>) => Value<V>
  }

const compare = <const T extends ValueType>(code: number, type: T) => binary(code, [type, type], 'i32')
const two = <const T extends ValueType>(code: number, type: T) => binary(code, [type, type], type)

export const i32: I32 = {
  const: constant(0x41, 'i32', (out, value: number) => out.signed(value)),
  load: load(0x28, 'i32'),
  load8: load(0x2d, 'i32'),
  store: store(0x36, 'i32'),
  store8: store(0x3a, 'i32'),
  eqz: unary(0x45, 'i32', 'i32'),
  eq: compare(0x46, 'i32'),
  ne: compare(0x47, 'i32'),
  lt: compare(0x48, 'i32'),
  ltUnsigned: compare(0x49, 'i32'),
  gt: compare(0x4a, 'i32'),
  le: compare(0x4c, 'i32'),
  ge: compare(0x4e, 'i32'),
  add: two(0x6a, 'i32'),
  sub: two(0x6b, 'i32'),
  mul: two(0x6c, 'i32'),
  and: two(0x71, 'i32'),
  or: two(0x72, 'i32'),
  shl: two(0x74, 'i32'),
  shrUnsigned: two(0x76, 'i32'),
}

export const i64: I64 = {
  const: constant(0x42, 'i64', (out, value: bigint) => out.signed64(value)),
  add: two(0x7c, 'i64'),
  sub: two(0x7d, 'i64'),
  and: two(0x83, 'i64'),
  shl: two(0x86, 'i64'),
  shrUnsigned: two(0x88, 'i64'),
  fromBits: unary(0xbd, 'f64', 'i64'),
  fromI32: unary(0xac, 'i32', 'i64'),
}

/** The instructions that f32 and f64 have alike, at neighbouring codes. */
const scalarFloat = <const T extends 'f32' | 'f64'>(type: T, comparison: number, arithmetic: number) => ({
  eq: compare(comparison, type),
  ne: compare(comparison + 1, type),
  lt: compare(comparison + 2, type),
  le: compare(comparison + 4, type),
  add: two(arithmetic, type),
  sub: two(arithmetic + 1, type),
  mul: two(arithmetic + 2, type),
  div: two(arithmetic + 3, type),
})

export const f32: MemoryFloat<'f32'> & Named<'demote', ['f64'], 'f32'> = {
  ...scalarFloat('f32', 0x5b, 0x92),
  const: constant(0x43, 'f32', (out, value: number) => out.f32(value)),
  load: load(0x2a, 'f32'),
  store: store(0x38, 'f32'),
  demote: unary(0xb6, 'f64', 'f32'),
}

export const f64: MemoryFloat<'f64'> &
  Named<'fromI32', ['i32'], 'f64'> &
  Named<'promote', ['f32'], 'f64'> &
  Named<'fromBits', ['i64'], 'f64'> = {
  ...scalarFloat('f64', 0x61, 0xa0),
  const: constant(0x44, 'f64', (out, value: number) => out.f64(value)),
  load: load(0x2b, 'f64'),
  store: store(0x39, 'f64'),
  fromI32: unary(0xb7, 'i32', 'f64'),
  promote: unary(0xbb, 'f32', 'f64'),
  fromBits: unary(0xbf, 'i64', 'f64'),
}

const vector = (code: number) => unary(simd(code), 'v128', 'v128')
const vectors = (code: number) => binary(simd(code), ['v128', 'v128'], 'v128')

export const v128: V128 = {
  load: load(simd(0), 'v128'),
  load32Splat: load(simd(9), 'v128'),
  load64Splat: load(simd(10), 'v128'),
  store: store(simd(11), 'v128'),
  const: constant(simd(12), 'v128', writeBytes),
  shuffle: (bytes: Bytes16, a: Value<'v128'>, b: Value<'v128'>): Value<'v128'> =>
    new Extended('v128', simd(13), [a, b], bytes, writeBytes),
  not: vector(77),
  and: vectors(78),
  /** a where b's bits are 0 */
  andNot: vectors(79),
  or: vectors(80),
  xor: vectors(81),
  /** a where the mask's bits are 1, else b */
  select: ternary(simd(82)),
  anyTrue: unary(simd(83), 'v128', 'i32'),
}

export const i32x4: I32x4 = {
  splat: unary(simd(17), 'i32', 'v128'),
  lane: lane(simd(27), 'i32'),
  eq: vectors(55),
  lt: vectors(57),
  gt: vectors(59),
  shl: binary(simd(171), ['v128', 'i32'], 'v128'),
  shr: binary(simd(172), ['v128', 'i32'], 'v128'),
  shrUnsigned: binary(simd(173), ['v128', 'i32'], 'v128'),
  add: vectors(174),
  sub: vectors(177),
  mul: vectors(181),
  /** of two doubles the nearest integers towards zero; 0 for NaN, the last one where it is too large; the upper two lanes are 0 */
  truncateF64x2: vector(252),
  /** one where the bits of the lane are all 1 in each lane */
  allTrue: unary(simd(163), 'v128', 'i32'),
}

export const i64x2: I64x2 = {
  splat: unary(simd(18), 'i64', 'v128'),
  lane: lane(simd(29), 'i64'),
  gt: vectors(217),
  shl: binary(simd(203), ['v128', 'i32'], 'v128'),
  shr: binary(simd(204), ['v128', 'i32'], 'v128'),
  shrUnsigned: binary(simd(205), ['v128', 'i32'], 'v128'),
  add: vectors(206),
  sub: vectors(209),
}

/** The instructions that f32x4 and f64x2 have alike, at neighbouring codes. */
const vectorFloat = (comparison: number, arithmetic: number, relaxed: number, laneSelect: number) => ({
  eq: vectors(comparison),
  ne: vectors(comparison + 1),
  lt: vectors(comparison + 2),
  gt: vectors(comparison + 3),
  le: vectors(comparison + 4),
  ge: vectors(comparison + 5),
  abs: vector(arithmetic),
  neg: vector(arithmetic + 1),
  sqrt: vector(arithmetic + 3),
  add: vectors(arithmetic + 4),
  sub: vectors(arithmetic + 5),
  mul: vectors(arithmetic + 6),
  div: vectors(arithmetic + 7),
  /** b where b < a, else a: a where either is NaN */
  pmin: vectors(arithmetic + 10),
  /** b where a < b, else a: a where either is NaN */
  pmax: vectors(arithmetic + 11),
  /** a b + c, rounded once or twice, as the machine likes (relaxed SIMD) */
  multiplyAdd: ternary(simd(relaxed)),
  /** c - a b, rounded once or twice, as the machine likes (relaxed SIMD) */
  negMultiplyAdd: ternary(simd(relaxed + 1)),
  /** a where the mask's lane is all 1, b where it is all 0: one instruction where v128.select is three (relaxed SIMD) */
  laneSelect: ternary(simd(laneSelect)),
})

export const f32x4: VectorFloat<'f32'> & Named<'demote', [V], V> = {
  ...vectorFloat(65, 224, 0x105, 0x10b),
  splat: unary(simd(19), 'f32', 'v128'),
  lane: lane(simd(31), 'f32'),
  replaceLane: replaceLane(simd(32), 'f32'),
  ceil: vector(103),
  floor: vector(104),
  trunc: vector(105),
  nearest: vector(106),
  /** two doubles as the lower two lanes; the upper two are 0 */
  demote: vector(94),
}

export const f64x2: VectorFloat<'f64'> & Named<'promote' | 'fromI32x4', [V], V> = {
  ...vectorFloat(71, 236, 0x107, 0x10c),
  splat: unary(simd(20), 'f64', 'v128'),
  lane: lane(simd(33), 'f64'),
  replaceLane: replaceLane(simd(34), 'f64'),
  ceil: vector(116),
  floor: vector(117),
  trunc: vector(122),
  nearest: vector(148),
  /** of the lower two lanes */
  fromI32x4: vector(254),
  /** of the lower two lanes */
  promote: vector(95),
}

/** Instructions on memory that threads share; each takes place as a whole. */
export const atomic: {
  readonly load: Load<'i32'>
  readonly store: Store<'i32'>
  readonly add: (place: Place, value: Value<'i32'>) => Value<'i32'>
} = {
  load: load(prefixed(0xfe, 0x10), 'i32', 2),
  store: store(prefixed(0xfe, 0x17), 'i32', 2),
  /** adds to the number in memory and gives what was there before */
  add: (place: Place, value: Value<'i32'>): Value<'i32'> => new Access('i32', prefixed(0xfe, 0x1e), place, value, 2),
}
