import fc from 'fast-check'
import { allocate } from '../../../src/allocation.ts'
import { type DType, fromTypedArray, type Shape, type Tensor } from '../../../src/index.ts'
import { sizeOf } from '../../../src/shape.ts'

/** Sizes around the widths of vectors, tiles and panels, and around the least size that goes to a kernel. */
const sizes = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 63, max: 66 }))

/** Shapes of at least `least` elements, and not many more. */
export function largeShapes(least: number): fc.Arbitrary<number[]> {
  return fc
    .tuple(fc.array(sizes, { maxLength: 3 }), fc.nat(3), fc.integer({ min: 0, max: 9 }))
    .map(([some, at, more]) => {
      const bounded = some.filter((size, i) => sizeOf(some.slice(0, i)) * size <= 8 * least)
      const missing = Math.ceil(least / Math.max(sizeOf(bounded), 1)) + more
      return bounded.toSpliced(at, 0, missing)
    })
}

/** A tensor that repeats a few numbers, in an order that no vector or row divides. */
export function repeating(dtype: DType, shape: Shape, values: fc.Arbitrary<number>): fc.Arbitrary<Tensor> {
  return fc.array(values, { minLength: 1, maxLength: 23 }).map((numbers) => {
    const data = allocate(dtype, sizeOf(shape))
    for (let i = 0; i < data.length; i++) data[i] = numbers[i % numbers.length] ?? Number.NaN
    return fromTypedArray(data, shape)
  })
}

/** A tensor of that size whose numbers are reproducible and all different. */
export function numbered(dtype: DType, shape: Shape, number: (i: number) => number): Tensor {
  const data = allocate(dtype, sizeOf(shape))
  for (let i = 0; i < data.length; i++) data[i] = number(i)
  return fromTypedArray(data, shape)
}
