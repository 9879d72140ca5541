import { allocate } from './allocation.ts'
import { NDArray } from './array.ts'
import { DomainError, ShapeError } from './errors.ts'
import { sizeOf } from './shape.ts'
import { Tensor } from './tensor.ts'

/**
 * The named rows of a tensor, copied: for picking samples out of a data set. It reads the numbers, so it works on data,
 * not on recorded values, and has no derivative.
 *
 * @param x shape [n, ...]
 * @param rows indices from 0 to n - 1, in any order, repeated or not
 * @returns shape [rows.length, ...], the dtype of x
 * @throws ShapeError when x is 0-d or an index is out of range; DomainError when the rows are a tensor: take is for those
 * @example takeRows(tensor([[1, 2], [3, 4]]), [1, 1]) // Tensor f32[2,2] [[3, 4], [3, 4]]
 */
export function takeRows(x: Tensor, rows: ArrayLike<number>): Tensor {
  if (rows instanceof Tensor) {
    throw new DomainError(
      'takeRows: the rows are a tensor; write x.take(rows, { axis: 0 }), or give rows.toTypedArray().',
    )
  }
  const [n, ...rest] = x.shape
  if (n === undefined) throw new ShapeError('takeRows: a 0-d tensor has no rows.')
  const { data, offset } = x.read().toContiguous()
  const width = sizeOf(rest)
  const picked = allocate(x.dtype, rows.length * width)
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? Number.NaN
    if (!Number.isInteger(row) || row < 0 || row >= n) {
      throw new ShapeError(`takeRows: row ${row} is out of range for ${x.describe()}, which has rows 0 to ${n - 1}.`)
    }
    picked.set(data.subarray(offset + row * width, offset + (row + 1) * width), i * width)
  }
  return new NDArray(picked, x.dtype, [rows.length, ...rest])
}
