import type { Trace } from './apply.ts'
import type { NDArray } from './array.ts'
import { type DType, signature, type TypedArray } from './dtype.ts'
import { DomainError, ShapeError } from './errors.ts'
import { formatNumbers } from './format.ts'
import type { Methods } from './methods.ts'
import { dim, formatShape, sameShape, sizeOf } from './shape.ts'
import type { Arg, As, Nested, Out, Shape } from './shape-types/index.ts'

/**
 * An n-dimensional array of numbers, immutable. Its numbers are in memory (`NDArray`), or it is the traced value of
 * a running transform; the same ops and methods work on both.
 *
 * `S` is the shape as far as the compiler knows it; the run-time `shape` is always the truth and always checked.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: methods.ts defines what the interface declares
export abstract class Tensor<out S extends Shape = Shape> {
  abstract readonly shape: S
  abstract readonly dtype: DType
  /** the transform that records this value; null when its numbers are simply in memory */
  abstract readonly tracedBy: Trace | null
  /** the numbers; throws TraceError where a recorded value has none */
  abstract read(): NDArray
  /** how errors call it: `[900, 25]`, or with the node's name where it has one */
  abstract describe(): string

  /** How many numbers it has. */
  get size(): number {
    return sizeOf(this.shape)
  }

  /** How many dimensions it has. */
  get rank(): number {
    return this.shape.length
  }

  /** A copy of the numbers in row-major order; bool gives a Uint8Array of 0 and 1. */
  toTypedArray(): TypedArray {
    return this.read().copyData()
  }

  /** The numbers as nested arrays, a plain number for a 0-d tensor; bool gives 0 and 1. */
  toArray<Known extends Shape>(this: Tensor<Known>): Nested<Known> {
    const data = this.toTypedArray()
    let next = 0
    const build = (axis: number): unknown =>
      axis === this.rank ? data[next++] : Array.from({ length: dim(this.shape, axis) }, () => build(axis + 1))
    return build(0) as Nested<Known> // the nesting follows `shape`, which the compiler cannot see
  }

  /** What JSON.stringify writes: the numbers as toArray() gives them, without their dtype. JSON has null for NaN and infinity. */
  toJSON(): unknown {
    return this.toArray()
  }

  /**
   * The only number of a tensor of size 1.
   *
   * @throws ShapeError when it has more or fewer
   */
  item(): number {
    const { data, offset } = this.read()
    const value = this.size === 1 ? data[offset] : undefined
    if (value !== undefined) return value
    throw new ShapeError(
      `item: ${this.describe()} holds ${this.size} numbers; item() reads one. Reduce it first, or use toArray().`,
    )
  }

  /**
   * The same tensor with its shape known to the compiler.
   *
   * @throws ShapeError when the run-time shape is another
   * @example const x = loaded.as([900, 2]) // Tensor<[900, 2]>
   */
  as<Known extends Shape, const To extends Shape>(
    this: Tensor<Known>,
    shape: Arg<To, As<Known, To>>,
  ): Out<As<Known, To>> {
    const wanted = shape as Shape // the message, where it is one, has already failed to compile
    if (sameShape(this.shape, wanted)) return this as Tensor as Out<As<Known, To>> // just checked
    throw new ShapeError(
      `as: the shape is ${formatShape(this.shape)}, not ${formatShape(wanted)}. Use reshape to change it.`,
    )
  }

  toString(): string {
    return `Tensor ${signature(this)} ${formatNumbers(this.read())}`
  }

  /**
   * What JavaScript's own operators get. TypeScript allows `a < b` of two tensors, which would compare them as text.
   *
   * @throws DomainError where a number is wanted, as in `a < b` or `Math.max(a, b)`
   */
  [Symbol.toPrimitive](hint: string): string {
    if (hint !== 'number') return this.toString()
    throw new DomainError(
      `${this.describe()} is a tensor, not a number. Write a.less(b) for a < b and a.mul(b) for a * b, or read its number by item().`,
    )
  }
}

// Every op is also a method: methods.ts hangs them on the prototype, and this is their type.
// biome-ignore lint/correctness/noUnusedVariables: both declarations of a class must name its parameter
export interface Tensor<out S extends Shape = Shape> extends Methods {}
