// Convolutions, pools and their transposes as plain loops over windows: what the formulas of their docstrings say, word by word.
// The numbers are small integers, so that sums are exact in any order.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  avgPool2d,
  avgUnpool2d,
  conv2d,
  convKernel2d,
  convTranspose2d,
  fromTypedArray,
  maxPick2d,
  maxPool2d,
  maxUnpool2d,
  type Tensor,
} from '../../src/index.ts'

type Pair = readonly [number, number]

interface Window {
  readonly size: Pair
  readonly stride: Pair
  readonly padding: readonly [Pair, Pair]
  readonly dilation: Pair
}

const pair = (min: number, max: number): fc.Arbitrary<[number, number]> =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }))

/** Windows that fit into a plane of at least 5 by 5, and the size of such a plane. */
const windows = fc.record({
  plane: pair(5, 7),
  size: pair(1, 3),
  stride: pair(1, 3),
  padding: fc.tuple(pair(0, 1), pair(0, 1)),
  dilation: pair(1, 2),
  seed: fc.nat(999),
})

function integers(shape: readonly number[], seed: number): Tensor {
  const size = shape.reduce((product, n) => product * n, 1)
  let state = seed * 2 + 1
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state >>> 16) % 7
  }
  return fromTypedArray(
    Float64Array.from({ length: size }, () => next() - 3),
    shape,
  )
}

/** How many windows there are along axis 0 or 1 of a plane. */
function count(plane: Pair, { size, stride, padding, dilation }: Window, axis: 0 | 1): number {
  const [before, after] = padding[axis]
  return Math.floor((plane[axis] + before + after - dilation[axis] * (size[axis] - 1) - 1) / stride[axis]) + 1
}

/** The places of the plane that the window (r, c) sees, each as [k, l, row, column], without those in the padding. */
function* places(plane: Pair, { size, stride, padding, dilation }: Window, r: number, c: number) {
  for (let k = 0; k < size[0]; k++) {
    for (let l = 0; l < size[1]; l++) {
      const row = r * stride[0] + k * dilation[0] - padding[0][0]
      const column = c * stride[1] + l * dilation[1] - padding[1][0]
      if (row >= 0 && row < plane[0] && column >= 0 && column < plane[1]) yield [k, l, row, column] as const
    }
  }
}

/** An array that is written by index, row-major. */
class Cells {
  readonly shape: readonly number[]
  readonly data: Float64Array

  constructor(shape: readonly number[], from?: Tensor) {
    this.shape = shape
    const size = shape.reduce((product, n) => product * n, 1)
    this.data = from ? Float64Array.from(from.toTypedArray()) : new Float64Array(size)
  }

  static of(x: Tensor): Cells {
    return new Cells(x.shape, x)
  }

  #at(index: readonly number[]): number {
    return index.reduce((at, i, axis) => at * (this.shape[axis] ?? 1) + i, 0)
  }

  get(...index: readonly number[]): number {
    return this.data[this.#at(index)] ?? Number.NaN
  }

  add(value: number, ...index: readonly number[]): void {
    const at = this.#at(index)
    this.data[at] = (this.data[at] ?? Number.NaN) + value
  }
}

/** @param slack how far a number may be off; 0 for sums of integers */
function expectCells(actual: Tensor, expected: Cells, slack = 0): void {
  expect(actual.shape).toEqual(expected.shape)
  const wrong = Array.from(actual.toTypedArray()).flatMap((got, at) => {
    const wanted = expected.data[at] ?? Number.NaN
    return Math.abs(got - wanted) <= slack ? [] : [{ at, got, wanted }]
  })
  expect(wrong).toEqual([])
}

