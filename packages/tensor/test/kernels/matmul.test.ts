import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { NDArray } from '../../src/array.ts'
import { type DType, matmul, type Shape, type Tensor, zeros } from '../../src/index.ts'
import { at, dtypes, exact, filled, indices, placed, placements, tensors } from '../arbitraries.ts'
import { bitsOf, expectSame } from '../bits.ts'

/** The definition: three nested loops, over batches that repeat where their size is 1. */
function naive(a: NDArray, b: NDArray, dtype: DType): Tensor {
  const rank = Math.max(a.rank, b.rank)
  const size = (x: NDArray, axis: number): number => x.shape[axis - rank + x.rank] ?? 1
  const batch = Array.from({ length: rank - 2 }, (_, axis) => (size(a, axis) === 1 ? size(b, axis) : size(a, axis)))
  const shape: Shape = [...batch, size(a, rank - 2), size(b, rank - 1)]
  const own = (x: NDArray, index: readonly number[]): number[] =>
    index.slice(index.length - x.rank + 2).map((i, axis) => (x.shape[axis] === 1 ? 0 : i))
  const multiply = dtype === 'int32' ? Math.imul : (x: number, y: number) => x * y
  const values = indices(shape).map((index) => {
    const [lead, row = 0, column = 0] = [index.slice(0, -2), ...index.slice(-2)]
    let sum = 0
    for (let k = 0; k < size(a, rank - 1); k++) {
      sum += multiply(at(a, [...own(a, lead), row, k]), at(b, [...own(b, lead), k, column]))
    }
    return dtype === 'bool' ? Number(sum !== 0) : sum
  })
  return filled(dtype, shape, values)
}

const pairs = fc
  .record({
    rows: fc.integer({ min: 0, max: 9 }),
    inner: fc.integer({ min: 0, max: 6 }),
    columns: fc.integer({ min: 0, max: 9 }),
    batch: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2 }),
    single: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    drop: fc.tuple(fc.nat(2), fc.nat(2)),
    dtype: fc.constantFrom(...dtypes),
  })
  .chain(({ rows, inner, columns, batch, single, drop, dtype }) => {
    const lead = (operand: 0 | 1): number[] =>
      batch.map((size, axis) => (single[2 * operand + axis] ? 1 : size)).slice(drop[operand])
    // floats of few digits: exact, so that the order of summation does not show; integers that overflow
    const values = dtype === 'int32' || dtype === 'bool' ? undefined : exact
    return fc.tuple(
      tensors([...lead(0), rows, inner], dtype, values),
      tensors([...lead(1), inner, columns], dtype, values),
      placements,
      placements,
      fc.constant(dtype),
    )
  })

describe('matmul', () => {
  test.prop([pairs], { numRuns: 300 })(
    'is the naive triple loop, for any shapes, batches and strides',
    ([a, b, p, q, dtype]) => {
      const [left, right] = [placed(a, p), placed(b, q)]
      expectSame(matmul(left, right), naive(left, right, dtype))
    },
  )

  it('accumulates float32 in wider numbers', () => {
    // 1 + 2^-24 + 2^-24 is 1 where each sum is rounded to float32
    const a = filled('float32', [1, 3], [1, 2 ** -24, 2 ** -24])
    expect(bitsOf(a.matmul(filled('float32', [3, 1], [1, 1, 1]))).data).toEqual([1 + 2 ** -23])
  })

  it('is zero where there is nothing to sum', () => {
    expectSame(matmul(zeros([2, 0]), zeros([0, 3])), filled('float32', [2, 3], [0, 0, 0, 0, 0, 0]))
  })
})
