import type { TypedArray } from '@adjoint/tensor'
import { assign, collapse, type Layout } from '@adjoint/tensor/backend'

/** Numbers in memory. */
export interface Region extends Layout {
  readonly data: TypedArray
}

/** To copy a shorter row as a whole takes longer than element by element. */
const longRow = 32

/** Up to so many elements are copied here one by one: `assign` makes code for its loops first, which takes longer. */
const few = 4096

/** Copies numbers from one layout to another of the same shape; rows that lie in order on both sides go at once. */
export function transfer(target: Region, source: Region): void {
  const { shape, strides } = collapse(target.shape, [target.strides, source.strides])
  const [to = [], from = []] = strides
  const [rows = 1, columns = 1] = shape.length === 1 ? [1, shape[0]] : shape
  const [down = 0, up = 0] = [to.at(-2), from.at(-2)]
  const [right = 0, left = 0] = [to.at(-1), from.at(-1)]
  const whole = right === 1 && left === 1 && (rows === 1 || columns >= longRow)
  if (shape.length > 2 || columns === 0 || (!whole && rows * columns > few)) {
    assign(target, source)
    return
  }
  for (let row = 0; row < rows; row++) {
    let [at, next] = [target.offset + row * down, source.offset + row * up]
    if (whole) target.data.set(source.data.subarray(next, next + columns), at)
    else {
      for (let column = 0; column < columns; column++) {
        target.data[at] = source.data[next] ?? 0
        at += right
        next += left
      }
    }
  }
}