describe('convolution: as plain loops', () => {
  const [images, channels, kernels] = [2, 4, 6]

  /** For all pairs of numbers of the images and of the kernels that meet, the places of both and of their product. */
  function forAll(
    plane: Pair,
    window: Window,
    groups: number,
    visit: (x: readonly number[], w: readonly number[], y: readonly number[]) => void,
  ): void {
    const [ofImages, ofKernels] = [channels / groups, kernels / groups]
    for (let n = 0; n < images; n++)
      for (let o = 0; o < kernels; o++)
        for (let i = 0; i < ofImages; i++)
          for (let r = 0; r < count(plane, window, 0); r++)
            for (let c = 0; c < count(plane, window, 1); c++)
              for (const [k, l, row, column] of places(plane, window, r, c))
                visit([n, Math.floor(o / ofKernels) * ofImages + i, row, column], [o, i, k, l], [n, o, r, c])
  }

  const cases = fc.tuple(windows, fc.constantFrom(1, 2))
  const shapesOf = (plane: Pair, window: Window, groups: number) => ({
    x: [images, channels, ...plane],
    w: [kernels, channels / groups, ...window.size],
    y: [images, kernels, count(plane, window, 0), count(plane, window, 1)],
  })

  it('conv2d', () => {
    fc.assert(
      fc.property(cases, ([{ plane, seed, ...window }, groups]) => {
        const shapes = shapesOf(plane, window, groups)
        const [x, w] = [integers(shapes.x, seed), integers(shapes.w, seed + 1)]
        const [ofX, ofW, expected] = [Cells.of(x), Cells.of(w), new Cells(shapes.y)]
        forAll(plane, window, groups, (i, j, k) => expected.add(ofX.get(...i) * ofW.get(...j), ...k))
        const { stride, padding, dilation } = window
        const actual: Tensor = conv2d(x, w, { stride, padding, dilation, groups })
        expectCells(actual, expected)
      }),
      { numRuns: 60 },
    )
  })

  it('convTranspose2d', () => {
    fc.assert(
      fc.property(cases, ([{ plane, seed, ...window }, groups]) => {
        const shapes = shapesOf(plane, window, groups)
        const [y, w] = [integers(shapes.y, seed), integers(shapes.w, seed + 1)]
        const [ofY, ofW, expected] = [Cells.of(y), Cells.of(w), new Cells(shapes.x)]
        forAll(plane, window, groups, (i, j, k) => expected.add(ofY.get(...k) * ofW.get(...j), ...i))
        const { stride, padding, dilation, size } = window
        // several sizes have as many windows: what is left over at the end
        const left = ([0, 1] as const).map((axis) => {
          const [before, after] = padding[axis]
          const reach = dilation[axis] * (size[axis] - 1) + 1
          return plane[axis] + before + after - reach - (count(plane, window, axis) - 1) * stride[axis]
        })
        const outputPadding: Pair = [left[0] ?? 0, left[1] ?? 0]
        const actual: Tensor = convTranspose2d(y, w, { stride, padding, dilation, groups, outputPadding })
        expectCells(actual, expected)
      }),
      { numRuns: 60 },
    )
  })

  it('convKernel2d', () => {
    fc.assert(
      fc.property(cases, ([{ plane, seed, ...window }, groups]) => {
        const shapes = shapesOf(plane, window, groups)
        const [x, y] = [integers(shapes.x, seed), integers(shapes.y, seed + 1)]
        const [ofX, ofY, expected] = [Cells.of(x), Cells.of(y), new Cells(shapes.w)]
        forAll(plane, window, groups, (i, j, k) => expected.add(ofX.get(...i) * ofY.get(...k), ...j))
        const { stride, padding, dilation, size } = window
        const actual: Tensor = convKernel2d(x, y, size, { stride, padding, dilation, groups })
        expectCells(actual, expected)
      }),
      { numRuns: 60 },
    )
  })
})

