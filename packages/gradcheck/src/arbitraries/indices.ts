import fc from 'fast-check'
import { checkList } from '../given.ts'
import { type NDArray, ndarray, sizeOf } from '../ndarray.ts'

/**
 * Indices into an axis, int32, with duplicates: one in three repeats its neighbour, because forgetting to add up is the
 * usual bug.
 *
 * @param length of the axis they point into, 1 at least
 */
export function indices(
  length: number,
  shape: readonly number[] | fc.Arbitrary<readonly number[]> = fc.array(fc.integer({ min: 1, max: 4 }), {
    maxLength: 2,
  }),
): fc.Arbitrary<NDArray> {
  if (!(length > 0)) throw new RangeError(`indices: an axis of length ${length} has none; give 1 or more.`)
  if (!(shape instanceof fc.Arbitrary)) checkList('indices: the shape', shape, 'of sizes such as [2, 3]')
  const shapes = shape instanceof fc.Arbitrary ? shape : fc.constant(shape)
  const codes = fc.array(fc.tuple(fc.nat(length - 1), fc.nat(2)), { maxLength: 64, size: 'max' })
  return fc.tuple(shapes, codes).map(([to, list]) => {
    const data: number[] = []
    for (let place = 0; place < sizeOf(to); place++) {
      const [index, repeats] = list[place] ?? [place % length, 0]
      data.push(repeats === 2 && place > 0 ? (data[place - 1] ?? 0) : index)
    }
    return ndarray(data, to, 'int32')
  })
}

/** Class labels, int32, one for each of `count` samples; shrunk, they are 0, 1, 2, ... in turn, so that no class is missing. */
export function labels(count: number, classes: number): fc.Arbitrary<NDArray> {
  if (!(classes > 0)) throw new RangeError(`labels: ${classes} classes have none; give 1 or more.`)
  return fc
    .array(fc.nat(classes - 1), { minLength: count, maxLength: count })
    .map((codes) => ndarray(codes.map((code, i) => (code + i) % classes), [count], 'int32')) // biome-ignore format: one line
}

/** Rows that are 0 but for a single 1. */
export function oneHot(count: number, classes: number): fc.Arbitrary<NDArray> {
  return labels(count, classes).map(({ data }) =>
    ndarray(
      data.flatMap((label) => Array.from({ length: classes }, (_, k) => Number(k === label))),
      [count, classes],
    ),
  )
}
