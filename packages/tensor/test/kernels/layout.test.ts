import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { broadcastStrides, collapse, reshapedStrides } from '../../src/kernels/layout.ts'
import { rowMajor } from '../../src/shape.ts'
import { indices, shapes } from '../arbitraries.ts'

/** A shape and the strides of two operands: dense, permuted, repeated or any at all. */
const loops = shapes(4, 1).chain((shape) => {
  const anyStrides = fc.array(fc.integer({ min: -3, max: 12 }), { minLength: shape.length, maxLength: shape.length })
  const dense = fc.constant(rowMajor(shape))
  const scaled = fc.integer({ min: -2, max: 3 }).map((by) => rowMajor(shape).map((stride) => stride * by))
  const strides = fc.oneof(dense, scaled, anyStrides)
  return fc.record({ shape: fc.constant(shape), strides: fc.tuple(strides, strides) })
})

const visited = (shape: readonly number[], strides: readonly (readonly number[])[]): number[][] =>
  indices(shape).map((index) => strides.map((steps) => index.reduce((sum, i, axis) => sum + i * (steps[axis] ?? 0), 0)))

describe('collapse', () => {
  test.prop([loops])('visits the same elements in the same order', ({ shape, strides }) => {
    const fewer = collapse(shape, strides)
    expect(visited(fewer.shape, fewer.strides)).toEqual(visited(shape, strides))
  })

  test.prop([loops])(
    'leaves at least one axis, none of size 1 beside others, and none that could join',
    ({ shape, strides }) => {
      const fewer = collapse(shape, strides)
      expect(fewer.shape.length).toBeGreaterThan(0)
      if (fewer.shape.length > 1) expect(fewer.shape).not.toContain(1)
      expect(collapse(fewer.shape, fewer.strides)).toEqual(fewer)
      for (let axis = 1; axis < fewer.shape.length; axis++) {
        const joins = fewer.strides.every((s) => s[axis - 1] === (s[axis] ?? 0) * (fewer.shape[axis] ?? 0))
        expect(joins).toBe(false)
      }
    },
  )

  it('makes no loop of 2^31 steps or more, which its counter could not count', () => {
    const repeated = [[0, 0, 0]]
    expect(collapse([3, 2 ** 16, 2 ** 15], repeated).shape).toEqual([3 * 2 ** 16, 2 ** 15])
    expect(collapse([3, 2 ** 16, 2 ** 15 - 1], repeated).shape).toEqual([3, 2 ** 16 * (2 ** 15 - 1)])
  })

  test.prop([shapes(5, 1)])('makes one loop of dense operands', (shape) => {
    expect(collapse(shape, [rowMajor(shape), rowMajor(shape)]).shape).toHaveLength(1)
  })
})

describe('broadcastStrides', () => {
  it('is 0 along the axes that are repeated or added', () => {
    const x = { shape: [3, 1, 2], strides: [2, 5, 1], offset: 0 }
    expect(broadcastStrides(x, [4, 3, 6, 2])).toEqual([0, 2, 0, 1])
  })
})

describe('reshapedStrides', () => {
  const inOrder = (shape: readonly number[], strides: readonly number[]): (number | undefined)[] =>
    visited(shape, [strides]).map(([position]) => position)
  /** Factors of a size in any grouping: another shape for as many elements. */
  const reshaped = (size: number) =>
    fc
      .array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 })
      .map((wish) => {
        let rest = size
        const shape = wish.map((factor) => {
          const taken = rest % factor === 0 ? factor : 1
          rest /= taken
          return taken
        })
        return [...shape, rest]
      })
      .chain((shape) => fc.shuffledSubarray(shape, { minLength: shape.length }))
  const sizeOf = (shape: readonly number[]): number => shape.reduce((size, n) => size * n, 1)

  test.prop([
    loops.chain(({ shape, strides }) =>
      fc.record({ shape: fc.constant(shape), strides: fc.constant(strides[0]), other: reshaped(sizeOf(shape)) }),
    ),
  ])('reads the same elements in the same order, or says that it cannot', ({ shape, strides, other }) => {
    const x = { shape, strides, offset: 0 }
    const result = reshapedStrides(x, other)
    if (result !== null) expect(inOrder(other, result)).toEqual(inOrder(shape, strides))
  })

  test.prop([shapes(4, 1).chain((shape) => fc.record({ shape: fc.constant(shape), other: reshaped(sizeOf(shape)) }))])(
    'can for dense arrays',
    ({ shape, other }) => {
      expect(reshapedStrides({ shape, strides: rowMajor(shape), offset: 0 }, other)).not.toBeNull()
    },
  )

  it('splits an axis of a view, and does not join axes with a gap between', () => {
    expect(reshapedStrides({ shape: [4, 6], strides: [8, 1], offset: 0 }, [2, 2, 3, 2])).toEqual([16, 8, 2, 1])
    expect(reshapedStrides({ shape: [4, 6], strides: [8, 1], offset: 0 }, [24])).toBeNull()
  })
})
