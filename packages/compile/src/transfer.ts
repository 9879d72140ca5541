import type { TypedArray } from '@adjoint/tensor'
import { assign, collapse, type Layout } from '@adjoint/tensor/backend'

/** Numbers in memory. */
export interface Region extends Layout {
  readonly data: TypedArray
}

/** To copy a shorter row as a whole takes longer than element by element. */
const longRow = 32

/** Copies numbers from one layout to another of the same shape; rows that lie in order on both sides go at once. */
export function transfer(target: Region, source: Region): void {
  const { shape, strides } = collapse(target.shape, [target.strides, source.strides])
  const [to = [], from = []] = strides
  const [rows = 1, columns = 1] = shape.length === 1 ? [1, shape[0]] : shape
  const inOrder = columns === 1 || (to.at(-1) === 1 && from.at(-1) === 1)
  if (shape.length > 2 || !inOrder || shape.includes(0) || (rows > 1 && columns < longRow)) {
    assign(target, source)
    return
  }
  const [down = 0, up = 0] = shape.length === 1 ? [0, 0] : [to[0], from[0]]
  for (let row = 0; row < rows; row++) {
    const start = source.offset + row * up
    target.data.set(source.data.subarray(start, start + columns), target.offset + row * down)
  }
}
