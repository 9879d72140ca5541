import { describe, expect, test } from 'vitest'
import { DomainError, ShapeError, takeRows, tensor } from '../src/index.ts'

describe('takeRows', () => {
  const x = tensor([[1, 2], [3, 4]]) // biome-ignore format: a table

  test('copies the rows that are named, of a view too', () => {
    expect(takeRows(x, [1, 1]).toArray()).toEqual([[3, 4], [3, 4]]) // biome-ignore format: a table
    expect(takeRows(x.transpose(), Int32Array.of(1)).toArray()).toEqual([[2, 4]])
  })

  test('says what is wrong', () => {
    expect(() => takeRows(x, [2])).toThrow('takeRows: row 2 is out of range for [2, 2], which has rows 0 to 1.')
    expect(() => takeRows(tensor(1), [0])).toThrow(ShapeError)
    const rows = tensor([0, 1], { dtype: 'int32' })
    expect(() => Reflect.apply(takeRows, undefined, [x, rows])).toThrow(DomainError)
    expect(() => Reflect.apply(takeRows, undefined, [x, rows])).toThrow('write x.take(rows, { axis: 0 })')
  })
})
