import type { FunctionBuilder, Local } from '../function.ts'
import { f32x4, f64x2, i32, i32x4, i64x2, type Value, type ValueType, v128 } from '../instructions.ts'

/** The types of numbers that a vector may hold: four float32 or two float64. */
export type FloatType = 'float32' | 'float64'

type Vector = Value<'v128'>

/**
 * Where constants are made. V8 makes a vector constant of two 64-bit integers each time it meets one, which takes longer
 * than the arithmetic with it; so a loop's are made `first`, at the beginning of the function, and stay in registers. Where
 * an inner loop needs all registers for itself, they are made `inline`.
 */
export type Constants = 'first' | 'inline'

/** What is the same for both types but for the number of bits. */
interface Format {
  readonly float: Pick<
    typeof f64x2,
    | 'abs'
    | 'sqrt'
    | 'trunc'
    | 'add'
    | 'sub'
    | 'mul'
    | 'div'
    | 'eq'
    | 'ne'
    | 'lt'
    | 'le'
    | 'pmin'
    | 'pmax'
    | 'multiplyAdd'
    | 'negMultiplyAdd'
    | 'laneSelect'
  >
  readonly integer: Pick<typeof i64x2, 'add' | 'sub' | 'gt' | 'shl' | 'shrUnsigned'>
  /** bits of a number behind its exponent */
  readonly mantissa: 23 | 52
  /** the exponent's bits of 1 */
  readonly bias: 127 | 1023
}

const formats: Readonly<Record<FloatType, Format>> = {
  float32: { float: f32x4, integer: i32x4, mantissa: 23, bias: 127 },
  float64: { float: f64x2, integer: i64x2, mantissa: 52, bias: 1023 },
}

/** The arithmetic that the functions are written in: one type of numbers, with or without fused instructions. */
export class Vectors {
  readonly dtype: FloatType
  readonly float: Format['float']
  readonly integer: Format['integer']
  readonly mantissa: Format['mantissa']
  readonly bias: Format['bias']
  readonly #f: FunctionBuilder
  readonly #fused: boolean
  readonly #constants: Constants
  readonly #made = new Map<bigint, Vector>()

  constructor(f: FunctionBuilder, dtype: FloatType, fused: boolean, constants: Constants) {
    const { float, integer, mantissa, bias } = formats[dtype]
    this.dtype = dtype
    this.float = float
    this.integer = integer
    this.mantissa = mantissa
    this.bias = bias
    this.#f = f
    this.#fused = fused
    this.#constants = constants
  }

  /** The same for float64 in the same function: what float32 is too short for is done there. */
  get doubles(): Vectors {
    return new Vectors(this.#f, 'float64', this.#fused, this.#constants)
  }

  /** Binds a value: what is used twice must not be computed twice. */
  let<T extends ValueType>(value: Value<T>): Local<T> {
    return this.#f.let(value)
  }

  /** Gives a variable another value. */
  set(variable: Local<'v128'>, value: Vector): void {
    this.#f.run(variable.set(value))
  }

  /** What only some vectors need. */
  if(condition: Value<'i32'>, body: () => void): void {
    this.#f.if(condition, body)
  }

  /** A number in every lane. */
  constant(value: number): Vector {
    return this.pattern(this.dtype === 'float32' ? bits32(value) : bits64(value))
  }

  /** Bits in every lane. */
  pattern(bits: bigint): Vector {
    if (this.dtype === 'float64') return this.#constant(BigInt.asUintN(64, bits))
    const lane = BigInt.asUintN(32, bits)
    return this.#constant((lane << 32n) | lane)
  }

  /** The bits of a double in both halves, of whatever type the vectors are. */
  double(value: number): Vector {
    return this.#constant(bits64(value))
  }

  /** The same bits in both halves. */
  #constant(half: bigint): Vector {
    const made = this.#made.get(half) ?? this.#make(half)
    this.#made.set(half, made)
    return made
  }

