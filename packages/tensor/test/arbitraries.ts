import fc from 'fast-check'
import { allocate } from '../src/allocation.ts'
import { NDArray } from '../src/array.ts'
import { type DType, fromTypedArray, type Shape, type Tensor } from '../src/index.ts'
import { sizeOf } from '../src/shape.ts'

export const dtypes: readonly DType[] = ['float32', 'float64', 'int32', 'bool']

/** Small shapes of any rank up to `maxRank`; sizes of 0 and 1 are common, as the bugs are. */
export function shapes(maxRank = 4, minSize = 0): fc.Arbitrary<number[]> {
  return fc.array(fc.integer({ min: minSize, max: 4 }), { maxLength: maxRank })
}

/** Numbers that a dtype holds exactly. */
function numbersOf(dtype: DType): fc.Arbitrary<number> {
  switch (dtype) {
    case 'float64':
      return fc.double()
    case 'float32':
      return fc.float()
    case 'int32':
      return fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
    case 'bool':
      return fc.constantFrom(0, 1)
  }
}

/** Multiples of 1/8 of few digits: their sums and products are exact, so that no order of summation shows. */
export const exact: fc.Arbitrary<number> = fc.integer({ min: -800, max: 800 }).map((n) => n / 8)

export function filled(dtype: DType, shape: Shape, values: readonly number[]): Tensor {
  const data = allocate(dtype, sizeOf(shape))
  data.set(values)
  return fromTypedArray(data, shape)
}

/** A tensor of that shape with any numbers. */
export function tensors(shape: Shape, dtype: DType, values = numbersOf(dtype)): fc.Arbitrary<Tensor> {
  const size = sizeOf(shape)
  return fc.array(values, { minLength: size, maxLength: size }).map((numbers) => filled(dtype, shape, numbers))
}

/** How to lay an array out in memory: which axes vary fastest, the step along each, and where it begins. */
export interface Placement {
  readonly order: readonly number[]
  readonly steps: readonly number[]
  readonly before: number
}

// As many axes as any test needs; an array of lower rank uses the first ones.
const axes = Array.from({ length: 8 }, (_, axis) => axis)

export const placements: fc.Arbitrary<Placement> = fc.record({
  order: fc.shuffledSubarray(axes, { minLength: axes.length }),
  steps: fc.array(fc.constantFrom(1, 1, 2, 3, -1, -2), { minLength: axes.length, maxLength: axes.length }),
  before: fc.integer({ min: 0, max: 3 }),
})

/** The same numbers elsewhere in memory, with other numbers (77) between them: a view as transposing and slicing make it. */
export function placed(x: Tensor, { order, steps, before }: Placement): NDArray {
  const strides = new Array<number>(x.rank).fill(0)
  let room = 1
  for (const axis of order.filter((one) => one < x.rank)) {
    const step = steps[axis] ?? 1
    strides[axis] = room * step
    room *= Math.max(x.shape[axis] ?? 1, 1) * Math.abs(step)
  }
  let offset = before
  strides.forEach((stride, axis) => {
    if (stride < 0) offset -= stride * Math.max((x.shape[axis] ?? 1) - 1, 0)
  })
  const data = allocate(x.dtype, before + room).fill(x.dtype === 'bool' ? 1 : 77)
  const numbers = x.toTypedArray()
  indices(x.shape).forEach((index, at) => {
    data[index.reduce((sum, i, axis) => sum + i * (strides[axis] ?? 0), offset)] = numbers[at] ?? Number.NaN
  })
  return new NDArray(data, x.dtype, [...x.shape], strides, offset)
}

/** Every index of a shape, in row-major order. */
export function indices(shape: Shape): number[][] {
  return shape.reduce<number[][]>(
    (all, size) => all.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i])),
    [[]],
  )
}

/** The number at an index, read through nothing but strides. */
export function at(x: NDArray, index: readonly number[]): number {
  return x.data[index.reduce((sum, i, axis) => sum + i * (x.strides[axis] ?? 0), x.offset)] ?? Number.NaN
}
