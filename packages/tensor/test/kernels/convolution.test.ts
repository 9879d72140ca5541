import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blank } from '../../src/array.ts'
import {
  conv2d,
  convKernel2d,
  convTranspose2d,
  type DType,
  type FloatDType,
  type Shape,
  type Tensor,
} from '../../src/index.ts'
import { withInstructionSet } from '../../src/kernels/instruction-set.ts'
import { convolutionVectors } from '../../src/kernels/wasm/convolution.ts'
import { differing, expectSame } from '../bits.ts'
import { inJavaScript, vectorSets } from './instruction-sets.ts'
import { itGivesTheBitsOfLoops } from './vectors-and-loops.ts'
import { numbered } from './wasm/large.ts'

type Pair = [number, number]

interface Case {
  readonly dtype: FloatDType
  readonly x: Shape
  readonly w: Shape
  readonly options: { stride: Pair; padding: [Pair, Pair]; dilation: Pair; groups: number }
}

/** Numbers so small that all sums are exact, and no order of summation shows. */
const draw = (dtype: FloatDType, shape: Shape, seed: number): Tensor =>
  numbered(dtype, shape, (i) => ((i * 37 + seed * 11 + (i >> 3)) % 15) - 7)

const pair = (max: number): fc.Arbitrary<Pair> => fc.tuple(fc.integer({ min: 1, max }), fc.integer({ min: 1, max }))
const pads = fc.tuple(fc.nat(2), fc.nat(3))

const cases: fc.Arbitrary<Case> = fc
  .record({
    dtype: fc.constantFrom<FloatDType[]>('float32', 'float64'),
    images: fc.integer({ min: 1, max: 4 }),
    groups: fc.constantFrom(1, 1, 1, 2, 3),
    channels: fc.integer({ min: 1, max: 4 }),
    kernels: fc.integer({ min: 1, max: 12 }),
    size: pair(4),
    room: fc.tuple(fc.nat(8), fc.oneof(fc.nat(4), fc.nat(19))),
    stride: pair(3),
    dilation: pair(3),
    padding: fc.tuple(pads, pads),
  })
  .map(({ dtype, images, groups, channels, kernels, size, room, stride, dilation, padding }) => ({
    dtype,
    x: [
      images,
      groups * channels,
      dilation[0] * (size[0] - 1) + 1 + room[0],
      dilation[1] * (size[1] - 1) + 1 + room[1],
    ],
    w: [groups * kernels, channels, ...size],
    options: { stride, padding, dilation, groups },
  }))

/** How much larger than its smallest possible size the image is from which conv2d makes a result. */
function outputPaddingOf({ x, w, options }: Case, y: Shape): Pair {
  const along = (axis: 0 | 1): number => {
    const span = options.dilation[axis] * ((w[axis + 2] ?? 0) - 1) + 1
    const [before, after] = options.padding[axis]
    return (x[axis + 2] ?? 0) + before + after - (((y[axis + 2] ?? 0) - 1) * options.stride[axis] + span)
  }
  return [along(0), along(1)]
}

/** All three convolutions of a case; the second one may find nothing left of its result. */
function all(one: Case, place: (x: Tensor) => Tensor = (x) => x): Tensor[] {
  const { dtype, x, w, options } = one
  const [images, kernels] = [place(draw(dtype, x, 1)), place(draw(dtype, w, 2))]
  const y: Tensor = conv2d(images, kernels, options)
  const g = place(draw(dtype, y.shape, 3))
  const outputPadding = outputPaddingOf(one, y.shape)
  const back: Tensor = convTranspose2d(g, kernels, { ...options, outputPadding })
  const [, , height = 1, width = 1] = w
  return [y, back, convKernel2d(images, g, [height, width], options)]
}

describe.each(vectorSets)('convolutions with %s', (set) => {
  const vectors = <T>(body: () => T): T => withInstructionSet(set, body)

  itGivesTheBitsOfLoops(set, cases, all, 150)

  const plain: Case['options'] = { stride: [1, 1], padding: [[1, 1], [1, 1]], dilation: [1, 1], groups: 1 } // biome-ignore format: one line
  const large: readonly (readonly [string, Shape, Shape, Partial<Case['options']>])[] = [
    ['more images than fit', [40, 8, 30, 30], [4, 8, 3, 3], {}],
    ['rows in bands', [1, 3, 301, 190], [5, 3, 3, 3], {}],
    ['rows in bands of strided windows', [2, 6, 151, 150], [6, 3, 3, 2], { stride: [2, 3], groups: 2 }],
    ['more kernels than fit', [1, 300, 5, 6], [350, 300, 2, 2], {}],
    ['more groups than fit', [2, 300, 11, 12], [600, 1, 3, 3], { groups: 300 }],
    ['numbers one by one', [3, 5, 40, 41], [7, 5, 1, 1], { padding: [[0, 0], [0, 0]] }],
    ['columns', [3, 5, 500, 1], [7, 5, 3, 1], { padding: [[0, 0], [0, 0]] }],
    ['rows that the memory does not hold', [1, 2, 1, 400_000], [1, 2, 1, 3], { padding: [[0, 0], [1, 1]] }],
  ] // biome-ignore format: a row each
  it.each(large)('are right in parts: %s', (_name, x, w, options) => {
    const one: Case = { dtype: 'float32', x, w, options: { ...plain, ...options } }
    const [found, wanted] = [vectors(() => all(one)), inJavaScript(() => all(one))]
    expect(found.map((y, k) => differing(y, wanted[k] ?? y))).toEqual([0, 0, 0])
  })

  it('let an infinity reach what it is a part of, and nothing else', () => {
    const one: Case = { dtype: 'float32', x: [2, 3, 9, 10], w: [4, 3, 3, 3], options: { ...plain, padding: [[0, 0], [0, 0]] } } // biome-ignore format: one line
    const spoilt = (x: Tensor, i: number): Tensor =>
      numbered('float32', x.shape, (k) => (k === i ? Number.POSITIVE_INFINITY : (x.toTypedArray()[k] ?? 0)))
    const results = (): Tensor[] => {
      const [x, w] = [draw('float32', one.x, 1), draw('float32', one.w, 2)]
      const g = draw('float32', [2, 4, 7, 8], 3)
      return [conv2d(spoilt(x, 59), w), convTranspose2d(g, spoilt(w, 4)), convTranspose2d(spoilt(g, 7), w), convKernel2d(spoilt(x, 9), g, 3)] // biome-ignore format: one line
    }
    const [found, wanted] = [vectors(results), inJavaScript(results)]
    for (const [k, y] of found.entries()) expectSame(y, wanted[k] ?? y)
  })
})

it('vectors are used where a row of windows fills more than half of one', () => {
  const used = (dtype: DType, width: number): boolean => {
    const [x, w] = [blank({ shape: [2, 3, 9, width], dtype }), blank({ shape: [4, 3, 3, 3], dtype })]
    const both = [1, 1] as const
    const output = [7, width - 2] as const
    const window = { input: [9, width], size: [3, 3], stride: both, dilation: both, padding: [[0, 0], [0, 0]], output, groups: 1 } as const // biome-ignore format: one line
    return convolutionVectors(x, w, window, { shape: [2, 4, ...output], dtype }) !== null
  }
  expect([5, 4].map((width) => used('float32', width))).toEqual([true, false])
  expect([4, 3].map((width) => used('float64', width))).toEqual([true, false])
  expect(used('int32', 9)).toBe(false)
  expect(inJavaScript(() => used('float32', 9))).toBe(false)
})
