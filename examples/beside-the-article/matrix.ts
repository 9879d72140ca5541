// Matrices of the article, which are plain arrays, element by element.
import type { Matrix } from '@adjoint/nn/by-hand'

/** An element; NaN where there is none. */
export function at(a: Matrix, i: number, j: number): number {
  return a[i]?.[j] ?? Number.NaN
}

export function elements(a: Matrix, f: (value: number, i: number, j: number) => number): Matrix {
  return a.map((row, i) => row.map((value, j) => f(value, i, j)))
}

export function scaled(a: Matrix, factor: number): Matrix {
  return elements(a, (value) => value * factor)
}

/** A vector as the matrix that the article takes it for. */
export function column(values: readonly number[]): Matrix {
  return values.map((value) => [value])
}

/** The root of the sum of the squares of all elements. */
export function norm(a: Matrix): number {
  return Math.sqrt(a.flat().reduce((sum, value) => sum + value * value, 0))
}
