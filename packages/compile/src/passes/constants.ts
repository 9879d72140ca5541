import { allocate, NDArray, sizeOf } from '@adjoint/tensor/backend'
import type { GraphNode } from '../graph.ts'

const known = new WeakMap<NDArray, number | null>()

/** The number that all elements of a constant are; null where they differ, or the node is no constant. */
export function uniformValue({ constant }: GraphNode): number | null {
  if (constant === null) return null
  let value = known.get(constant)
  if (value === undefined) {
    value = commonValue(constant)
    known.set(constant, value)
  }
  return value
}

function commonValue(array: NDArray): number | null {
  const first = array.data[array.offset]
  if (array.size === 0 || first === undefined) return null
  const repeated = array.shape.every((size, axis) => size === 1 || array.strides[axis] === 0)
  return repeated || array.copyData().every((value) => Object.is(value, first)) ? first : null
}

/** An array in which every element is one number, stored once. */
export function uniform(value: number, { shape, dtype }: Pick<GraphNode, 'shape' | 'dtype'>): NDArray {
  const data = allocate(dtype, sizeOf(shape) === 0 ? 0 : 1)
  data.fill(value)
  return new NDArray(
    data,
    dtype,
    shape,
    shape.map(() => 0),
  )
}
