import {
  astype,
  broadcastTo,
  concat,
  type DType,
  reshape,
  type Shape,
  type ShapeDType,
  slice,
  type Tensor,
  TraceError,
  zeros,
} from '@adjoint/tensor'
import { NDArray, sizeOf } from '@adjoint/tensor/backend'
import { mapLeaves, mapTensors, tensorsOf } from './tree.ts'

// An op gives one tensor. A function that gives a tree becomes an op by packing the tree into one.

/** How a tree of tensors lies in one tensor. */
export interface Packing {
  readonly dtype: DType
  readonly parts: readonly ShapeDType[]
}

/** A tree's packing: a single tensor stays as it is, several are strung together. */
export function packingOf(tensors: readonly Tensor[]): Packing {
  const parts = tensors.map(({ shape, dtype }) => ({ shape, dtype }))
  const [first] = parts
  const alike = first !== undefined && parts.every(({ dtype }) => dtype === first.dtype)
  return { dtype: alike ? first.dtype : 'float64', parts } // which holds every number of the other dtypes
}

/** The shape of what pack gives. */
export function packedShape({ parts }: Packing): Shape {
  const [first] = parts
  if (first !== undefined && parts.length === 1) return first.shape
  return [parts.reduce((sum, { shape }) => sum + sizeOf(shape), 0)]
}

export function pack(tensors: readonly Tensor[], { dtype }: Packing): Tensor {
  const [first] = tensors
  if (first === undefined) return zeros([0], { dtype })
  if (tensors.length === 1) return first
  return concat(tensors.map((one) => reshape(astype(one, dtype), [-1])))
}

/** The tree again, in the form of `like`. */
export function unpack<T>(packed: Tensor, like: T): T {
  if (tensorsOf(like).length === 1) return mapTensors(like, () => packed)
  let start = 0
  return mapTensors(like, ({ shape, dtype }) => {
    const stop = start + sizeOf(shape)
    const part = slice(packed, [start, stop])
    start = stop
    return astype(reshape(part, shape), dtype)
  })
}

/** The form of a tree, with shapes and dtypes, but without memory for numbers. */
export function formOf<T>(tree: T): T {
  return mapTensors(tree, ({ shape, dtype }) => broadcastTo(zeros([], { dtype }), shape))
}

/** Puts tensors into a form, in the order of its own. */
export function fill<T>(form: T, tensors: readonly Tensor[]): T {
  let next = 0
  return mapTensors(form, (leaf) => tensors[next++] ?? leaf)
}

/**
 * What stands in a tree and is no tensor, in words: a compiler holds the attributes of two calls against each other, and sees
 * neither what a function among them does nor what it keeps.
 */
export function othersIn(tree: unknown): string[] {
  const others: string[] = []
  mapLeaves(tree, (leaf, path) => {
    if (!(leaf instanceof Object)) others.push(`${path}: ${String(leaf)}`)
    return leaf
  })
  return others
}

/**
 * The numbers that a function gave when it was run on numbers. It gives none where it has used a traced value that is no
 * argument of it: that value would count as a constant, and its derivative would be lost without a word.
 *
 * @throws TraceError then
 */
export function numbersOf(owner: string, y: Tensor): NDArray {
  if (y.tracedBy === null) return NDArray.expect(y)
  throw new TraceError(
    `${owner}: the function uses a value from around it that is differentiated, mapped or recorded, on the way to ` +
      `${y.describe()}; its derivative would be lost. Give all such values as arguments.`,
  )
}
