import { describe, expect, it } from 'vitest'
import { promote, weakDType } from '../src/dtype.ts'
import { add, type DType, DTypeError, ops, tensor } from '../src/index.ts'
import { dtypes } from './arbitraries.ts'
import { readReference } from './reference.ts'

describe('promote', () => {
  it('is that of NumPy, but int32 with float32 is float32', () => {
    const { dtypes, table } = readReference<{ dtypes: DType[]; table: DType[][] }>('promotion')
    const ours = dtypes.map((a) => dtypes.map((b) => promote(a, b)))
    const wanted = dtypes.map((a, i) =>
      dtypes.map((b, j) => ([a, b].includes('int32') && [a, b].includes('float32') ? 'float32' : table[i]?.[j])),
    )
    expect(ours).toEqual(wanted)
  })
})

describe('a JS number beside a tensor', () => {
  // the result's dtype beside bool, int32, float32 and float64
  const rows: [number, Record<DType, DType>][] = [
    [2, { bool: 'int32', int32: 'int32', float32: 'float32', float64: 'float64' }],
    [-0, { bool: 'int32', int32: 'int32', float32: 'float32', float64: 'float64' }],
    [0.5, { bool: 'float32', int32: 'float32', float32: 'float32', float64: 'float64' }],
    [Number.NaN, { bool: 'float32', int32: 'float32', float32: 'float32', float64: 'float64' }],
    [Number.POSITIVE_INFINITY, { bool: 'float32', int32: 'float32', float32: 'float32', float64: 'float64' }],
    [2 ** 31, { bool: 'float32', int32: 'float32', float32: 'float32', float64: 'float64' }],
    [-(2 ** 31), { bool: 'int32', int32: 'int32', float32: 'float32', float64: 'float64' }],
  ]
  for (const [value, expected] of rows) {
    it(`${value} takes the tensor's dtype where that can hold it`, () => {
      for (const dtype of dtypes) {
        const x = tensor([1], { dtype })
        expect(promote(dtype, weakDType(value, dtype))).toBe(expected[dtype])
        expect(add(x, value).dtype).toBe(expected[dtype])
        expect(add(value, x).dtype).toBe(expected[dtype])
        expect(ops.maximum(value, x).dtype).toBe(expected[dtype])
      }
    })
  }

  it('keeps float64 precise', () => {
    expect(tensor(0, { dtype: 'float64' }).add(0.1).item()).toBe(0.1)
  })

  it('is float32 beside other numbers', () => {
    expect(add(1, 2).dtype).toBe('float32')
  })

  it('takes no dtype from the condition of where', () => {
    expect(tensor([true]).where(1, 2).dtype).toBe('float32')
    expect(tensor([1], { dtype: 'float64' }).where(tensor([1], { dtype: 'int32' }), 2).dtype).toBe('int32')
  })
})

describe('bool', () => {
  it('has no difference, negative, sign or power, as in NumPy', () => {
    const x = tensor([true, false])
    for (const name of ['sub', 'neg', 'sign', 'pow'] as const) {
      const run = () => Reflect.apply(ops[name], undefined, [x, x].slice(0, ops[name].op.arity))
      expect(run).toThrow(DTypeError)
      expect(run).toThrow(`${name}: bool has no ${name}. Cast first: x.astype('int32').`)
    }
  })
})
