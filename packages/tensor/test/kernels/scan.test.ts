import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { cumprod, cumsum, type DType, recurrence, type Tensor } from '../../src/index.ts'
import { dtypes, exact, filled, placed, placements, shapes, tensors } from '../arbitraries.ts'
import { expectSame } from '../bits.ts'

const cases = shapes(4, 0)
  .filter(({ length }) => length > 0)
  .chain((shape) =>
    fc.constantFrom(...dtypes).chain((dtype) =>
      fc.record({
        x: tensors(shape, dtype, dtype === 'int32' || dtype === 'bool' ? undefined : exact),
        axis: fc.nat(shape.length - 1),
        placement: placements,
      }),
    ),
  )

type Step = (state: number, x: number) => number

/** The scan by definition: each element from the result before it along the axis. */
function byDefinition(x: Tensor, axis: number, start: number, step: Step): Tensor {
  const dtype: DType = x.dtype === 'bool' ? 'int32' : x.dtype
  const stride = x.shape.slice(axis + 1).reduce((product, size) => product * size, 1)
  const states: number[] = []
  x.toTypedArray().forEach((value, at) => {
    const isFirst = Math.floor(at / stride) % (x.shape[axis] ?? 1) === 0
    states.push(step(isFirst ? start : (states[at - stride] ?? Number.NaN), value))
  })
  return filled(dtype, x.shape, states)
}

describe('scans', () => {
  test.prop([cases])('cumsum takes each element to the sum before it', ({ x, axis, placement }) => {
    const wanted = byDefinition(x, axis, -0, (sum, value) => sum + value)
    expectSame(cumsum(x, { axis }), wanted)
    expectSame(cumsum(placed(x, placement), { axis: axis - x.rank }), wanted)
  })

  test.prop([cases])('cumprod takes each element to the product before it; int32 wraps', ({ x, axis, placement }) => {
    const step: Step = x.dtype === 'int32' || x.dtype === 'bool' ? Math.imul : (product, value) => product * value
    const wanted = byDefinition(x, axis, 1, step)
    expectSame(cumprod(x, { axis }), wanted)
    expectSame(cumprod(placed(x, placement), { axis: axis - x.rank }), wanted)
  })

  test.prop([cases])(
    'a recurrence with factors of 1 is a running sum, and with 0 it is b',
    ({ x, axis, placement }) => {
      const b = x.astype('float64')
      expectSame(recurrence(1, b, { axis }).add(0), cumsum(b, { axis }).add(0))
      expectSame(recurrence(0, placed(b, placement), { axis }).add(0), b.add(0))
    },
  )

  test.prop([cases])(
    'a recurrence of integers is that of the same floats: it does not wrap',
    ({ x, axis, placement }) => {
      const floats = x.astype('float64')
      const wanted = recurrence(floats, floats, { axis }).astype(x.dtype === 'float64' ? 'float64' : 'float32')
      expectSame(recurrence(placed(x, placement), x, { axis }), wanted)
    },
  )

  it('no axis is one row of all numbers', () => {
    const x = filled('float32', [2, 2], [1, 2, 3, 4])
    expectSame(cumsum(x), filled('float32', [4], [1, 3, 6, 10]))
    expectSame(cumprod(x.transpose()), filled('float32', [4], [1, 3, 6, 24]))
  })

  it('a float32 sum does not lose what a float32 state would round away', () => {
    const x = filled('float32', [3, 1], [2 ** 24, 1, 1])
    expect(cumsum(x, { axis: 0 }).toArray()).toEqual([[2 ** 24], [2 ** 24], [2 ** 24 + 2]])
  })

  it('the first factor of a recurrence counts for nothing, and an infinite one not beside a state of 0', () => {
    const a = filled('float64', [4], [Number.NaN, Number.POSITIVE_INFINITY, 2, 3])
    expectSame(recurrence(a, filled('float64', [4], [0, 5, 1, 1])), filled('float64', [4], [0, 5, 11, 34]))
  })
})
