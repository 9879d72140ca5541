import { apply } from '../apply.ts'
import { arange, zeros } from '../create.ts'
import { checkInteger, ShapeError } from '../errors.ts'
import { callable } from '../families/callable.ts'
import { movement } from '../families/movement.ts'
import type { MovementOp } from '../op.ts'
import { dim } from '../shape.ts'
import type { DiagFn, TraceFn, TriangleFn } from '../signatures/index.ts'
import type { Tensor } from '../tensor.ts'
import { add } from './arithmetic.ts'
import { greaterEqual, lessEqual } from './comparison.ts'
import { expandDims, reshape } from './movement.ts'
import { sum } from './reduce.ts'
import { where } from './selection.ts'
import { unslice } from './slice.ts'

/**
 * The lower triangle of matrices, zeros above it.
 *
 *   y[i, j] = x[i, j] if j - i ≤ k, else 0
 *
 * @param x shape [..., m, n]
 * @param k the highest diagonal that stays: 0, the default, is the main one, below it they are negative
 * @returns the shape and dtype of x
 * @throws ShapeError when x has fewer than two axes; DomainError when k is no integer
 * @example tril(tensor([[1, 2], [3, 4]])) // Tensor f32[2,2] [[1, 0], [3, 4]]
 */
export const tril: TriangleFn<null> = /* @__PURE__ */ callable(
  null,
  (x: Tensor, k: number = 0) => {
    const { column, diagonal } = placesOf('tril', x, k)
    return where(lessEqual(column, diagonal), x, zeros([], { dtype: x.dtype }))
  },
  { most: 2 },
)

/**
 * The upper triangle of matrices, zeros below it.
 *
 *   y[i, j] = x[i, j] if j - i ≥ k, else 0
 *
 * @param x shape [..., m, n]
 * @param k the lowest diagonal that stays: 0, the default, is the main one, above it they are positive
 * @returns the shape and dtype of x
 * @throws ShapeError when x has fewer than two axes; DomainError when k is no integer
 * @example triu(tensor([[1, 2], [3, 4]]), 1) // Tensor f32[2,2] [[0, 2], [0, 0]]
 */
export const triu: TriangleFn<null> = /* @__PURE__ */ callable(
  null,
  (x: Tensor, k: number = 0) => {
    const { column, diagonal } = placesOf('triu', x, k)
    return where(greaterEqual(column, diagonal), x, zeros([], { dtype: x.dtype }))
  },
  { most: 2 },
)

/** The column of each place of a matrix, and the one in which the diagonal k crosses its row. */
function placesOf(owner: string, x: Tensor, k: number): { readonly column: Tensor; readonly diagonal: Tensor } {
  if (x.rank < 2) throw new ShapeError(`${owner}: ${x.describe()} is no matrix; give a rank of 2 or more.`)
  checkInteger(owner, 'diagonal', k)
  const [rows, columns] = [dim(x.shape, x.rank - 2), dim(x.shape, x.rank - 1)]
  const within = Math.min(Math.max(k, -rows), columns) // those further out hold nothing either, and int32 holds these
  return { column: arange(columns), diagonal: add(expandDims(arange(rows), 1), within) }
}

/** How many elements the diagonal k of an m × n matrix has. */
function lengthOf(m: number, n: number, k: number): number {
  return Math.max(0, Math.min(m + Math.min(k, 0), n - Math.max(k, 0)))
}

const diagOp: MovementOp<{ readonly k: number }> = /* @__PURE__ */ movement('diag', (x, { k }) => {
  const [m = 0, n = 0, ...rest] = x.shape
  const [down = 0, right = 0, ...strides] = x.strides
  const length = lengthOf(m, n, k)
  const start = length === 0 ? 0 : Math.max(-k, 0) * down + Math.max(k, 0) * right
  return { shape: [...rest, length], strides: [...strides, down + right], offset: x.offset + start }
})

/**
 * The diagonal of a matrix, as a view; or of a vector, the matrix that has it on the diagonal and zeros elsewhere.
 *
 *   y[i] = x[i, i + k]      or      y[i, i + k] = x[i]
 *
 * @param x shape [m, n] or [n]
 * @param k which diagonal: 0, the default, is the main one, above it they are positive, below negative
 * @returns a vector for a matrix, a square matrix for a vector, the dtype of x
 * @throws ShapeError when x is neither; DomainError when k is no integer
 * @example diag(tensor([[1, 2], [3, 4]])) // Tensor f32[2] [1, 4]
 */
export const diag: DiagFn<typeof diagOp> = /* @__PURE__ */ callable(
  diagOp,
  (x: Tensor, k: number = 0) => {
    checkInteger('diag', 'diagonal', k)
    if (x.rank === 2) return apply(diagOp, [x], { k })
    if (x.rank !== 1) throw new ShapeError(`diag: ${x.describe()} is neither a vector nor a matrix; reshape it.`)
    const side = x.size + Math.abs(k)
    const start = Math.max(k, 0) + Math.max(-k, 0) * side
    // in row-major order the next element of a diagonal is a row and one further
    const flat = unslice(x, [side * side], [start, start + x.size * (side + 1), side + 1])
    return reshape(flat, [side, side])
  },
  { most: 2 },
)

/**
 * The sum of the diagonal.
 *
 *   y = Σ x[i, i]
 *
 * @param x shape [m, n, ...]
 * @returns shape [...], as in NumPy the axes behind the first two; x's dtype, int32 for bool
 * @throws ShapeError when x has fewer than two axes
 * @example trace(tensor([[1, 2], [3, 4]])) // Tensor f32[] 5
 */
export const trace: TraceFn<null> = /* @__PURE__ */ callable(
  null,
  (x: Tensor) => {
    if (x.rank < 2) throw new ShapeError(`trace: ${x.describe()} is no matrix; give a rank of 2 or more.`)
    return sum(apply(diagOp, [x], { k: 0 }), { axis: -1 })
  },
  { most: 1 },
)
