import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { type Matrix, matmul, transpose } from '../../src/by-hand/index.ts'
import { addColumn, at, combine, shape } from '../../src/by-hand/matrix.ts'
import { element } from './networks.ts'

const size = fc.integer({ min: 1, max: 6 })

/** Two matrices that fit, of small integers, so that every sum is exact and its order does not matter. */
const factors = fc.tuple(size, size, size).chain(([n, k, m]) => {
  const matrix = (rows: number, columns: number): fc.Arbitrary<Matrix> => {
    const row = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: columns, maxLength: columns })
    return fc.array(row, { minLength: rows, maxLength: rows })
  }
  return fc.tuple(matrix(n, k), matrix(k, m))
})

const withoutMinusZero = (a: Matrix): Matrix => a.map((row) => row.map((value) => value + 0))

describe('matmul', () => {
  test.prop([factors])('is Cᵢⱼ = Σₖ Aᵢₖ Bₖⱼ', ([a, b]) => {
    const expected = a.map((row, i) =>
      (b[0] ?? []).map((_, j) => row.reduce((sum, _value, k) => sum + element(a, i, k) * element(b, k, j), 0)),
    )
    expect(matmul(a, b)).toEqual(expected)
  })

  test.prop([factors])('(AB)ᵀ = Bᵀ Aᵀ, and Aᵀᵀ = A', ([a, b]) => {
    expect(withoutMinusZero(transpose(matmul(a, b)))).toEqual(withoutMinusZero(matmul(transpose(b), transpose(a))))
    expect(transpose(transpose(a))).toEqual(a)
  })

  it('refuses inner dimensions that differ', () => {
    expect(() => matmul([[1, 2]], [[1], [2], [3]])).toThrow(
      'matmul: inner dimensions differ: [1, 2] by [3, 1]; 2 is not 3. Give the left matrix as many columns as the right one has rows.',
    )
  })
})

describe('the small helpers', () => {
  it('refuse what does not fit, before anything becomes NaN', () => {
    expect(() => shape([[1, 2], [3]])).toThrow(
      'shape: row 1 has 1 numbers and row 0 has 2. Give every row the same length.',
    )
    expect(() => combine([[1]], [[1, 2]], Math.max)).toThrow(
      'combine: shapes differ: [1, 1] and [1, 2]. Give two matrices of the same shape.',
    )
    expect(() => addColumn([[1]], [1, 2])).toThrow(
      'addColumn: 1 rows, but 2 numbers to add. Give the column one number for each row.',
    )
    expect(() => at([7], 1)).toThrow('at: there is no element 1 among 1.')
  })

  it('add a column to every column', () => {
    expect(
      addColumn(
        [
          [1, 2],
          [3, 4],
        ],
        [10, 20],
      ),
    ).toEqual([
      [11, 12],
      [23, 24],
    ])
  })
})
