import { blank, NDArray } from '../array.ts'
import type { Window } from '../families/windows.ts'
import type { ShapeDType } from '../op.ts'
import type { Formula } from '../scalar/algebra.ts'
import { sizeOf } from '../shape.ts'
import { addition, update } from './update.ts'
import { maxPickVectors, maxUnpoolVectors, poolVectors } from './wasm/pool.ts'
import { inputAt, offsetsOf, windowsAt } from './windows.ts'

/** The largest number of each window; NaN where one is NaN, as Math.max gives it. */
export function maxPoolKernel(x: NDArray, window: Window, out: ShapeDType): NDArray {
  return poolVectors('largest', x, window, out) ?? maxPoolLoop(x, window, out)
}

function maxPoolLoop(x: NDArray, window: Window, out: ShapeDType): NDArray {
  const { data, offset } = x.toContiguous()
  const { rows, columns, width, height } = boundsOf(window)
  const y = blank(out)
  for (let o = 0, plane = offset; o < y.data.length; plane += width * height) {
    for (let r = 0; r < rows.from.length; r++) {
      const top = plane + (rows.from[r] ?? 0) * width
      const bottom = plane + (rows.to[r] ?? 0) * width
      for (let c = 0; c < columns.from.length; c++, o++) {
        const left = columns.from[c] ?? 0
        const right = columns.to[c] ?? 0
        let largest = Number.NEGATIVE_INFINITY
        for (let row = top; row < bottom; row += width) {
          for (let q = row + left; q < row + right; q++) largest = Math.max(largest, data[q] ?? Number.NaN)
        }
        y.data[o] = largest
      }
    }
  }
  return y
}

/** For each window the mean of those numbers of t that lie where the largest ones of x do. */
export function maxPickKernel(t: NDArray, x: NDArray, window: Window, out: ShapeDType): NDArray {
  return maxPickVectors(t, x, window, out) ?? maxPickLoop(t, x, window, out)
}

function maxPickLoop(t: NDArray, x: NDArray, window: Window, out: ShapeDType): NDArray {
  const [own, values] = [x.toContiguous(), t.toContiguous()]
  const shift = values.offset - own.offset
  const bounds = boundsOf(window)
  const { first, ties } = choicesOf(own, bounds, sizeOf(out.shape))
  const y = blank(out)
  for (let o = 0; o < first.length; o++) {
    const at = first[o] ?? 0
    const count = ties[o] ?? 1
    let sum = values.data[at + shift] ?? Number.NaN
    for (let more = 1, q = at; more < count; more++) {
      q = nextTie(own, bounds, o, at, q)
      sum += values.data[q + shift] ?? Number.NaN
    }
    y.data[o] = sum / count
  }
  return y
}

/** Each number of g shared equally among the largest ones of its window in x. */
export function maxUnpoolKernel(g: NDArray, x: NDArray, window: Window, out: ShapeDType): NDArray {
  return maxUnpoolVectors(g, x, window, out) ?? maxUnpoolLoop(g, x, window, out)
}

function maxUnpoolLoop(g: NDArray, x: NDArray, window: Window, out: ShapeDType): NDArray {
  const [own, cotangents] = [x.toContiguous(), g.toContiguous()]
  const bounds = boundsOf(window)
  const { first, ties } = choicesOf(own, bounds, g.size)
  const sums = blank(out)
  const add = (at: number, term: number): void => {
    sums.data[at] = (sums.data[at] ?? Number.NaN) + term
  }
  for (let o = 0; o < first.length; o++) {
    const at = first[o] ?? 0
    const count = ties[o] ?? 1
    const share = (cotangents.data[cotangents.offset + o] ?? Number.NaN) / count
    add(at - own.offset, share)
    for (let more = 1, q = at; more < count; more++) {
      q = nextTie(own, bounds, o, at, q)
      add(q - own.offset, share)
    }
  }
  return sums
}

/** Where in x's buffer the first of the largest numbers of each window lies, and how many there are. */
interface Choices {
  readonly first: Int32Array
  readonly ties: Int32Array
}

/**
 * The largest numbers of each window of x, which lies in row-major order. NaN is larger than any number, and equals itself.
 * Each window is looked through by itself, for its numbers lie close to each other.
 */
