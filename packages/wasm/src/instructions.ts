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

/** Most instructions are one byte; 0xfd begins a vector's, 0xfc a saturating conversion, 0xfe one on shared memory. */
type Code = number | readonly [prefix: 0xfc | 0xfd | 0xfe, code: number]

function writeCode(out: Bytes, code: Code): void {
  if (typeof code === 'number') {
    out.byte(code)
    return
  }
  out.byte(code[0])
  out.unsigned(code[1])
}

/** An instruction without immediates. */
function plain<const P extends readonly ValueType[], const R extends ValueType>(code: Code, _takes: P, gives: R) {
  return (...operands: Values<P>): Value<R> => ({
    type: gives,
    write(out) {
      for (const operand of operands) operand.write(out)
      writeCode(out, code)
    },
  })
}

/** An instruction that takes the number of a lane. */
function lane<const P extends readonly ValueType[], const R extends ValueType>(code: number, takes: P, gives: R) {
  return (index: number, ...operands: Values<P>): Value<R> => ({
    type: gives,
    write(out) {
      plain([0xfd, code], takes, gives)(...operands).write(out)
      out.byte(index)
    },
  })
}

/** Where in memory: an address, and a constant offset that costs nothing. */
export interface Place {
  readonly at: Value<'i32'>
  readonly offset?: number
}

/** Alignment is a hint only, and 0 promises nothing; atomic instructions demand that of their width. */
function writePlace(out: Bytes, { offset = 0 }: Place, alignment = 0): void {
  out.unsigned(alignment)
  out.unsigned(offset)
}

function load<const R extends ValueType>(code: Code, gives: R, alignment = 0) {
  return (place: Place): Value<R> => ({
    type: gives,
    write(out) {
      place.at.write(out)
      writeCode(out, code)
      writePlace(out, place, alignment)
    },
  })
}

function store<const T extends ValueType>(code: Code, _type: T, alignment = 0) {
  return (place: Place, value: Value<T>): Statement => ({
    write(out) {
      place.at.write(out)
      value.write(out)
      writeCode(out, code)
      writePlace(out, place, alignment)
    },
  })
}

