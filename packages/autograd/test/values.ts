import { type FloatDType, fromTypedArray, type Shape, type Tensor } from '@adjoint/tensor'
import type { Rounded } from './finite-differences.ts'

/** Where the numbers of an operand may lie: from u in [0, 1), generic, to a number. */
export type Domain = (u: number) => number

/** [-2, -0.2] and [0.2, 2]: any number, but not close to the usual kink and pole at 0. */
export const real: Domain = (u) => (u < 0.5 ? 3.6 * u - 2 : 3.6 * u - 1.6)

/** [0.3, 2]. */
export const positive: Domain = (u) => 0.3 + 1.7 * u

/** A condition: 0 or 1, stored as bool. */
export const flag: Domain = (u) => (u < 0.5 ? 0 : 1)

/** Gives tensors of generic numbers, all different ones; the same seed gives the same. */
export type Draw = (shape: Shape, domain?: Domain) => Tensor

/**
 * The numbers are multiples of 1/2048, so that float32 holds them exactly and results of both dtypes can be compared.
 *
 * @param seed an integer
 */
export function draws(seed: number, dtype: FloatDType = 'float64'): Draw {
  let next = seed * 7919 + 1
  // the fractions of k times the golden ratio are spread evenly and never meet
  const uniform = (): number => (next++ * 0.6180339887498949) % 1
  return (shape, domain = real) => {
    const size = shape.reduce((product, dim) => product * dim, 1)
    const numbers = Array.from({ length: size }, () => Math.round(domain(uniform()) * 2048) / 2048)
    if (domain === flag) return fromTypedArray(Uint8Array.from(numbers), shape)
    return fromTypedArray(dtype === 'float64' ? Float64Array.from(numbers) : Float32Array.from(numbers), shape)
  }
}

/** The cotangent of the tests: never uniform nor symmetric, so that it hides no normalisation and no transposition. */
export function cotangent(y: Tensor): Tensor {
  const numbers = Array.from({ length: y.size }, (_, i) => 1 + ((7 * i) % 5) / 4)
  return fromTypedArray(Float64Array.from(numbers), y.shape).astype(y.dtype)
}

/** The numbers in row-major order, as float64. */
export function numbersOf(x: Tensor): number[] {
  return Array.from(x.toTypedArray())
}

/** The tensor with the numbers `values`, of the shape and dtype of `x`. */
export function like(x: Tensor, values: readonly number[]): Tensor {
  return fromTypedArray(Float64Array.from(values), x.shape).astype(x.dtype)
}

/** The unit tensor that is 1 at the flat index `at`. */
export function unit(x: Tensor, at: number): Tensor {
  return like(
    x,
    Array.from({ length: x.size }, (_, i) => (i === at ? 1 : 0)),
  )
}

/** Σ aᵢ bᵢ, and Σ |aᵢ bᵢ|, by which its rounding error is judged. */
export function dot(a: readonly Tensor[], b: readonly Tensor[]): Rounded {
  let sum = 0
  let magnitude = 0
  a.forEach((x, k) => {
    const [p, q] = [numbersOf(x), numbersOf(b[k] ?? x)]
    p.forEach((value, i) => {
      const term = value * (q[i] ?? Number.NaN)
      sum += term
      magnitude += Math.abs(term)
    })
  })
  return { sum, magnitude }
}
