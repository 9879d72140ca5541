import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import {
  arange,
  DomainError,
  type DType,
  DTypeError,
  eye,
  fromTypedArray,
  full,
  linspace,
  ones,
  ShapeError,
  type Tensor,
  tensor,
  zeros,
} from '../src/index.ts'
import { dtypes, shapes, tensors } from './arbitraries.ts'
import { bitsOf, expectSame } from './bits.ts'
import { decodeTensor, type EncodedTensor, readReference } from './reference.ts'

const {
  arange: aranges,
  linspace: linspaces,
  eye: eyes,
} = readReference<{
  arange: { args: number[]; out: (number | string)[] }[]
  linspace: { args: [number, number, number]; out: (number | string)[] }[]
  eye: { args: [number, number?]; out: EncodedTensor }[]
}>('create')

const float64 = { dtype: 'float64' } as const

/** `run` without the types: what a JavaScript program may do. */
function untyped(run: (...args: never[]) => unknown, ...args: readonly unknown[]): () => unknown {
  return () => Reflect.apply(run, undefined, args)
}

describe('tensor', () => {
  test.prop([shapes(4).chain((shape) => fc.constantFrom(...dtypes).chain((dtype) => tensors(shape, dtype)))])(
    'is the inverse of toArray, up to where an empty axis hides the ones below',
    (x) => {
      const again: Tensor = Reflect.apply(tensor, undefined, [x.toArray(), { dtype: x.dtype }])
      const empty = x.shape.indexOf(0)
      const shape = empty < 0 ? x.shape : x.shape.slice(0, empty + 1)
      expect(bitsOf(again)).toEqual({ ...bitsOf(x), shape })
    },
  )

  it('is float32, or bool where all are booleans', () => {
    expect(tensor([1, 2]).dtype).toBe('float32')
    expect(tensor([[true], [false]]).dtype).toBe('bool')
    expect(tensor([true, 2]).dtype).toBe('float32')
    expect(tensor([]).dtype).toBe('float32')
    expect(tensor(true).item()).toBe(1)
  })

  it('takes anything but 0 as true', () => {
    expect(bitsOf(tensor([0, -0, 0.5, Number.NaN, -1], { dtype: 'bool' })).data).toEqual([0, 0, 1, 1, 1])
  })

  it('refuses what is ragged', () => {
    const ragged: unknown[] = [
      [[1, 2], [3]],
      [[1], 2],
      [1, [2]],
      [[[1]], [[1, 2]]],
      [[], [1]],
      ['1'],
      [null],
      [[1], []],
    ]
    for (const data of ragged) expect(untyped(tensor, data)).toThrow(ShapeError)
    expect(untyped(tensor, [[1, 2], [3]])).toThrow(
      'tensor: the nesting is ragged: a list of 1 at depth 1, where the first has a list of 2.',
    )
    // and does not repeat a million numbers
    expect(untyped(tensor, new Float32Array(3))).toThrow(
      'tensor: a typed array stands where a number must. Give it to fromTypedArray.',
    )
    expect(untyped(tensor, [tensor(1), tensor(2)])).toThrow(
      'tensor: a tensor stands where a number must. Join tensors by stack([a, b]).',
    )
    for (const [what, found] of [
      [null, 'null'],
      ['1', '"1"'],
      [{}, 'an object'],
    ]) {
      expect(untyped(tensor, [what])).toThrow(`tensor: ${found} stands where a number must. Give lists of numbers.`)
    }
  })
})

describe('fromTypedArray', () => {
  it('copies: writing into the array later changes nothing', () => {
    for (const data of [
      new Float32Array([1, 2]),
      new Float64Array([1, 2]),
      new Int32Array([1, 2]),
      new Uint8Array([1, 0]),
    ]) {
      const x = fromTypedArray(data)
      const before = bitsOf(x)
      data.fill(7)
      expect(bitsOf(x)).toEqual(before)
    }
  })

  it('copies a Buffer, whose slice() shares its memory, and stays its own', () => {
    const buffer = Buffer.from([1, 0, 1])
    const x = fromTypedArray(buffer)
    buffer.fill(0)
    x.toTypedArray().fill(0)
    expect(bitsOf(x)).toEqual({ dtype: 'bool', shape: [3], data: [1, 0, 1] })
  })

  it('takes anything but 0 as true', () => {
    expect(bitsOf(fromTypedArray(new Uint8Array([0, 1, 255]))).data).toEqual([0, 1, 1])
  })

  it('refuses a shape of another size, and arrays of other types', () => {
    expect(() => fromTypedArray(new Float32Array(3), [2, 2])).toThrow(
      new ShapeError('fromTypedArray: 3 numbers do not fill [2, 2], which takes 4.'),
    )
    expect(() => fromTypedArray(new Float32Array(2), [-1, -2])).toThrow(ShapeError)
    for (const data of [new Int16Array(2), new Uint16Array(2), new Uint8ClampedArray(2), new BigInt64Array(2)]) {
      expect(untyped(fromTypedArray, data)).toThrow(DTypeError)
    }
  })
})

