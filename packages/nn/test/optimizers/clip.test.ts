import { grad } from '@adjoint/autograd'
import { compile } from '@adjoint/compile'
import { DomainError, type Tensor, tensor } from '@adjoint/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { clipByNorm, clipByValue, globalNorm } from '../../src/index.ts'
import { numbersOf } from '../networks.ts'

const grid = fc.integer({ min: -1994, max: 1994 }).map((k) => k / 997)
const lists = fc.array(grid, { minLength: 1, maxLength: 5 })
const trees = fc.record({ a: lists, b: fc.tuple(lists, lists) })
const limits = fc.integer({ min: 1, max: 4000 }).map((k) => k / 997)

interface Tree {
  readonly a: Tensor
  readonly b: readonly Tensor[]
  readonly count: Tensor
  readonly name: string
}

const double = { dtype: 'float64' } as const
const treeOf = ({ a, b }: { readonly a: number[]; readonly b: readonly number[][] }): Tree => ({
  a: tensor(a, double),
  b: b.map((list) => tensor(list, double)),
  count: tensor([1000], { dtype: 'int32' }),
  name: 'tree',
})
const flat = ({ a, b }: Tree): number[] => [a, ...b].flatMap(numbersOf)

describe('clipByNorm', () => {
  test.prop([trees, limits, fc.boolean()], { numRuns: 60 })(
    'scales the tree as one vector, at most to the norm, compiled too',
    (given, maxNorm, compiled) => {
      const tree = treeOf(given)
      const norm = Math.hypot(...flat(tree))
      const clip = (g: Tree) => clipByNorm(g, maxNorm)
      const [clipped, told] = (compiled ? compile(clip) : clip)(tree)
      expect(told.item()).toBeCloseTo(norm, 13)
      const factor = Math.min(1, maxNorm / (norm + 1e-6))
      flat(clipped).forEach((value, i) => {
        expect(Math.abs(value - (flat(tree)[i] ?? Number.NaN) * factor)).toBeLessThanOrEqual(1e-15 * 16)
      })
      expect(Math.hypot(...flat(clipped))).toBeLessThanOrEqual(maxNorm)
      if (norm + 1e-6 <= maxNorm) expect(flat(clipped)).toEqual(flat(tree))
      expect(numbersOf(clipped.count)).toEqual([1000])
      expect(clipped.name).toBe('tree')
    },
  )

  it('clips nothing at Infinity, not even where the norm overflows', () => {
    const [clipped, norm] = clipByNorm(tensor([3e38, 3e38]), Number.POSITIVE_INFINITY)
    expect([norm.item(), ...numbersOf(clipped)]).toEqual([Number.POSITIVE_INFINITY, ...numbersOf(tensor([3e38, 3e38]))])
  })

  it('keeps each dtype, and takes the norm in the largest', () => {
    const [{ narrow, wide }, norm] = clipByNorm({ narrow: tensor([3]), wide: tensor([4], double) }, 1)
    expect([narrow.dtype, wide.dtype, norm.dtype]).toEqual(['float32', 'float64', 'float64'])
    expect(norm.item()).toBe(5)
  })

  it('has derivatives, and at 0 those of what it is there: the identity', () => {
    const slope = grad((x: Tensor) => clipByNorm(x, 2)[0].sum())
    expect(numbersOf(slope(tensor([0, 0])))).toEqual([1, 1])
    expect(numbersOf(slope(tensor([1, 1])))).toEqual([1, 1])
    // beyond, of c x / ‖x‖ along x: none
    const along = grad((t: Tensor) => clipByNorm(t.mul(tensor([3, 4], double)), 2)[0].sum())(tensor(10, double))
    expect(Math.abs(along.item())).toBeLessThan(1e-8) // 1e-6 / ‖x‖ of it is left
  })

  it('of nothing is nothing', () => {
    expect(globalNorm({ name: 'none', count: tensor([3], { dtype: 'int32' }) }).item()).toBe(0)
    expect(clipByNorm({ w: tensor([]) }, 1)[1].item()).toBe(0)
    expect(globalNorm({ a: tensor([3]), b: tensor([], { dtype: 'float64' }) }).dtype).toBe('float64')
    expect(numbersOf(clipByNorm(tensor([5, -7]), Number.POSITIVE_INFINITY)[0])).toEqual([5, -7])
  })

  it('is finite where squares are not', () => {
    const [clipped, norm] = clipByNorm({ a: tensor([3e25, 0]), b: tensor([[4e25]]) }, 1)
    expect(norm.item() / 5e25).toBeCloseTo(1, 6)
    expect(numbersOf(clipped.a)[0]).toBeCloseTo(0.6, 6)
    expect(numbersOf(clipped.b)[0]).toBeCloseTo(0.8, 6)
  })

  it.each([0, -1, Number.NaN])('refuses the norm %d', (maxNorm) => {
    expect(() => clipByNorm(tensor([1]), maxNorm)).toThrow(DomainError)
    expect(() => clipByNorm(tensor([1]), maxNorm)).toThrow(`clipByNorm: maxNorm is ${maxNorm}; give a number above 0.`)
  })
})

describe('clipByValue', () => {
  test.prop([trees, limits])('cuts each number off', (given, limit) => {
    const tree = treeOf(given)
    const clipped = clipByValue(tree, limit)
    expect(flat(clipped)).toEqual(flat(tree).map((value) => Math.max(-limit, Math.min(value, limit))))
    expect(clipped.count).toBe(tree.count)
  })

  it('refuses a limit that is not above 0', () => {
    expect(() => clipByValue(tensor([1]), 0)).toThrow('clipByValue: limit is 0; give a number above 0.')
  })
})
