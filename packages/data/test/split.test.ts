import { arange, DomainError, eye, fromTypedArray, ShapeError, type Tensor, tensor } from '@adjoint/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { moons, trainTestSplit } from '../src/index.ts'

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const shares = fc.double({ min: 0.01, max: 0.5, noNaN: true })

describe('trainTestSplit', () => {
  test.prop([fc.integer({ min: 2, max: 50 }), shares, seeds])(
    'puts every row into one of the two sets',
    (n, testShare, seed) => {
      const { train, test } = trainTestSplit({ row: arange(n) }, { testShare, seed })
      const rows = [...train.row.toTypedArray(), ...test.row.toTypedArray()]
      expect(rows.sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i))
      expect(test.row.size).toBe(Math.ceil(testShare * n))
    },
  )

  test.prop([fc.integer({ min: 2, max: 30 }), fc.integer({ min: 0, max: 3 }), shares, seeds])(
    'keeps the rows of all tensors of a tree together, with their dtypes',
    (n, width, testShare, seed) => {
      const row = Array.from({ length: n }, (_, i) => i)
      const wide = Float64Array.from(row.flatMap((i) => Array.from({ length: 2 * width }, (_, k) => 100 * i + k)))
      const odd = Uint8Array.from(row, (i) => i % 2)
      const data = { x: fromTypedArray(wide, [n, 2, width]), more: [arange(n), fromTypedArray(odd, [n, 1])] as const }
      for (const part of Object.values(trainTestSplit(data, { testShare, seed }))) {
        const rows = numbersOf(part.more[0])
        expect(part.x.shape).toEqual([rows.length, 2, width])
        expect([part.x.dtype, part.more[0].dtype, part.more[1].dtype]).toEqual(['float64', 'int32', 'bool'])
        expect(numbersOf(part.more[1])).toEqual(rows.map((i) => i % 2))
        expect(numbersOf(part.x)).toEqual(rows.flatMap((i) => [...wide.subarray(2 * width * i, 2 * width * (i + 1))]))
      }
    },
  )

  it('takes a bare tensor', () => {
    const { train, test } = trainTestSplit(eye(10), { testShare: 0.25, seed: 1 })
    expect([train.shape, test.shape]).toEqual([
      [7, 10],
      [3, 10],
    ])
  })

  it('says what is wrong', () => {
    const data = { x: eye(4), y: arange(4) }
    for (const testShare of [0, 1, -0.5, 1.5, Number.NaN]) {
      expect(() => trainTestSplit(data, { testShare, seed: 1 })).toThrow(
        `testShare is ${testShare}; give a share above 0`,
      )
    }
    expect(() => trainTestSplit(data, { testShare: JSON.parse('"0.5"'), seed: 1 })).toThrow(
      'testShare is "0.5"; give a share above 0',
    )
    const half = { testShare: 0.5, seed: 1 }
    expect(() => trainTestSplit({ x: eye(4), y: arange(3) }, half)).toThrow('x has 4 rows and y has 3')
    expect(() => trainTestSplit({ x: eye(4), y: tensor(1) }, half)).toThrow(ShapeError)
    expect(() => trainTestSplit({ x: eye(4), label: 'eye' }, half)).toThrow('label is no tensor')
    expect(() => trainTestSplit({ parts: [eye(4), new Float32Array(4)] }, half)).toThrow('parts.1 is no tensor')
    expect(() => trainTestSplit({}, half)).toThrow('there is no tensor in the data')
    expect(() => trainTestSplit(data, { testShare: 0.9, seed: 1 })).toThrow('leaves none of 4 rows to train on')
    expect(() => trainTestSplit({ x: eye(0) }, half)).toThrow(DomainError)
    expect(() => trainTestSplit({ x: eye(0) }, half)).toThrow('for two sets, and the data has 0; give 2 or more')
    expect(() => trainTestSplit({ x: eye(1) }, half)).toThrow('for two sets, and the data has 1; give 2 or more')
    expect(() => trainTestSplit(data, { ...half, seed: -1 })).toThrow('trainTestSplit: the seed is -1')
    expect(() => trainTestSplit(data, { ...half, ...{ test_size: 1 } })).toThrow('unknown option "test_size"')
  })

  it('knows what it can of the shapes at compile time', () => {
    const { train } = trainTestSplit(moons({ samples: 10, seed: 1 }), { testShare: 0.5, seed: 1 })
    expectTypeOf(train.x).toEqualTypeOf<Tensor<[number, 2]>>()
    expectTypeOf(train.y).toEqualTypeOf<Tensor<[number, 1]>>()
  })
})

function numbersOf(x: Tensor): number[] {
  return Array.from(x.toTypedArray())
}
