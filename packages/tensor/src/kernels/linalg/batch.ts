import type { NDArray } from '../../array.ts'
import { DomainError } from '../../errors.ts'
import type { ShapeDType } from '../../op.ts'
import { dim, formatShape, rowMajor, sizeOf } from '../../shape.ts'
import { broadcastStrides } from '../layout.ts'
import { finish } from '../reduce.ts'
import { choleskyInPlace } from './cholesky.ts'
import { cofactorsOf } from './cofactors.ts'
import { determinant, type Factors, factorize, solveFactored } from './lu.ts'
import { doublesOf, identity, matricesIn } from './rows.ts'
import { substitute, type Triangle, zeroOnDiagonal } from './triangular.ts'

/** The inverse of each matrix. */
export function invKernel(x: NDArray, out: ShapeDType): NDArray {
  const n = dim(x.shape, x.rank - 1)
  const eye = identity(n)
  const inverses = new Float64Array(x.size)
  for (const [i, matrix] of matricesOf(x).entries()) {
    inverses.set(solveFactored(regular('inv', factorize(matrix, n), x, i), eye, n), i * n * n)
  }
  return finish(inverses, out)
}

/** The determinant of each matrix. */
export function detKernel(x: NDArray, out: ShapeDType): NDArray {
  const n = dim(x.shape, x.rank - 1)
  return finish(
    Float64Array.from(matricesOf(x), (matrix) => determinant(factorize(matrix, n))),
    out,
  )
}

/** The Cholesky factor of each matrix. */
export function choleskyKernel(x: NDArray, out: ShapeDType): NDArray {
  const n = dim(x.shape, x.rank - 1)
  const data = doublesOf(x)
  for (const [i, matrix] of matricesIn(data, n * n, countOf(x)).entries()) {
    const row = choleskyInPlace(matrix, n)
    if (row === null) continue
    throw new DomainError(
      `cholesky: ${matrixName(x, i)} is not positive definite: its pivot ${row} is not above 0. ` +
        'Add a small multiple of the identity, or check how it was made.',
    )
  }
  return finish(data, out)
}

/** The cofactors of each matrix, or their derivatives along directions. */
export function cofactorsKernel(inputs: readonly NDArray[], out: ShapeDType): NDArray {
  const n = dim(out.shape, out.shape.length - 1)
  const lists = inputs.map(matricesOf)
  const data = new Float64Array(sizeOf(out.shape))
  for (const [i, result] of matricesIn(data, n * n, sizeOf(out.shape.slice(0, -2))).entries()) {
    result.set(cofactorsOf(lists.flatMap((list) => list[i] ?? []), n)) // biome-ignore format: one line
  }
  return finish(data, out)
}

/** The solution of a x = b for each pair of matrices; leading axes broadcast. */
export function solveKernel(a: NDArray, b: NDArray, out: ShapeDType): NDArray {
  const n = dim(a.shape, a.rank - 1)
  const columns = dim(b.shape, b.rank - 1)
  const matrices = matricesOf(a)
  const factors = new Map<number, Factors>() // those of a broadcast matrix are used again
  return eachPair(a, b, out, (i, right) => {
    const known = factors.get(i) ?? regular('solve', factorize(matrices[i] ?? right, n), a, i)
    factors.set(i, known)
    return solveFactored(known, right, columns)
  })
}

/** The same for a triangular a. */
export function triangularKernel(a: NDArray, b: NDArray, triangle: Triangle, out: ShapeDType): NDArray {
  const n = dim(a.shape, a.rank - 1)
  const columns = dim(b.shape, b.rank - 1)
  const matrices = matricesOf(a)
  for (const [i, matrix] of matrices.entries()) throwIfSingular('solveTriangular', zeroOnDiagonal(matrix, n), a, i)
  return eachPair(a, b, out, (i, right) => {
    const x = right.slice()
    substitute(matrices[i] ?? right, n, x, columns, triangle)
    return x
  })
}

/** Calls `solve` with the index of each matrix of a and the numbers of the matrix of b that meets it. */
function eachPair(
  a: NDArray,
  b: NDArray,
  out: ShapeDType,
  solve: (i: number, right: Float64Array) => Float64Array,
): NDArray {
  const data = new Float64Array(sizeOf(out.shape))
  const batch = out.shape.slice(0, -2)
  const rights = matricesOf(b)
  const [ofA, ofB] = [placesOf(a, batch), placesOf(b, batch)]
  for (const [k, result] of matricesIn(data, sizeOf(out.shape.slice(-2)), sizeOf(batch)).entries()) {
    result.set(solve(ofA[k] ?? 0, rights[ofB[k] ?? 0] ?? result))
  }
  return finish(data, out)
}

/** For each matrix of a batch the place, among x's own, of that which is repeated there. */
function placesOf(x: NDArray, batch: readonly number[]): number[] {
  const shape = x.shape.slice(0, -2)
  const strides = broadcastStrides({ shape, strides: rowMajor(shape), offset: 0 }, batch)
  return batch.reduce<number[]>(
    (places, size, axis) =>
      places.flatMap((place) => Array.from({ length: size }, (_, i) => place + i * (strides[axis] ?? 0))),
    [0],
  )
}

function countOf(x: NDArray): number {
  return sizeOf(x.shape.slice(0, -2))
}

/** The matrices of the last two axes: fresh copies. */
function matricesOf(x: NDArray): Float64Array[] {
  return matricesIn(doublesOf(x), sizeOf(x.shape.slice(-2)), countOf(x))
}

function regular(owner: string, factors: Factors, x: NDArray, i: number): Factors {
  throwIfSingular(owner, factors.singular, x, i)
  return factors
}

function throwIfSingular(owner: string, pivot: number | null, x: NDArray, i: number): void {
  if (pivot === null) return
  throw new DomainError(
    `${owner}: ${matrixName(x, i)} is singular: its pivot ${pivot} is 0. ` +
      'Its rows are linearly dependent; leave one out, or add a small multiple of the identity.',
  )
}

/** `[2, 2]`, or in a batch `matrix [1, 0] of [3, 4, 2, 2]`. */
function matrixName(x: NDArray, i: number): string {
  const batch = x.shape.slice(0, -2)
  if (batch.length === 0) return `the matrix ${x.describe()}`
  const index = rowMajor(batch).map((stride, axis) => Math.floor(i / stride) % dim(batch, axis))
  return `matrix ${formatShape(index)} of ${x.describe()}`
}