function choicesOf({ data, offset }: NDArray, { rows, columns, width, height }: Bounds, count: number): Choices {
  const [first, ties] = [new Int32Array(count), new Int32Array(count)]
  for (let o = 0, plane = offset; o < count; plane += width * height) {
    for (let r = 0; r < rows.from.length; r++) {
      const top = plane + (rows.from[r] ?? 0) * width
      const bottom = plane + (rows.to[r] ?? 0) * width
      for (let c = 0; c < columns.from.length; c++, o++) {
        const left = columns.from[c] ?? 0
        const right = columns.to[c] ?? 0
        let at = top + left
        let largest = data[at] ?? Number.NaN
        let equal = 0
        for (let row = top; row < bottom; row += width) {
          for (let q = row + left; q < row + right; q++) {
            const value = data[q] ?? Number.NaN
            if (value < largest) continue
            if (isSame(value, largest)) {
              equal++
            } else if (!Number.isNaN(largest)) {
              largest = value
              at = q
              equal = 1
            }
          }
        }
        first[o] = at
        ties[o] = equal
      }
    }
  }
  return { first, ties }
}

/** Where in x's buffer, behind `after`, the next number of window o lies that is the same as the one at `at`. */
function nextTie({ data, offset }: NDArray, bounds: Bounds, o: number, at: number, after: number): number {
  const { rows, columns, width, height } = bounds
  const perPlane = rows.from.length * columns.from.length
  const plane = offset + Math.floor(o / perPlane) * width * height
  const c = o % columns.from.length
  const left = columns.from[c] ?? 0
  const right = columns.to[c] ?? 0
  const wanted = data[at] ?? Number.NaN
  let q = after
  do {
    q++
    const column = (q - plane) % width
    if (column >= right)
      q += width - column + left // to the next row
    else if (column < left) q += left - column
  } while (!isSame(data[q] ?? Number.NaN, wanted) && q < data.length)
  return q
}

function isSame(a: number, b: number): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b))
}

/** For each window along an axis, the first place of the input that it has, and the one behind its last. */
interface Ranges {
  readonly from: Int32Array
  readonly to: Int32Array
}

interface Bounds {
  readonly rows: Ranges
  readonly columns: Ranges
  readonly width: number
  readonly height: number
}

function boundsOf(window: Window): Bounds {
  const [height, width] = window.input
  return { rows: rangesOf(window, 0), columns: rangesOf(window, 1), width, height }
}

function rangesOf({ input, output, size, stride, padding }: Window, axis: 0 | 1): Ranges {
  const starts = Int32Array.from({ length: output[axis] }, (_, place) => place * stride[axis] - padding[axis][0])
  return {
    from: starts.map((start) => Math.max(0, start)),
    to: starts.map((start) => Math.min(input[axis], start + size[axis])),
  }
}

/** The mean of each window, padding counted as zeros; it accumulates in float64. */
export function avgPoolKernel(x: NDArray, window: Window, out: ShapeDType): NDArray {
  return poolVectors('mean', x, window, out) ?? avgPoolLoop(x, window, out)
}

function avgPoolLoop(x: NDArray, window: Window, out: ShapeDType): NDArray {
  const sums = blank({ ...out, dtype: 'float64' })
  for (const offset of offsetsOf(window)) {
    const target = windowsAt(sums, offset)
    update(addition, target, inputAt(x, offset, window))
  }
  return divided(sums, window, out)
}

/** Each number of g spread evenly over its window. */
export function avgUnpoolKernel(g: NDArray, window: Window, out: ShapeDType): NDArray {
  const shares = divided(g, window, { ...out, shape: g.shape })
  const sums = blank(out)
  for (const offset of offsetsOf(window)) {
    const target = inputAt(sums, offset, window)
    update(addition, target, windowsAt(shares, offset))
  }
  return sums
}

const quotient: Formula = (m, _old, a, b) => m.div(a, b)

function divided(x: NDArray, { size }: Window, out: ShapeDType): NDArray {
  const y = blank(out)
  const count = new NDArray(Float64Array.of(size[0] * size[1]), 'float64', x.shape, x.shape.map(() => 0)) // biome-ignore format: one line
  update(quotient, y, x, count)
  return y
}