describe('full, zeros and ones', () => {
  test.prop([shapes(3), fc.constantFrom(...dtypes)])('hold one number throughout', (shape, dtype) => {
    for (const [x, value] of [
      [full(shape, 3, { dtype }), dtype === 'bool' ? 1 : 3],
      [zeros(shape, { dtype }), 0],
      [ones(shape, { dtype }), 1],
    ] as const) {
      const size = shape.reduce((product, dim) => product * dim, 1)
      expect(bitsOf(x)).toEqual({ dtype, shape, data: new Array(size).fill(value) })
    }
  })

  it('keep no hold of the shape they are given', () => {
    const shape = [2, 3]
    const x = zeros(shape)
    shape[0] = 7
    expect(x.shape).toEqual([2, 3])
  })

  it('take true for any number but 0', () => {
    expect(full([], 0.5, { dtype: 'bool' }).item()).toBe(1)
    expect(full([], 256, { dtype: 'bool' }).item()).toBe(1)
  })

  it('cost nothing however large', () => {
    expect(zeros([2 ** 20, 2 ** 20]).read().data).toHaveLength(1)
  })

  it('refuse what is no number, a truth too, which would be stored as another one', () => {
    for (const value of [undefined, null, '7', false]) {
      expect(untyped(full, [2], value, { dtype: 'bool' })).toThrow(
        new DTypeError(`full: ${value} is no number; give one.`),
      )
    }
  })

  it('refuse what is no shape', () => {
    for (const shape of [[-1], [1.5], [Number.NaN], [Number.POSITIVE_INFINITY], [2, -0.5]]) {
      expect(() => zeros(shape)).toThrow(ShapeError)
    }
    expect(() => ones([2, -1])).toThrow('ones: [2, -1] is not a shape; dimensions are integers of 0 or more.')
  })
})

describe('arange, linspace and eye', () => {
  it('are those of NumPy', () => {
    for (const { args, out } of aranges) {
      const y: Tensor = Reflect.apply(arange, undefined, [...args, float64])
      expect({ args, data: bitsOf(y).data }).toEqual({ args, data: out.map(Number) })
    }
    for (const { args, out } of linspaces) {
      expect({ args, data: bitsOf(linspace(...args, float64)).data }).toEqual({ args, data: out.map(Number) })
    }
    for (const { args, out } of eyes) expectSame(Reflect.apply(eye, undefined, args), decodeTensor(out))
  })

  it('have the dtypes of their arguments', () => {
    expect(arange(3).dtype).toBe('int32')
    expect(arange(0, 1, 0.5).dtype).toBe('float32')
    expect(arange(3e9, 3e9 + 512, 256).toArray()).toEqual([3e9, 3e9 + 256]) // no int32, which would wrap
    expect(arange(3, { dtype: 'float64' }).dtype).toBe('float64')
    expect(bitsOf(arange(3, { dtype: 'bool' })).data).toEqual([0, 1, 1])
    expect(linspace(0, 1, 2).dtype).toBe('float32')
    expect(eye(2, 3, { dtype: 'int32' }).dtype).toBe('int32')
  })

  test.prop([
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }),
    fc.integer({ min: 2, max: 50 }),
  ])('linspace begins and ends where it was told to', (start, stop, count) => {
    const { data } = bitsOf(linspace(start, stop, count, float64))
    // NumPy's first number is start + 0, which is 0 for -0
    expect([data[0], data.at(-1)]).toEqual([start + 0, stop])
    expect(data).toHaveLength(count)
  })

  it('refuse what has no end or no meaning', () => {
    for (const args of [[0, 1, 0], [0, Number.POSITIVE_INFINITY], [Number.NaN], [0, 1, Number.NaN]]) {
      expect(untyped(arange, ...args)).toThrow(DomainError)
    }
    for (const args of [[], ['5'], [1, '7'], [0, 9, '3'], [null], [5, null]]) {
      expect(untyped(arange, ...args)).toThrow(DomainError)
    }
    for (const args of [[], [0], ['0', 1]]) expect(untyped(linspace, ...args)).toThrow(DTypeError)
    for (const count of [-1, 1.5, Number.NaN]) expect(() => linspace(0, 1, count)).toThrow(DomainError)
    for (const size of [-1, 1.5]) expect(() => eye(size)).toThrow(ShapeError)
  })
})

describe('options', () => {
  const calls: [string, (options: object) => () => unknown][] = [
    ['tensor', (options) => untyped(tensor, [1], options)],
    ['full', (options) => untyped(full, [1], 1, options)],
    ['zeros', (options) => untyped(zeros, [1], options)],
    ['ones', (options) => untyped(ones, [1], options)],
    ['arange', (options) => untyped(arange, 3, options)],
    ['linspace', (options) => untyped(linspace, 0, 1, 3, options)],
    ['eye', (options) => untyped(eye, 2, undefined, options)],
  ]

  it('that are not known are errors', () => {
    for (const [name, call] of calls) {
      expect(call({ dtpye: 'int32' })).toThrow(new DomainError(`${name}: unknown option "dtpye"; it takes dtype.`))
    }
  })

  it('take no dtype but the four', () => {
    for (const [name, call] of calls) {
      const error = new DTypeError(`${name}: "float16" is no dtype; give one of bool, int32, float32, float64.`)
      expect(call({ dtype: 'float16' as DType })).toThrow(error)
    }
    expect(() => tensor([1]).astype('int8' as DType)).toThrow(DTypeError)
  })
})

describe('short forms', () => {
  it('eye takes its options in the place of the columns, and linspace fifty numbers', () => {
    expect(eye(2, { dtype: 'int32' }).dtype).toBe('int32')
    expect(eye(2, { dtype: 'float64' }).shape).toEqual([2, 2])
    expect(linspace(0, 1).shape).toEqual([50])
  })

  it('a bound of arange that is left out counts as one', () => {
    expect(bitsOf(Reflect.apply(arange, undefined, [5, undefined, 2])).data).toEqual([0, 2, 4])
    expect(bitsOf(Reflect.apply(arange, undefined, [3, 5, undefined, { dtype: 'float32' }])).data).toEqual([3, 4])
  })
})