  #make(half: bigint): Vector {
    if (half === 0n) return this.#f.local('v128') // never set: 0, in two bytes
    const bits = v128.const([...new Uint8Array(BigUint64Array.of(half, half).buffer)])
    return this.#constants === 'first' ? this.#f.first(bits) : bits
  }

  /** a b + c, rounded once where instructions are fused, else twice. */
  multiplyAdd(a: Vector, b: Vector, c: Vector): Vector {
    return this.#fused ? this.float.multiplyAdd(a, b, c) : this.float.add(this.float.mul(a, b), c)
  }

  /** c - a b, rounded once where instructions are fused, else twice. */
  subtractProduct(c: Vector, a: Vector, b: Vector): Vector {
    return this.#fused ? this.float.negMultiplyAdd(a, b, c) : this.float.sub(c, this.float.mul(a, b))
  }

  /** a in the lanes where the mask's bits are all 1, b where they are all 0. */
  select(a: Vector, b: Vector, mask: Vector): Vector {
    return this.#fused ? this.float.laneSelect(a, b, mask) : v128.select(a, b, mask)
  }

  /** The bits of a lane, shifted; what is shifted in is 0. */
  shiftRight(bits: Vector, by: number): Vector {
    return this.integer.shrUnsigned(bits, i32.const(by))
  }

  shiftLeft(bits: Vector, by: number): Vector {
    return this.integer.shl(bits, i32.const(by))
  }

  /**
   * c0 + c1 x + c2 x^2 + ... by Horner's rule, which rounds least at the end. Of a long one, what follows the first two
   * terms is summed as even and odd powers apart: two short chains of dependent instructions instead of a long one.
   */
  polynomial(x: Local<'v128'>, coefficients: readonly number[]): Vector {
    if (coefficients.length < 8) return this.#horner(x, coefficients)
    const rest = coefficients.slice(2)
    const square = this.let(this.float.mul(x, x))
    const even = this.#horner(
      square,
      rest.filter((_, i) => i % 2 === 0),
    )
    const odd = this.#horner(
      square,
      rest.filter((_, i) => i % 2 === 1),
    )
    return this.#horner(x, coefficients.slice(0, 2), this.multiplyAdd(odd, x, even))
  }

  /** @param last the last coefficient, behind the others */
  #horner(x: Local<'v128'>, coefficients: readonly number[], ...last: readonly Vector[]): Vector {
    return [...coefficients.map((coefficient) => this.constant(coefficient)), ...last].reduceRight((sum, coefficient) =>
      this.multiplyAdd(sum, x, coefficient),
    )
  }

  /** The same by pairs of terms, and pairs of pairs (Estrin): the shortest chain, where nothing else is left to be computed. */
  pairwise(x: Local<'v128'>, coefficients: readonly number[]): Vector {
    let [power, terms] = [x, coefficients.map((coefficient) => this.constant(coefficient))]
    while (terms.length > 2) {
      const next: Vector[] = []
      for (const [i, even] of terms.entries()) {
        const odd = terms[i + 1]
        if (i % 2 === 0) next.push(odd === undefined ? even : this.multiplyAdd(odd, power, even))
      }
      terms = next
      power = this.let(this.float.mul(power, power))
    }
    return this.#horner(power, [], ...terms)
  }

  /** x within bounds, and NaN where x is NaN: pmin and pmax give their first operand if they cannot compare. */
  clamp(x: Vector, low: number, high: number): Vector {
    return this.float.pmax(this.float.pmin(x, this.constant(high)), this.constant(low))
  }

  /** The sign of x and the other bits of a magnitude that has none. */
  withSignOf(x: Vector, magnitude: Vector): Vector {
    return v128.or(magnitude, v128.and(x, this.constant(-0)))
  }
}

const double = new Float64Array(1)
const single = new Float32Array(double.buffer)
const word = new Uint32Array(double.buffer)
const longWord = new BigUint64Array(double.buffer)

function bits32(value: number): bigint {
  single[0] = value
  return BigInt(word[0] ?? 0)
}

function bits64(value: number): bigint {
  double[0] = value
  return longWord[0] ?? 0n
}