function constant<const R extends ValueType, V>(code: Code, gives: R, write: (out: Bytes, value: V) => void) {
  return (value: V): Value<R> => ({
    type: gives,
    write(out) {
      writeCode(out, code)
      write(out, value)
    },
  })
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

type I32 = Named<'add' | 'sub' | 'mul' | 'and' | 'or' | 'xor' | 'shl' | 'shr' | 'shrUnsigned', ['i32', 'i32'], 'i32'> &
  Named<Comparisons | 'ltUnsigned' | 'gt' | 'ge', ['i32', 'i32'], 'i32'> &
  Named<'eqz', ['i32'], 'i32'> &
  Named<'fromBits' | 'truncate', ['f32'], 'i32'> &
  Named<'truncateF64', ['f64'], 'i32'> &
  Readonly<Record<'load' | 'load8', Load<'i32'>>> &
  Readonly<Record<'store' | 'store8', Store<'i32'>>> & { readonly const: (value: number) => Value<'i32'> }

type I64 = Named<'add' | 'sub' | 'and' | 'shl' | 'shrUnsigned', ['i64', 'i64'], 'i64'> &
  Named<'fromBits', ['f64'], 'i64'> &
  Named<'fromI32', ['i32'], 'i64'> & { readonly const: (value: bigint) => Value<'i64'> }

type ScalarFloat<T extends 'f32' | 'f64'> = Named<'add' | 'sub' | 'mul' | 'div' | 'min' | 'max', [T, T], T> &
  Named<Comparisons, [T, T], 'i32'> &
  Named<'abs' | 'neg' | 'ceil' | 'floor' | 'trunc' | 'nearest' | 'sqrt', [T], T>

type MemoryFloat<T extends 'f32' | 'f64'> = ScalarFloat<T> &
  Named<'fromI32', ['i32'], T> & {
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
  Named<'truncate' | 'truncateF64x2', [V], V> &
  Named<'allTrue', [V], 'i32'>

type I64x2 = Lanes<'i64'> & Shift & Named<'gt' | 'add' | 'sub', [V, V], V> & Named<'extendLowI32x4', [V], V>

type VectorFloat<T extends 'f32' | 'f64'> = Lanes<T> &
  Named<Comparisons | 'gt' | 'ge' | 'add' | 'sub' | 'mul' | 'div' | 'pmin' | 'pmax', [V, V], V> &
  Named<'abs' | 'neg' | 'sqrt' | 'ceil' | 'floor' | 'trunc' | 'nearest' | 'fromI32x4', [V], V> &
  Named<'multiplyAdd' | 'negMultiplyAdd', [V, V, V], V> & {
    readonly replaceLane: (index: number, x: Value<V>, value: Value<T>) => Value<V>
  }

const compare = <const T extends ValueType>(code: Code, type: T) => plain(code, [type, type], 'i32')
const binary = <const T extends ValueType>(code: Code, type: T) => plain(code, [type, type], type)
const unary = <const T extends ValueType>(code: Code, type: T) => plain(code, [type], type)

export const i32: I32 = {
  const: constant(0x41, 'i32', (out, value: number) => out.signed(value)),
  load: load(0x28, 'i32'),
  load8: load(0x2d, 'i32'),
  store: store(0x36, 'i32'),
  store8: store(0x3a, 'i32'),
  eqz: plain(0x45, ['i32'], 'i32'),
  eq: compare(0x46, 'i32'),
  ne: compare(0x47, 'i32'),
  lt: compare(0x48, 'i32'),
  ltUnsigned: compare(0x49, 'i32'),
  gt: compare(0x4a, 'i32'),
  le: compare(0x4c, 'i32'),
  ge: compare(0x4e, 'i32'),
  add: binary(0x6a, 'i32'),
  sub: binary(0x6b, 'i32'),
  mul: binary(0x6c, 'i32'),
  and: binary(0x71, 'i32'),
  or: binary(0x72, 'i32'),
  xor: binary(0x73, 'i32'),
  shl: binary(0x74, 'i32'),
  shr: binary(0x75, 'i32'),
  shrUnsigned: binary(0x76, 'i32'),
  /** the bits of a float, as they are */
  fromBits: plain(0xbc, ['f32'], 'i32'),
  /** the nearest integer towards zero; 0 for NaN, the last one where it is too large */
  truncate: plain([0xfc, 0], ['f32'], 'i32'),
  truncateF64: plain([0xfc, 2], ['f64'], 'i32'),
}

export const i64: I64 = {
  const: constant(0x42, 'i64', (out, value: bigint) => out.signed64(value)),
  add: binary(0x7c, 'i64'),
  sub: binary(0x7d, 'i64'),
  and: binary(0x83, 'i64'),
  shl: binary(0x86, 'i64'),
  shrUnsigned: binary(0x88, 'i64'),
  fromBits: plain(0xbd, ['f64'], 'i64'),
  fromI32: plain(0xac, ['i32'], 'i64'),
}

/** The instructions that f32 and f64 have alike, at neighbouring codes. */
const scalarFloat = <const T extends 'f32' | 'f64'>(type: T, comparison: number, arithmetic: number) => ({
  eq: compare(comparison, type),
  ne: compare(comparison + 1, type),
  lt: compare(comparison + 2, type),
  le: compare(comparison + 4, type),
  abs: unary(arithmetic, type),
  neg: unary(arithmetic + 1, type),
  ceil: unary(arithmetic + 2, type),
  floor: unary(arithmetic + 3, type),
  trunc: unary(arithmetic + 4, type),
  /** the nearest integer; of two, the even one */
  nearest: unary(arithmetic + 5, type),
  sqrt: unary(arithmetic + 6, type),
  add: binary(arithmetic + 7, type),
  sub: binary(arithmetic + 8, type),
  mul: binary(arithmetic + 9, type),
  div: binary(arithmetic + 10, type),
  min: binary(arithmetic + 11, type),
  max: binary(arithmetic + 12, type),
})

export const f32: MemoryFloat<'f32'> & Named<'demote', ['f64'], 'f32'> & Named<'fromBits', ['i32'], 'f32'> = {
  ...scalarFloat('f32', 0x5b, 0x8b),
  const: constant(0x43, 'f32', (out, value: number) => out.f32(value)),
  load: load(0x2a, 'f32'),
  store: store(0x38, 'f32'),
  fromI32: plain(0xb2, ['i32'], 'f32'),
  demote: plain(0xb6, ['f64'], 'f32'),
  fromBits: plain(0xbe, ['i32'], 'f32'),
}

export const f64: MemoryFloat<'f64'> & Named<'promote', ['f32'], 'f64'> & Named<'fromBits', ['i64'], 'f64'> = {
  ...scalarFloat('f64', 0x61, 0x99),
  const: constant(0x44, 'f64', (out, value: number) => out.f64(value)),
  load: load(0x2b, 'f64'),
  store: store(0x39, 'f64'),
  fromI32: plain(0xb7, ['i32'], 'f64'),
  promote: plain(0xbb, ['f32'], 'f64'),
  fromBits: plain(0xbf, ['i64'], 'f64'),
}

const vector = (code: number) => plain([0xfd, code], ['v128'], 'v128')
const vectors = (code: number) => plain([0xfd, code], ['v128', 'v128'], 'v128')

export const v128: V128 = {
  load: load([0xfd, 0], 'v128'),
  load32Splat: load([0xfd, 9], 'v128'),
  load64Splat: load([0xfd, 10], 'v128'),
  store: store([0xfd, 11], 'v128'),
  const: constant([0xfd, 12], 'v128', (out, bytes: Bytes16) => {
    for (const byte of bytes) out.byte(byte)
  }),
  shuffle: (bytes: Bytes16, a: Value<'v128'>, b: Value<'v128'>): Value<'v128'> => ({
    type: 'v128',
    write(out) {
      a.write(out)
      b.write(out)
      writeCode(out, [0xfd, 13])
      for (const byte of bytes) out.byte(byte)
    },
  }),
  not: vector(77),
  and: vectors(78),
  /** a where b's bits are 0 */
  andNot: vectors(79),
  or: vectors(80),
  xor: vectors(81),
  /** a where the mask's bits are 1, else b */
  select: plain([0xfd, 82], ['v128', 'v128', 'v128'], 'v128'),
  anyTrue: plain([0xfd, 83], ['v128'], 'i32'),
}

export const i32x4: I32x4 = {
  splat: plain([0xfd, 17], ['i32'], 'v128'),
  lane: lane(27, ['v128'], 'i32'),
  eq: vectors(55),
  lt: vectors(57),
  gt: vectors(59),
  shl: plain([0xfd, 171], ['v128', 'i32'], 'v128'),
  shr: plain([0xfd, 172], ['v128', 'i32'], 'v128'),
  shrUnsigned: plain([0xfd, 173], ['v128', 'i32'], 'v128'),
  add: vectors(174),
  sub: vectors(177),
  mul: vectors(181),
  /** the nearest integers towards zero; 0 for NaN, the last one where it is too large */
  truncate: vector(248),
  /** the same for two doubles; the upper two lanes are 0 */
  truncateF64x2: vector(252),
  /** one where the bits of the lane are all 1 in each lane */
  allTrue: plain([0xfd, 163], ['v128'], 'i32'),
}

export const i64x2: I64x2 = {
  splat: plain([0xfd, 18], ['i64'], 'v128'),
  lane: lane(29, ['v128'], 'i64'),
  gt: vectors(217),
  shl: plain([0xfd, 203], ['v128', 'i32'], 'v128'),
  shr: plain([0xfd, 204], ['v128', 'i32'], 'v128'),
  shrUnsigned: plain([0xfd, 205], ['v128', 'i32'], 'v128'),
  add: vectors(206),
  sub: vectors(209),
  extendLowI32x4: vector(199),
}

/** The instructions that f32x4 and f64x2 have alike, at neighbouring codes. */
const vectorFloat = (comparison: number, arithmetic: number, relaxed: number) => ({
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
  multiplyAdd: plain([0xfd, relaxed], ['v128', 'v128', 'v128'], 'v128'),
  /** c - a b, rounded once or twice, as the machine likes (relaxed SIMD) */
  negMultiplyAdd: plain([0xfd, relaxed + 1], ['v128', 'v128', 'v128'], 'v128'),
})

export const f32x4: VectorFloat<'f32'> & Named<'demote', [V], V> = {
  ...vectorFloat(65, 224, 0x105),
  splat: plain([0xfd, 19], ['f32'], 'v128'),
  lane: lane(31, ['v128'], 'f32'),
  replaceLane: lane(32, ['v128', 'f32'], 'v128'),
  ceil: vector(103),
  floor: vector(104),
  trunc: vector(105),
  nearest: vector(106),
  fromI32x4: vector(250),
  /** two doubles as the lower two lanes; the upper two are 0 */
  demote: vector(94),
}

export const f64x2: VectorFloat<'f64'> & Named<'promote', [V], V> = {
  ...vectorFloat(71, 236, 0x107),
  splat: plain([0xfd, 20], ['f64'], 'v128'),
  lane: lane(33, ['v128'], 'f64'),
  replaceLane: lane(34, ['v128', 'f64'], 'v128'),
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
  load: load([0xfe, 0x10], 'i32', 2),
  store: store([0xfe, 0x17], 'i32', 2),
  /** adds to the number in memory and gives what was there before */
  add: (place: Place, value: Value<'i32'>): Value<'i32'> => ({
    type: 'i32',
    write(out) {
      place.at.write(out)
      value.write(out)
      writeCode(out, [0xfe, 0x1e])
      writePlace(out, place, 2)
    },
  }),
}