describe('pool: as plain loops', () => {
  const images = 3

  /** Padding may be half a window at most, and windows of pools have no gaps. */
  const cases = windows.map(({ size, padding: [rows, columns], ...rest }) => {
    const half = ([before, after]: Pair, n: number): Pair => [
      Math.min(before, Math.floor(n / 2)),
      Math.min(after, Math.floor(n / 2)),
    ]
    const padding: readonly [Pair, Pair] = [half(rows, size[0]), half(columns, size[1])]
    return { ...rest, size, padding, dilation: [1, 1] as const }
  })

  function forAll(
    plane: Pair,
    window: Window,
    visit: (image: number, r: number, c: number, seen: Pair[]) => void,
  ): void {
    for (let n = 0; n < images; n++)
      for (let r = 0; r < count(plane, window, 0); r++)
        for (let c = 0; c < count(plane, window, 1); c++)
          visit(n, r, c, [...places(plane, window, r, c)].map(([, , row, column]) => [row, column])) // biome-ignore format: one line
  }

  /** Where the largest numbers of a window stand. */
  function largest(x: Cells, image: number, seen: readonly Pair[]): { value: number; at: Pair[] } {
    const value = Math.max(...seen.map((place) => x.get(image, ...place)))
    return { value, at: seen.filter((place) => x.get(image, ...place) === value) }
  }

  const optionsOf = ({ stride, padding }: Window) => ({ stride, padding })
  const results = (plane: Pair, window: Window) => [images, count(plane, window, 0), count(plane, window, 1)]
  // means and shares are not integers: 64 eps times all that could be added up, which is at most 3 each
  const slackOf = (x: Tensor): number => 64 * 2 ** -52 * 3 * x.size

  const run = (check: (plane: Pair, window: Window, x: Tensor, ofWindows: Tensor) => void): void =>
    fc.assert(
      fc.property(cases, ({ plane, seed, ...window }) => {
        check(plane, window, integers([images, ...plane], seed), integers(results(plane, window), seed + 1))
      }),
      { numRuns: 60 },
    )

  it('maxPool2d', () =>
    run((plane, window, x) => {
      const [ofX, expected] = [Cells.of(x), new Cells(results(plane, window))]
      forAll(plane, window, (n, r, c, seen) => expected.add(largest(ofX, n, seen).value, n, r, c))
      const actual: Tensor = maxPool2d(x, window.size, optionsOf(window))
      expectCells(actual, expected)
    }))

  it('maxPick2d', () =>
    run((plane, window, x) => {
      const t = integers([images, ...plane], 7)
      const [ofX, ofT, expected] = [Cells.of(x), Cells.of(t), new Cells(results(plane, window))]
      forAll(plane, window, (n, r, c, seen) => {
        const { at } = largest(ofX, n, seen)
        for (const place of at) expected.add(ofT.get(n, ...place) / at.length, n, r, c)
      })
      const actual: Tensor = maxPick2d(t, x, window.size, optionsOf(window))
      expectCells(actual, expected, slackOf(x))
    }))

  it('maxUnpool2d', () =>
    run((plane, window, x, g) => {
      const [ofX, ofG, expected] = [Cells.of(x), Cells.of(g), new Cells([images, ...plane])]
      forAll(plane, window, (n, r, c, seen) => {
        const { at } = largest(ofX, n, seen)
        for (const place of at) expected.add(ofG.get(n, r, c) / at.length, n, ...place)
      })
      const actual: Tensor = maxUnpool2d(g, x, window.size, optionsOf(window))
      expectCells(actual, expected, slackOf(x))
    }))

  it('avgPool2d', () =>
    run((plane, window, x) => {
      const [ofX, expected] = [Cells.of(x), new Cells(results(plane, window))]
      const area = window.size[0] * window.size[1]
      forAll(plane, window, (n, r, c, seen) => {
        for (const place of seen) expected.add(ofX.get(n, ...place) / area, n, r, c)
      })
      const actual: Tensor = avgPool2d(x, window.size, optionsOf(window))
      expectCells(actual, expected, slackOf(x))
    }))

  it('avgUnpool2d', () =>
    run((plane, window, _x, g) => {
      const [ofG, expected] = [Cells.of(g), new Cells([images, ...plane])]
      const area = window.size[0] * window.size[1]
      forAll(plane, window, (n, r, c, seen) => {
        for (const place of seen) expected.add(ofG.get(n, r, c) / area, n, ...place)
      })
      const actual: Tensor = avgUnpool2d(g, plane, window.size, optionsOf(window))
      expectCells(actual, expected, slackOf(g))
    }))
})
