import {
  type ArrayOptions,
  awayFrom,
  between,
  cotangentOf,
  dot as dotOfArrays,
  type Operand,
  type Profile,
  type Sum,
  flag as zeroOrOne,
} from '@adjoint/gradcheck'
import { adjoint } from '@adjoint/gradcheck/adjoint'
import { type FloatDType, fromTypedArray, type Shape, type Tensor } from '@adjoint/tensor'

/** [-2.2, -0.2] and [0.2, 2.2]: any number, but not close to the usual kink and pole at 0. */
export const real: Profile = awayFrom([0], 0.2)

/** [0.3, 2]. */
export const positive: Profile = between(0.3, 2)

/** A condition: 0 or 1, stored as bool. */
export const flag: ArrayOptions = { profile: zeroOrOne, dtype: 'bool' }

/** Gives tensors of generic numbers, all different ones; the same seed gives the same. */
export type Draw = (shape: Shape, operand?: Operand) => Tensor

/**
 * The numbers are those of float32, so that results of both dtypes can be compared.
 *
 * @param seed an integer
 */
export function draws(seed: number, dtype: FloatDType = 'float64'): Draw {
  let place = seed * 7919
  return (shape, operand = real) => {
    const { profile = real, dtype: own = dtype }: ArrayOptions =
      typeof operand === 'function' ? { profile: operand } : operand
    const size = shape.reduce((product, dim) => product * dim, 1)
    const numbers = Array.from({ length: size }, () => Math.fround(profile(0, place++)))
    return fromTypedArray(Float64Array.from(numbers), shape).astype(own)
  }
}

/** The cotangent of the checks: never uniform nor symmetric, so that it hides no normalisation and no transposition. */
export function cotangent(y: Tensor): Tensor {
  return adjoint.tensor(cotangentOf(adjoint.read(y)))
}

/** The numbers in row-major order, as float64. */
export function numbersOf(x: Tensor): number[] {
  return Array.from(x.toTypedArray())
}

/** Σ aᵢ bᵢ, and Σ |aᵢ bᵢ|, by which its rounding error is judged. */
export function dot(a: readonly Tensor[], b: readonly Tensor[]): Sum {
  return dotOfArrays(a.map(adjoint.read), b.map(adjoint.read))
}
