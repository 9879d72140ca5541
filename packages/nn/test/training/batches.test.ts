import { arange, random, ShapeError, type Tensor, zeros } from '@adjoint/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { batches, type Data, sampleCount } from '../../src/training/batches.ts'
import { numbersOf } from '../networks.ts'

/** n samples, of which sample i holds 2i and 2i + 1 and has the target i. */
function numbered(n: number): Data {
  return { x: (arange(2 * n) as Tensor).reshape([n, 2]), y: arange(n) as Tensor }
}

describe('batches', () => {
  test.prop([fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 25 }), fc.option(fc.nat())])(
    'hold each sample once, with its target, in batches of the size and a smaller last one',
    (n, size, seed) => {
      const parts = [...batches(numbered(n), size, seed === null ? null : random(seed))]
      expect(parts.map(({ x }) => x.shape[0])).toEqual([
        ...new Array(Math.floor(n / size)).fill(size),
        ...(n % size === 0 ? [] : [n % size]),
      ])
      const targets = parts.flatMap(({ y }) => numbersOf(y))
      expect(parts.flatMap(({ x }) => numbersOf(x))).toEqual(targets.flatMap((i) => [2 * i, 2 * i + 1]))
      expect(targets.toSorted((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i))
      if (seed === null) expect(targets).toEqual(targets.toSorted((a, b) => a - b))
    },
  )

  it('come in the order that the seed gives, and in another one next time', () => {
    const order = (rng: ReturnType<typeof random>): number[] =>
      [...batches(numbered(30), 7, rng)].flatMap(({ y }) => numbersOf(y))
    const rng = random(4)
    const [first, second] = [order(rng), order(rng)]
    expect(order(random(4))).toEqual(first)
    expect(second).not.toEqual(first)
    expect(order(random(5))).not.toEqual(first)
  })

  it('of all samples are the data itself, without a copy', () => {
    const data = numbered(5)
    expect([...batches(data, 5, random(0))]).toEqual([data])
    expect([...batches(data, 9, random(0))][0]?.x).toBe(data.x)
  })

  it('of a tree hold the same rows of each tensor', () => {
    const { x, y } = numbered(7)
    const parts = [...batches({ x: { image: x, of: [y] }, y }, 3, random(1))]
    expect(parts.map((part) => part.y.shape)).toEqual([[3], [3], [1]])
    for (const part of parts) {
      expect(part.x.of.map(numbersOf)).toEqual([numbersOf(part.y)])
      expect(numbersOf(part.x.image)).toEqual(numbersOf(part.y).flatMap((i) => [2 * i, 2 * i + 1]))
    }
  })

  it('refuse a tree without tensors, or with one of other rows, by its name', () => {
    const { x, y } = numbered(7)
    const all = (x: unknown) => () => [...batches({ x, y }, 3, null)]
    expect(all({ image: x, age: zeros([6]) })).toThrow('x.image is [7, 2] and x.age is [6] and y is [7]; give')
    expect(all({ image: x, age: zeros([]) })).toThrow('x.age is [] and')
    expect(all({ image: 'cat' })).toThrow('fit: x is an object, not a tensor. Give a tensor.')
    expect(all([])).toThrow('fit: x is an array, not a tensor.')
    expect(() => sampleCount('fit', { x, y: undefined })).toThrow(
      'fit: the data have no y. Give the targets; where the loss takes none, give { x, y: x }.',
    )
  })

  it.each([
    [[3, 2], [2]],
    [[0, 2], [0]],
    [[], []],
    [[2], []],
  ])('refuse x %j with y %j', (x, y) => {
    expect(() => [...batches({ x: zeros(x), y: zeros(y) }, 2, null)]).toThrow(ShapeError)
    expect(() => [...batches({ x: zeros(x), y: zeros(y) }, 2, null)]).toThrow(
      'give all the same number of rows, 1 or more.',
    )
  })
})
