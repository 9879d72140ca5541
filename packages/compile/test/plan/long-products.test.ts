import { type FloatDType, fromTypedArray, matmul, relu, type Shape, type Tensor, zeros } from '@adjoint/tensor'
import { sizeOf } from '@adjoint/tensor/backend'
import { fc } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { compile } from '../../src/index.ts'
import { optimise } from '../../src/passes/index.ts'
import { membersOf } from '../../src/plan/grouping.ts'
import { groupsOf } from '../../src/plan/groups.ts'
import { splitLongProducts } from '../../src/plan/long-products.ts'
import { graphFor } from '../passes/values.ts'

function groups(f: (...x: Tensor[]) => unknown, dtype: FloatDType, ...shapes: Shape[]): string[] {
  const graph = graphFor(f, ...shapes.map((shape) => zeros(shape, { dtype })))
  return groupsOf(splitLongProducts(optimise(graph))).groups.map((group) =>
    membersOf(group)
      .map(({ name }) => name)
      .join(' '),
  )
}

/** Small integers, whose sums are exact in any order. */
function integers(shape: Shape, dtype: FloatDType, seed: number): Tensor {
  const numbers = Array.from({ length: sizeOf(shape) }, (_, i) => ((Math.imul(i + seed, 0x9e3779b1) >>> 16) % 7) - 3)
  return fromTypedArray(dtype === 'float32' ? Float32Array.from(numbers) : Float64Array.from(numbers), shape)
}

describe('a product over a long axis', () => {
  const product = (a: Tensor, b: Tensor): Tensor => matmul(a, b)

  test('is a sum of products over parts of 2 to 4 kB, if it has rows enough for panels', () => {
    const count = (dtype: FloatDType, length: number, rows = 2000): number =>
      groups(product, dtype, [rows, length], [length, 2001]).length
    expect([511, 1023, 1024, 1535, 1536].map((length) => count('float32', length))).toEqual([1, 1, 2, 2, 3])
    expect([511, 512, 1024].map((length) => count('float64', length))).toEqual([1, 2, 4])
    expect(count('float32', 4096, 19)).toBe(1)
  })

  test('takes what follows into the loop over its last part', () => {
    const layer = (x: Tensor, w: Tensor, b: Tensor): Tensor => relu(matmul(x, w).add(b))
    expect(groups(layer, 'float32', [2000, 1100], [1100, 2001], [2001])).toEqual([
      'matmul/matmul',
      'matmul/matmul matmul/add add relu',
    ])
  })

  test('has the same numbers', () => {
    const sizes = fc.record({
      dtype: fc.constantFrom('float32' as const, 'float64' as const),
      batch: fc.constantFrom([], [2]),
      rows: fc.integer({ min: 1040, max: 1100 }),
      length: fc.integer({ min: 1024, max: 1030 }),
      columns: fc.integer({ min: 20, max: 200 }),
      turned: fc.boolean(),
    })
    fc.assert(
      fc.property(sizes, ({ dtype, batch, rows, length, columns, turned }) => {
        const [a, b] = [integers([...batch, rows, length], dtype, 1), integers([length, columns], dtype, 2)]
        const f = (x: Tensor, y: Tensor): Tensor => matmul(x, turned ? y.mul(2).transpose() : y).add(1)
        const right = turned ? b.transpose() : b
        expect(compile(f)(a, right).toTypedArray()).toEqual(f(a, right).toTypedArray())
      }),
      { numRuns: 6 },
    )
  })
})
