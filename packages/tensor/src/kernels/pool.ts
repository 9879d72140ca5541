import { NDArray } from '../array.ts'
import { allocate, type DType, isFloat } from '../dtype.ts'
import type { Window } from '../families/windows.ts'
import type { ShapeDType } from '../op.ts'
import { type Algebra, type Formula, larger } from '../scalar/algebra.ts'
import { sizeOf } from '../shape.ts'
import { addition, combine, inputAt, offsetsOf, windowsAt } from './windows.ts'

/** The largest number of each window; padding is smaller than any. */
export function maxPoolKernel(x: NDArray, window: Window, out: ShapeDType): NDArray {
  const y = made(out, lowest(out.dtype))
  for (const offset of offsetsOf(window)) {
    const target = windowsAt(y, offset)
    combine(larger, target, target, inputAt(x, offset, window))
  }
  return y
}

/** For each window the mean of those numbers of t that lie where the largest ones of x do. */
export function maxPickKernel(t: NDArray, x: NDArray, window: Window, out: ShapeDType): NDArray {
  const [largest, ties] = tiesOf(x, window, out)
  const sums = made(out)
  for (const offset of offsetsOf(window)) {
    const target = windowsAt(sums, offset)
    const [own, values] = [inputAt(x, offset, window), inputAt(t, offset, window)]
    combine(addChosen, target, target, values, own, windowsAt(largest, offset))
  }
  combine(quotient, sums, sums, ties)
  return sums
}

/** Each number of g shared equally among the largest ones of its window in x. */
export function maxUnpoolKernel(g: NDArray, x: NDArray, window: Window, out: ShapeDType): NDArray {
  const windows = { shape: g.shape, dtype: out.dtype }
  const [largest, ties] = tiesOf(x, window, windows)
  const shares = made(windows)
  combine(quotient, shares, g, ties)
  const sums = made(out)
  for (const offset of offsetsOf(window)) {
    const target = inputAt(sums, offset, window)
    const own = inputAt(x, offset, window)
    combine(addChosen, target, target, windowsAt(shares, offset), own, windowsAt(largest, offset))
  }
  return sums
}

/** The mean of each window, padding counted as zeros; it accumulates in float64. */
export function avgPoolKernel(x: NDArray, window: Window, out: ShapeDType): NDArray {
  const sums = made({ ...out, dtype: 'float64' })
  for (const offset of offsetsOf(window)) {
    const target = windowsAt(sums, offset)
    combine(addition, target, target, inputAt(x, offset, window))
  }
  return divided(sums, window, out)
}

/** Each number of g spread evenly over its window. */
export function avgUnpoolKernel(g: NDArray, window: Window, out: ShapeDType): NDArray {
  const shares = divided(g, window, { ...out, shape: g.shape })
  const sums = made(out)
  for (const offset of offsetsOf(window)) {
    const target = inputAt(sums, offset, window)
    combine(addition, target, target, windowsAt(shares, offset))
  }
  return sums
}

/** 1 where a number is the largest of its window; where that is NaN, for those that are NaN. */
function chosen<V>(m: Algebra<V>, x: V, largest: V): V {
  return m.select(m.equal(x, x), m.equal(x, largest), m.constant(1))
}

const addChosen: Formula = (m, sum, value, x, largest) => m.add(sum, m.select(chosen(m, x, largest), value, m.constant(0))) // biome-ignore format: one line
const countChosen: Formula = (m, count, x, largest) => m.add(count, chosen(m, x, largest))
const quotient: Formula = (m, a, b) => m.div(a, b)

/** The largest number of each window, and how many there are of it. */
function tiesOf(x: NDArray, window: Window, { shape }: ShapeDType): readonly [NDArray, NDArray] {
  const largest = maxPoolKernel(x, window, { shape, dtype: x.dtype })
  const ties = made({ shape, dtype: 'float64' })
  for (const offset of offsetsOf(window)) {
    const target = windowsAt(ties, offset)
    combine(countChosen, target, target, inputAt(x, offset, window), windowsAt(largest, offset))
  }
  return [largest, ties]
}

function divided(x: NDArray, { size }: Window, out: ShapeDType): NDArray {
  const y = made(out)
  const count = new NDArray(Float64Array.of(size[0] * size[1]), 'float64', x.shape, x.shape.map(() => 0)) // biome-ignore format: one line
  combine(quotient, y, x, count)
  return y
}

function made({ shape, dtype }: ShapeDType, value: number = 0): NDArray {
  return new NDArray(allocate(dtype, sizeOf(shape)).fill(value), dtype, shape)
}

/** What is smaller than every other number of a dtype, or equal. */
function lowest(dtype: DType): number {
  if (isFloat(dtype)) return Number.NEGATIVE_INFINITY
  return dtype === 'int32' ? -(2 ** 31) : 0
}
