import {
  type Constants,
  type FloatType,
  type FunctionBuilder,
  f32x4,
  f64x2,
  i32,
  i32x4,
  lowerHalves,
  type Value,
  v128,
  vectorMath,
} from '@adjoint/wasm'
import type { Algebra } from './algebra.ts'
import { type FunctionName, forFunctions } from './functions.ts'

type Vector = Value<'v128'>

/** The lanes of a vector: numbers, or truths (all bits 1 or 0), of which numbers are made only where one is needed. */
export type Lanes =
  | { readonly kind: 'numbers'; readonly vector: Vector; readonly constant?: number }
  | { readonly kind: 'truths'; readonly vector: Vector }

/** Formulas read as vector instructions, and the ways between lanes and plain vectors. */
export interface VectorAlgebra extends Algebra<Lanes> {
  /** a vector of numbers as an operand of a formula; it is kept in a variable, for it may be used more than once */
  numbers(vector: Vector): Lanes
  truths(vector: Vector): Lanes
  /** as numbers, 1 and 0 for truths */
  vectorOf(lanes: Lanes): Vector
  /** all bits 1 where a lane is not 0, else 0 */
  maskOf(lanes: Lanes): Vector
}

/**
 * Formulas read as WebAssembly vectors of float32 (four lanes) or float64 (two): each step becomes a variable of `f`.
 * Everything is computed in that dtype, so that a float32 result may differ by a few units in the last place from that of
 * a loop in doubles. Their module must import `mathImports`.
 *
 * @param fused whether the engine has relaxed SIMD
 * @param constants where they are made, see Constants
 */
export function vectorAlgebra(
  f: FunctionBuilder,
  dtype: FloatType,
  fused: boolean,
  constants: Constants = 'first',
): VectorAlgebra {
  const float: typeof f32x4 | typeof f64x2 = dtype === 'float32' ? f32x4 : f64x2
  const math = vectorMath(f, dtype, fused, constants)
  const select = fused ? float.laneSelect : v128.select
  const lanes = laneAlgebra(f, { ...float, select }, math.constant)
  const of = lanewise(lanes)
  return {
    ...lanes,
    ...forFunctions((name) => of(math[name === 'rem' ? 'fmod' : name])),
    div: of(float.div),
    floor: of(float.floor),
    nearest: of(float.nearest),
    sqrt: of(float.sqrt),
  }
}

/**
 * Formulas read as vectors of four int32: the lowest 32 bits of the exact result, for the formulas of which `hasIntegerForm` is
 * true.
 */
export function integerAlgebra(f: FunctionBuilder): VectorAlgebra {
  const made = new Map<number, Vector>()
  const constant = (value: number): Vector => {
    const vector = made.get(value) ?? f.first(i32x4.splat(i32.const(value)))
    made.set(value, vector)
    return vector
  }
  const neg = (x: Vector): Vector => i32x4.sub(constant(0), x)
  const instructions: Instructions = {
    ...i32x4,
    select: v128.select,
    neg,
    abs: (x) => v128.select(neg(x), x, i32x4.lt(x, constant(0))),
    ne: (a, b) => v128.not(i32x4.eq(a, b)),
    le: (a, b) => v128.not(i32x4.gt(a, b)),
  }
  const lanes = laneAlgebra(f, instructions, constant)
  const of = lanewise(lanes)
  const isOdd = (x: Vector): Vector => neg(v128.and(x, constant(1)))
  const same = (x: Lanes): Lanes => x
  const absent = (): never => {
    throw new TypeError('vectors of int32 have no such function')
  }
  return {
    ...lanes,
    ...forFunctions(() => absent),
    pow: of((a, b) => {
      const [power, base, bits] = [f.let(constant(1)), f.let(a), f.let(b)]
      f.while(v128.anyTrue(bits), () => {
        f.run(power.set(v128.select(i32x4.mul(power, base), power, isOdd(bits))))
        f.run(base.set(i32x4.mul(base, base)), bits.set(i32x4.shrUnsigned(bits, i32.const(1))))
      })
      const fraction = v128.andNot(i32x4.lt(b, constant(0)), i32x4.eq(instructions.abs(a), constant(1)))
      return v128.andNot(power, fraction)
    }),
    rem: of((a, b) => {
      const upper = (x: Vector): Vector => v128.shuffle(upperFirst, x, x)
      return v128.shuffle(lowerHalves, remainders(f, a, b), remainders(f, upper(a), upper(b)))
    }),
    div: absent,
    sqrt: absent,
    floor: same,
    nearest: same,
  }
}

