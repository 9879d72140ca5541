import { fc, test } from '@fast-check/vitest'
import { describe } from 'vitest'
import { argmax, argmin, max, min, type Tensor } from '../../src/index.ts'
import { dtypes, filled, placed, placements, shapes, tensors } from '../arbitraries.ts'
import { expectSame } from '../bits.ts'

/** Few numbers, so that many tie; NaN and the infinities among them. */
const few = fc.constantFrom(0, 1, 2, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)

const cases = shapes(4, 1)
  .filter(({ length }) => length > 0)
  .chain((shape) =>
    fc.constantFrom(...dtypes).chain((dtype) =>
      fc.record({
        x: fc.oneof(tensors(shape, dtype), tensors(shape, dtype, dtype === 'bool' ? undefined : few)),
        axis: fc.nat(shape.length - 1),
        placement: placements,
      }),
    ),
  )

/** The first position along the axis whose element is the extreme one. */
function firstOf(x: Tensor, extremes: Tensor, axis: number): Tensor {
  const stride = x.shape.slice(axis + 1).reduce((product, size) => product * size, 1)
  const length = x.shape[axis] ?? 1
  const [numbers, wanted] = [x.toTypedArray(), extremes.toTypedArray()]
  const positions = Array.from(wanted, (extreme, k) => {
    const start = Math.floor(k / stride) * stride * length + (k % stride)
    const isExtreme = (i: number): boolean => {
      const value = numbers[start + i * stride] ?? 0
      return value === extreme || (Number.isNaN(value) && Number.isNaN(extreme))
    }
    return Array.from({ length }, (_, i) => i).findIndex(isExtreme)
  })
  return filled('int32', extremes.shape, positions)
}

describe('positions', () => {
  test.prop([cases])('argmax is the first position of the maximum', ({ x, axis, placement }) => {
    const wanted = firstOf(x, max(x, { axis }), axis)
    expectSame(argmax(x, { axis }), wanted)
    expectSame(argmax(placed(x, placement), { axis: axis - x.rank }), wanted)
  })

  test.prop([cases])('argmin is the first position of the minimum', ({ x, axis, placement }) => {
    const wanted = firstOf(x, min(x, { axis }), axis)
    expectSame(argmin(x, { axis }), wanted)
    expectSame(argmin(placed(x, placement), { axis: axis - x.rank }), wanted)
  })
})
