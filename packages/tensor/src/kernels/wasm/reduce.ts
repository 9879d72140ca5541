import type { FloatType, Kernel } from '@adjoint/wasm'
import { allocate } from '../../allocation.ts'
import type { NDArray } from '../../array.ts'
import { isFloat, type TypedArray } from '../../dtype.ts'
import type { Monoid } from '../../op.ts'
import { rowMajor, sizeOf } from '../../shape.ts'
import { formsOf } from '../forms.ts'
import { instructionSet } from '../instruction-set.ts'
import { reshapedStrides } from '../layout.ts'
import { walk } from '../loop.ts'
import { reduceSource } from './reduce-source.ts'
import { linkOnce, scratchAs } from './scratch.ts'
import { type Block, part, stage } from './stage.ts'

/** From so many elements on, copying to and fro takes less time than a loop in JavaScript does. */
const leastSize = 1024

/** How many elements are combined at a time, so that they stay in the cache; `stage` may take twice the room. */
const blockSize = 2 ** 14
const totalsAt = 2 * blockSize * 8 + 64

/**
 * Combines the elements of `x` along `axes` by vector instructions. The order in which they are combined depends on the
 * shape and the axes, and not on how x lies in memory.
 *
 * @returns what `reduceKernel` does; null where this is not for vectors: small arrays, integers, an engine without them
 */
export function reduceVectors(monoid: Monoid, x: NDArray, axes: readonly number[]): TypedArray | null {
  if (x.size < leastSize || instructionSet() === 'none' || !isFloat(x.dtype)) return null
  const groups = grouped(x, axes)
  const inner = groups.shape.length - 2
  const [rows, columns] =
    inner < 0 ? [1, groups.shape[0] ?? 1] : [groups.shape[inner] ?? 1, groups.shape[inner + 1] ?? 1]
  if (rows * columns < leastSize) return null
  const strides = reshapedStrides(x, groups.shape)
  if (strides === null) return reduceVectors(monoid, x.toContiguous(), axes)

  const kept = groups.shape.map((size, k) => (groups.reduced[k] ? 1 : size))
  const totals = allocate('float64', sizeOf(kept)).fill(monoid.start)
  const targetStrides = rowMajor(kept).map((stride, k) => (groups.reduced[k] ? 0 : stride))
  const to = groups.reduced.at(-1) ? 'rows' : 'columns'
  const kernel = kernelFor(monoid, x.dtype, to)
  const matrix = { data: x.data, rows, columns, rowStride: strides.at(-2) ?? 0, columnStride: strides.at(-1) ?? 0 }
  const outer = [
    { data: totals, offset: 0, strides: targetStrides },
    { data: x.data, offset: x.offset, strides },
  ]
  walk(groups.shape.slice(0, Math.max(inner, 0)), outer, ([target = 0, offset = 0]) => {
    reduceMatrix(kernel, to, { ...matrix, offset }, totals.subarray(target, target + (to === 'rows' ? rows : columns)))
  })
  return totals
}

/** The shape with neighbouring axes made one where both are reduced, or both are not; axes of size 1 go. */
function grouped(x: NDArray, axes: readonly number[]): { shape: number[]; reduced: boolean[] } {
  const shape: number[] = []
  const reduced: boolean[] = []
  for (const [axis, size] of x.shape.entries()) {
    if (size === 1) continue
    const combines = axes.includes(axis)
    if (combines === reduced.at(-1)) {
      shape.push((shape.pop() ?? 1) * size)
    } else {
      shape.push(size)
      reduced.push(combines)
    }
  }
  return { shape, reduced }
}

/** Combines the rows or columns of a matrix with the totals so far, block by block. */
function reduceMatrix(kernel: Kernel, to: 'rows' | 'columns', x: Block, totals: TypedArray): void {
  const width = Math.min(x.columns, blockSize)
  const height = Math.floor(blockSize / width)
  const bytes = x.data.BYTES_PER_ELEMENT
  const numbers = scratchAs(bytes === 4 ? 'float32' : 'float64')
  const wide = scratchAs('float64')
  for (let row = 0; row < x.rows; row += height) {
    for (let column = 0; column < x.columns; column += width) {
      const block = part(x, row, column, Math.min(height, x.rows - row), Math.min(width, x.columns - column))
      const stride = stage(numbers, 0, block)
      const [from, count] = to === 'rows' ? [row, block.rows] : [column, block.columns]
      wide.set(totals.subarray(from, from + count), totalsAt / 8)
      kernel(block.rows, block.columns, 0, stride * bytes, totalsAt)
      totals.set(wide.subarray(totalsAt / 8, totalsAt / 8 + count), from)
    }
  }
}

const cache = new WeakMap<Monoid, Map<string, Kernel>>()

function kernelFor(monoid: Monoid, dtype: FloatType, to: 'rows' | 'columns'): Kernel {
  const fused = instructionSet() === 'relaxed'
  return linkOnce(formsOf(cache, monoid), `${dtype} ${to} ${fused}`, () => reduceSource({ monoid, dtype, to, fused }))
}
