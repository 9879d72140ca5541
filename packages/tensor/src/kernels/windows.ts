import type { Buffer } from '../array.ts'
import type { Pair, Window } from '../families/windows.ts'

/** What the number at one place of all windows is: where it lies in the input, and for which windows it is no padding. */
export interface Offset {
  /** its place in the window, in row-major order */
  readonly place: number
  /** the first window, and how many along each axis */
  readonly window: Pair
  readonly count: Pair
  /** where in the input the first window has it */
  readonly at: Pair
}

/**
 * The places of a window, one after the other. To take one place of all windows at a time makes of every kernel a few
 * strided loops: neither padding, stride nor dilation is seen inside.
 */
export function offsetsOf(window: Window): Offset[] {
  const { size } = window
  const down = Array.from({ length: size[0] }, (_, i) => rangeOf(window, 0, i))
  const across = Array.from({ length: size[1] }, (_, j) => rangeOf(window, 1, j))
  return down.flatMap((row, i) =>
    across.flatMap((column, j): Offset[] => {
      if (row.count <= 0 || column.count <= 0) return []
      const [window, count] = [[row.first, column.first] as const, [row.count, column.count] as const]
      return [{ place: i * size[1] + j, window, count, at: [row.at, column.at] }]
    }),
  )
}

/** The windows whose number at `place` along an axis lies inside the input. */
function rangeOf(window: Window, axis: 0 | 1, place: number): { first: number; count: number; at: number } {
  const stride = window.stride[axis]
  const shift = place * window.dilation[axis] - window.padding[axis][0]
  const first = Math.max(0, Math.ceil(-shift / stride))
  const end = Math.min(window.output[axis], Math.floor((window.input[axis] - 1 - shift) / stride) + 1)
  return { first, count: end - first, at: first * stride + shift }
}

/** The numbers that all windows have at an offset, where they lie in an array whose last two axes are the input's. */
export function inputAt({ data, shape, strides, offset }: Buffer, { at, count }: Offset, window: Window): Buffer {
  const lead = shape.length - 2
  const [down = 0, across = 0] = strides.slice(lead)
  return {
    data,
    shape: [...shape.slice(0, lead), ...count],
    strides: [...strides.slice(0, lead), down * window.stride[0], across * window.stride[1]],
    offset: offset + at[0] * down + at[1] * across,
  }
}

/** The same windows' results, in an array whose last two axes are the windows. */
export function windowsAt({ data, shape, strides, offset }: Buffer, { window, count }: Offset): Buffer {
  const lead = shape.length - 2
  const [down = 0, across = 0] = strides.slice(lead)
  return {
    data,
    shape: [...shape.slice(0, lead), ...count],
    strides,
    offset: offset + window[0] * down + window[1] * across,
  }
}
