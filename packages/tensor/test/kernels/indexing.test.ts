import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { ones, scatterAdd, take, takeAlongAxis, tensor, zeros } from '../../src/index.ts'
import { dtypes, filled, placed, placements, tensors } from '../arbitraries.ts'
import { expectSame } from '../bits.ts'

/** On both sides of the length from which rows are copied at once. */
const widths = fc.constantFrom(1, 3, 63, 64, 100)

describe('take', () => {
  const table = fc
    .tuple(widths, fc.constantFrom(...dtypes), fc.constantFrom(1, 3))
    .chain(([width, dtype, blocks]) => tensors([blocks, 3, width], dtype))

  test.prop([table, fc.array(fc.integer({ min: -3, max: 2 }), { maxLength: 4 }), placements])(
    'gives each row that is named, short or long, wherever it lies',
    (x, rows, where) => {
      const indices = filled('int32', [rows.length], rows)
      const [blocks = 0, , width = 0] = x.shape
      const numbers = x.toTypedArray()
      const wanted = Array.from({ length: blocks }, (_, block) =>
        rows.map((row) => Array.from(numbers.subarray((3 * block + ((row + 3) % 3)) * width).subarray(0, width))),
      )
      const expected = filled(x.dtype, [blocks, rows.length, width], wanted.flat(2))
      expectSame(take(x, indices, { axis: 1 }), expected)
      expectSame(take(placed(x, where), indices, { axis: 1 }), expected)
      expectSame(takeAlongAxis(placed(x, where), indices.reshape([1, -1, 1]), { axis: 1 }), expected)
    },
  )
})

describe('scatterAdd', () => {
  test('loses nothing of many small numbers, though the result is float32', () => {
    const many = 2 ** 20
    const y = scatterAdd(tensor([2 ** 24, 0]), zeros([many], { dtype: 'int32' }), ones([many]))
    expect(y.toArray()).toEqual([2 ** 24 + many, 0])
  })

  test('wraps integers around, as adding them does', () => {
    const largest = filled('int32', [1], [2 ** 31 - 1])
    const y = scatterAdd(largest, [0, 0], ones([2], { dtype: 'int32' }))
    expectSame(y, largest.add(1).add(1))
  })

  test('of truths is whether one of them is true', () => {
    expectSame(
      scatterAdd(tensor([true, false, false]), [0, 0, 1], tensor([true, true, true])),
      tensor([true, true, false]),
    )
  })
})
