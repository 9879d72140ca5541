import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { argsort, type DType, sort, type Tensor, topK } from '../../src/index.ts'
import { dtypes, filled, placed, placements, tensors } from '../arbitraries.ts'
import { expectSame } from '../bits.ts'

/** On both sides of the length from which bytes are sorted and no longer single numbers. */
const lengths = fc.constantFrom(1, 2, 7, 63, 64, 65, 66, 130, 300)

/** Few numbers, so that many tie, zeros of both signs, infinities and NaN; and any others. */
function values(dtype: DType): fc.Arbitrary<number> {
  if (dtype === 'bool') return fc.nat(1)
  if (dtype === 'int32') return fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer())
  const special = fc.constantFrom(
    0,
    -0,
    1,
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    2 ** -140,
  )
  return fc.oneof(special, dtype === 'float32' ? fc.float() : fc.double())
}

const arrays = fc
  .tuple(lengths, fc.constantFrom(...dtypes), fc.constantFrom(1, 2))
  .chain(([length, dtype, rows]) => tensors([rows, length], dtype, values(dtype)))

/** The order by JavaScript's stable sort; NaN is above all numbers. */
function expected(row: readonly number[], descending: boolean): number[] {
  const below = (a: number, b: number): boolean => a < b || (!Number.isNaN(a) && Number.isNaN(b))
  const compare = (a: number, b: number): number => Number(below(b, a)) - Number(below(a, b))
  return row.map((_, i) => i).sort((i, j) => compare(row[i] ?? 0, row[j] ?? 0) * (descending ? -1 : 1))
}

describe('argsort', () => {
  test.prop([arrays, fc.boolean(), placements], { numRuns: 150 })(
    'is stable, and the order of JavaScript',
    (x, descending, where) => {
      const rows = (x as Tensor<[number, number]>).toArray()
      const wanted = rows.map((row) => expected(row, descending))
      expect(argsort(placed(x, where), { descending }).toArray()).toEqual(wanted)
      expect(placed(x, where).transpose().argsort({ axis: 0, descending }).transpose().toArray()).toEqual(wanted)
    },
  )

  test.prop([arrays, fc.boolean()])('sorts once and for all', (x, descending) => {
    const sorted = sort(x, { descending })
    expectSame(sort(sorted, { descending }), sorted)
    const length = x.shape[1] ?? 0
    expectSame(topK(x, length)[0], sort(x, { descending: true }))
  })

  test('takes every bit of a float64 into account', () => {
    const steps = Array.from({ length: 100 }, (_, i) => 1 + ((i * 37) % 100) * 2 ** -52)
    const x = filled('float64', [200], [...steps, ...steps.map((value) => -value)])
    expect(argsort(x).toArray()).toEqual(expected([...x.toTypedArray()], false))
  })
})
