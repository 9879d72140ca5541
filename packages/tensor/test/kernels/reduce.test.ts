import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { type DType, full, ops, sum, type Tensor } from '../../src/index.ts'
import { dtypes, exact, filled, indices, shapes, tensors } from '../arbitraries.ts'
import { expectSame } from '../bits.ts'

type Reduce = (x: Tensor, options: { axis: number | readonly number[] }) => Tensor

const cases = shapes(4, 1).chain((shape) =>
  fc
    .constantFrom(...dtypes)
    .chain((dtype) =>
      fc.tuple(
        tensors(
          shape,
          dtype,
          dtype === 'int32' ? fc.integer({ min: -1000, max: 1000 }) : dtype === 'bool' ? undefined : exact,
        ),
        fc.subarray(shape.map((_, axis) => axis)),
      ),
    ),
)

/** The elements that go into each result, in the order of the results. */
function groups(x: Tensor, axes: readonly number[]): number[][] {
  const numbers = x.toTypedArray()
  const found = new Map<string, number[]>()
  for (const [position, index] of indices(x.shape).entries()) {
    const key = index.filter((_, axis) => !axes.includes(axis)).join()
    const group = found.get(key) ?? []
    group.push(numbers[position] ?? Number.NaN)
    found.set(key, group)
  }
  return [...found.values()]
}

const total = (group: readonly number[]): number => group.reduce((sum, value) => sum + value, 0)

describe('reductions', () => {
  const definitions: [string, Reduce, (group: readonly number[], dtype: DType) => number][] = [
    ['sum', ops.sum, total],
    ['mean', ops.mean, (group) => total(group) / group.length],
    ['prod', ops.prod, (group, dtype) => group.reduce(dtype === 'int32' ? Math.imul : (a, b) => a * b, 1)],
    ['max', ops.max, (group) => Math.max(...group)],
    ['min', ops.min, (group) => Math.min(...group)],
    ['all', ops.all, (group) => Number(group.every((value) => value !== 0))],
    ['any', ops.any, (group) => Number(group.some((value) => value !== 0))],
  ]
  for (const [name, reduce, define] of definitions) {
    test.prop([cases])(`${name} takes the elements that differ only along the axes`, ([x, axes]) => {
      const y = reduce(x, { axis: axes })
      const kept = x.shape.filter((_, axis) => !axes.includes(axis))
      expectSame(
        y,
        filled(
          y.dtype,
          kept,
          groups(x, axes).map((group) => define(group, x.dtype)),
        ),
      )
    })

    test.prop([cases, fc.boolean()])(
      `${name} over several axes takes them in any order and from either end`,
      ([x, axes], back) => {
        const other = axes.toReversed().map((axis) => (back ? axis - x.rank : axis))
        expectSame(reduce(x, { axis: other }), reduce(x, { axis: axes }))
      },
    )
  }

  test.prop([
    fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 500 }),
  ])('sum of float32 is the sum in float64, rounded once', (values) => {
    const x = filled('float32', [values.length], values)
    expect(sum(x).item()).toBe(Math.fround(total(Array.from(x.toTypedArray()))))
  })

  it('sum of float32 stays right beyond 2^24 terms', () => {
    // a float32 accumulator stops growing at 2^24 ones; the tensor holds its number once, so this needs no memory
    expect(sum(full([2 ** 24 + 2 ** 12], 1)).item()).toBe(2 ** 24 + 2 ** 12)
  })
})
