import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { arange, DomainError, full, ops, ShapeError, type Tensor, tensor, zeros } from '../src/index.ts'
import { dtypes, placed, placements, shapes, tensors } from './arbitraries.ts'
import { bitsOf, expectSame } from './bits.ts'

const any = shapes(3).chain((shape) => fc.constantFrom(...dtypes).chain((dtype) => tensors(shape, dtype)))

describe('reading', () => {
  test.prop([any, placements])('gives copies: writing into them changes nothing', (x, where) => {
    const view = placed(x, where)
    const before = bitsOf(view)
    for (const y of [view, x]) {
      const data = y.toTypedArray()
      data.fill(1)
      data.fill(0)
      const nested: unknown = y.toArray()
      if (Array.isArray(nested)) nested.fill(5)
      expect(bitsOf(y)).toEqual(before)
    }
  })

  test.prop([any, placements])('gives the same numbers for a view', (x, where) => {
    const view = placed(x, where)
    expectSame(view, x)
    expect(view.toArray()).toEqual(x.toArray())
    expect(String(view)).toBe(String(x))
    expect(view.size).toBe(x.toTypedArray().length)
    expect(view.rank).toBe(x.shape.length)
  })

  it('nests arrays as deep as the rank', () => {
    expect(arange(6).reshape([2, 1, 3]).toArray()).toEqual([[[0, 1, 2]], [[3, 4, 5]]])
    expect(tensor(4).toArray()).toBe(4)
    expect(zeros([2, 0, 3]).toArray()).toEqual([[], []])
    expect(tensor([true, false]).toArray()).toEqual([1, 0])
  })

  it('is written as JSON by its numbers alone', () => {
    expect(JSON.stringify({ w: tensor([[1, 2.5]]), b: tensor(Number.NaN) })).toBe('{"w":[[1,2.5]],"b":null}')
  })
})

describe('item', () => {
  it('is the only number', () => {
    expect(tensor([[3]]).item()).toBe(3)
    expect(arange(9).slice(-1).item()).toBe(8)
    expect(Object.is(tensor(-0).item(), -0)).toBe(true)
  })

  it('refuses more numbers or none', () => {
    expect(() => zeros([2, 3]).item()).toThrow(
      new ShapeError('item: [2, 3] holds 6 numbers; item() reads one. Reduce it first, or use toArray().'),
    )
    expect(() => zeros([0]).item()).toThrow(ShapeError)
  })
})

describe('as', () => {
  it('is the tensor itself', () => {
    const x: Tensor = zeros([2, 3])
    expect(x.as([2, 3])).toBe(x)
  })

  it('refuses another shape', () => {
    const x: Tensor = zeros([2, 3])
    expect(() => x.as([3, 2])).toThrow(new ShapeError('as: the shape is [2, 3], not [3, 2]. Use reshape to change it.'))
    expect(() => x.as([2])).toThrow(ShapeError)
    expect(() => x.as([2, 3, 1])).toThrow(ShapeError)
  })
})

describe('memory', () => {
  // every call on a large dense tensor that need not copy
  const views: [string, (x: Tensor) => Tensor][] = [
    ['slice', (x) => x.slice([100, 900, 3], ':', [null, null, -1])],
    ['an index', (x) => x.slice(-1)],
    ['transpose', (x) => x.transpose([2, 0, 1])],
    ['reshape', (x) => x.reshape([-1])],
    ['expandDims', (x) => x.expandDims(0)],
    ['squeeze', (x) => x.expandDims(0).squeeze()],
    ['broadcastTo', (x) => x.broadcastTo([1000, 1000, 10, 10])],
    ['all of them', (x) => x.transpose().slice([2, 5]).expandDims(1).broadcastTo([3, 10, 10, 1000])],
  ]
  for (const [name, view] of views) {
    it(`${name} shares the buffer`, () => {
      const x = arange(100_000).reshape([1000, 10, 10])
      expect(view(x).read().data).toBe(x.read().data)
    })
  }

  it('reading a part of a large tensor copies that part only', () => {
    const x = zeros([2 ** 20, 2 ** 20])
    expect(x.slice(0, [0, 3]).toArray()).toEqual([0, 0, 0])
    expect(String(x)).toBe(`Tensor f32[1048576,1048576] ${corner('0')}`)
  })

  it('reshape copies where the numbers do not lie in order', () => {
    const x = arange(6).reshape([2, 3])
    expect(x.transpose().reshape([6]).toArray()).toEqual([0, 3, 1, 4, 2, 5])
    expect(full([2, 2], 3).reshape([4]).toArray()).toEqual([3, 3, 3, 3])
    expect(arange(10).slice([4, 10]).reshape([2, 3]).toArray()).toEqual([[4, 5, 6], [7, 8, 9]]) // biome-ignore format: easier to see so
  })

  it('what changes nothing gives the tensor itself', () => {
    const x: Tensor = zeros([2, 3])
    for (const same of [x.reshape([2, -1]), x.broadcastTo([2, 3]), x.squeeze(), x.astype('float32')])
      expect(same).toBe(x)
  })
})

function corner(digit: string): string {
  const row = `[${[digit, digit, digit, '...', digit, digit, digit].join(', ')}]`
  return `[${[row, row, row, '...', row, row, row].join(', ')}]`
}

it('is no number to the operators of JavaScript, which would compare its text', () => {
  const [a, b] = [tensor(10), tensor(9)]
  expect(() => a < b).toThrow(DomainError)
  expect(() => a < b).toThrow('[] is a tensor, not a number')
  expect(() => Reflect.apply(Math.max, Math, [a, b])).toThrow(/a\.less\(b\) for a < b .* by item\(\)/)
  expect(`${a}`).toBe('Tensor f32[] 10')
})

describe('methods', () => {
  it('are not enumerable: a tensor shows its fields alone', () => {
    const names: string[] = []
    for (const name in tensor([1])) names.push(name)
    expect(Object.keys(ops).filter((name) => names.includes(name))).toEqual([])
  })
})
