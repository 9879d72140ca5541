import type { TypedArray } from '../../dtype.ts'
import { assign, longRow } from '../copy.ts'

/** A matrix, or a part of one, as it lies in an array. */
export interface Block {
  readonly data: TypedArray
  readonly offset: number
  readonly rows: number
  readonly columns: number
  readonly rowStride: number
  readonly columnStride: number
}

/** The rows from `row` on and the columns from `column` on, as many as given. */
export function part(x: Block, row: number, column: number, rows: number, columns: number): Block {
  return { ...x, offset: x.offset + row * x.rowStride + column * x.columnStride, rows, columns }
}

/**
 * Copies a block into a scratch memory of its dtype, from element `at` on: at most 2 rows columns elements.
 *
 * @returns the stride of the rows there, 0 where they are all the same; within a row elements follow each other
 */
export function stage(scratch: TypedArray, at: number, block: Block): number {
  const { data, offset, rows, columns, rowStride, columnStride } = block
  if (columnStride === 1 || columns === 1) {
    const repeated = rowStride === 0 || rows === 1
    const stride = repeated ? 0 : rowStride
    // short rows are copied at once, with the gaps between them; long ones without these, which would fill the cache
    const withGaps = columns < longRow && stride > columns && stride <= 2 * columns
    if (repeated || stride === columns || withGaps) {
      const size = (repeated ? 0 : (rows - 1) * stride) + columns
      if (size === 1) scratch[at] = data[offset] ?? Number.NaN
      else if (offset === 0 && size === data.length) scratch.set(data, at)
      else scratch.set(data.subarray(offset, offset + size), at)
      return stride
    }
  }
  const shape = [rows, columns]
  assign(
    { data: scratch, shape, strides: [columns, 1], offset: at },
    { data, shape, strides: [rowStride, columnStride], offset },
  )
  return columns
}
