import { type Tensor, zeros } from '@adjoint/tensor'
import { fc } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { compile } from '../src/index.ts'
import { expectSameNumbers } from './agreement.ts'
import { filled, floats, through, views } from './arbitraries.ts'

/** Shapes of a few hundred elements, whose last two axes do not end with a block. */
const shapes = fc
  .tuple(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 2 }), fc.integer({ min: 3, max: 40 }), fc.nat(37))
  .map(([batch, rows, more]) => [...batch, rows, Math.max(more + 3, Math.ceil(256 / rows))])

const cases = shapes.chain(
  (shape) =>
  fc.record({ view: views(shape), order: fc.shuffledSubarray(shape.map((_, axis) => axis), { minLength: shape.length }), dtype: floats, seed: fc.nat(1e6) }), // biome-ignore format: one line
)

describe('numbers cross the border in any order of axes', () => {
  test('as arguments and as results', () => {
    fc.assert(
      fc.property(cases, ({ view, order, dtype, seed }) => {
        const f = through([view], (x) => [x.transpose(order), x.neg(), x.neg().transpose(order), x.relu().slice(-1)])
        expectSameNumbers(f, [filled(view.stored, dtype, seed, 'special')])
      }),
      { numRuns: 150 },
    )
  })

  test('where the arguments are views themselves', () => {
    fc.assert(
      fc.property(cases, ({ view, order, dtype, seed }) => {
        const x = view.see(filled(view.stored, dtype, seed, 'special'))
        expectSameNumbers((a, b) => [a.mul(2), b.abs(), a], [x, x.transpose(order)])
      }),
      { numRuns: 100 },
    )
  })

  test('by kernels of their own, where they are many and lie otherwise', () => {
    const moduleBytes = (shape: readonly number[], dtype: 'float32' | 'int32' = 'float32'): number => {
      const f = compile((x: Tensor) => x.neg())
      f(zeros(shape, { dtype }))
      return f.explain().moduleBytes
    }
    const plain = moduleBytes([32, 32])
    expect(moduleBytes([64, 16])).toBeGreaterThan(plain + 300)
    for (const shape of [[16, 64], [15, 10], [300, 3], [1024]]) expect(moduleBytes(shape)).toBeLessThan(plain + 100) // biome-ignore format: one line
    expect(moduleBytes([64, 16], 'int32')).toBeLessThan(plain)
  })
})