/** For v128.shuffle: the upper double before the lower one. */
export const upperFirst: readonly number[] = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7]

/** Of the lower two lanes, in doubles, which hold each step exactly; 0 of a division by 0. */
function remainders(f: FunctionBuilder, a: Vector, b: Vector): Vector {
  const [dividend, divisor] = [f.let(f64x2.fromI32x4(a)), f.let(f64x2.fromI32x4(b))]
  const quotient = f64x2.trunc(f64x2.div(dividend, divisor))
  return i32x4.truncateF64x2(f64x2.sub(dividend, f64x2.mul(quotient, divisor)))
}

/** The instructions that all dtypes have. */
type Instructions = Pick<typeof f64x2, 'add' | 'sub' | 'mul' | 'neg' | 'abs' | 'eq' | 'ne' | 'lt' | 'le'> &
  Pick<typeof v128, 'select'>

/** What is made of these, for all dtypes alike. */
type LaneAlgebra = Omit<VectorAlgebra, FunctionName | 'div' | 'floor' | 'nearest' | 'sqrt'>

function laneAlgebra(f: FunctionBuilder, of: Instructions, vectorOfNumber: (value: number) => Vector): LaneAlgebra {
  const numbers = (vector: Vector): Lanes => ({ kind: 'numbers', vector: f.let(vector) })
  const truths = (vector: Vector): Lanes => ({ kind: 'truths', vector: f.let(vector) })
  const constant = (value: number): Lanes => ({ kind: 'numbers', vector: vectorOfNumber(value), constant: value })
  const vectorOf = (x: Lanes): Vector => (x.kind === 'numbers' ? x.vector : v128.and(x.vector, vectorOfNumber(1)))
  const maskOf = (x: Lanes): Vector => (x.kind === 'truths' ? x.vector : of.ne(x.vector, vectorOfNumber(0)))
  const result = lanewise({ numbers, vectorOf })
  const test = (compare: (a: Vector, b: Vector) => Vector) => (a: Lanes, b: Lanes) =>
    truths(compare(vectorOf(a), vectorOf(b)))
  const not = (x: Lanes): Lanes => truths(v128.not(maskOf(x)))
  const [minus, times] = [result(of.sub), result(of.mul)]

  return {
    numbers,
    truths,
    vectorOf,
    maskOf,
    constant,
    add: result(of.add),
    // 1 - truth is its negation
    sub: (a, b) => (a.kind === 'numbers' && a.constant === 1 && b.kind === 'truths' ? not(b) : minus(a, b)),
    mul: (a, b) => (constantOf(a) === 1 ? b : constantOf(b) === 1 ? a : times(a, b)),
    neg: result(of.neg),
    abs: result(of.abs),
    less: test(of.lt),
    lessEqual: test(of.le),
    equal: test(of.eq),
    select(condition, yes, no) {
      const known = constantOf(condition)
      if (known !== undefined) return known !== 0 ? yes : no
      const mask = maskOf(condition)
      const isZero = (x: Lanes): boolean => x.kind === 'numbers' && Object.is(x.constant, 0)
      if (isZero(no)) {
        const both = v128.and(yes.vector, mask)
        return yes.kind === 'truths' ? truths(both) : numbers(both)
      }
      if (isZero(yes)) {
        const rest = v128.andNot(no.vector, mask)
        return no.kind === 'truths' ? truths(rest) : numbers(rest)
      }
      if (yes.kind === 'truths' && no.kind === 'truths') return truths(of.select(yes.vector, no.vector, mask))
      return numbers(of.select(vectorOf(yes), vectorOf(no), mask))
    },
  }
}

/** An instruction on plain vectors, or a function of them, as a step of a formula. */
function lanewise({ numbers, vectorOf }: Pick<VectorAlgebra, 'numbers' | 'vectorOf'>) {
  return (compute: (...x: Vector[]) => Vector) =>
    (...x: Lanes[]): Lanes =>
      numbers(compute(...x.map(vectorOf)))
}

function constantOf(x: Lanes): number | undefined {
  return x.kind === 'numbers' ? x.constant : undefined
}
