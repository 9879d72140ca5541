import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FloatDType, matmul, type Shape, type Tensor } from '../../../src/index.ts'
import { withInstructionSet } from '../../../src/kernels/instruction-set.ts'
import { exact, placed, placements } from '../../arbitraries.ts'
import { differing, expectSame } from '../../bits.ts'
import { inJavaScript, vectorSets } from '../instruction-sets.ts'
import { numbered, repeating } from './large.ts'

const sizes = fc.oneof(
  fc.integer({ min: 1, max: 13 }),
  fc.integer({ min: 30, max: 35 }),
  fc.integer({ min: 63, max: 66 }),
)

const cases = (values: fc.Arbitrary<number>) =>
  fc
    .record({
      dtype: fc.constantFrom<FloatDType[]>('float32', 'float64'),
      sizes: fc.tuple(sizes, sizes, sizes),
      batch: fc.constantFrom<[number[], number[]][]>([[], []], [[2, 3], []], [[3], [3]], [[2, 1], [3]], [[], [2]]), // biome-ignore format: one line
    })
    .chain(({ dtype, sizes: [m, k, n], batch: [left, right] }) =>
      fc.record({
        a: repeating(dtype, [...left, m, k], values),
        b: repeating(dtype, [...right, k, n], values),
        places: fc.tuple(placements, placements),
        views: fc.tuple(fc.boolean(), fc.boolean()),
      }),
    )

/** The same matrix with its columns, not its rows, in one piece. */
function byColumns(x: Tensor): Tensor {
  const axes = x.shape.map((_, axis) => axis)
  const exchanged = [...axes.slice(0, -2), x.rank - 1, x.rank - 2]
  return x.transpose(exchanged).mul(1).transpose(exchanged)
}

describe.each(vectorSets)('matmul with %s', (set) => {
  const vectors = (a: Tensor, b: Tensor): Tensor => withInstructionSet(set, () => matmul(a, b))

  it('is what JavaScript gives, where no order of summation shows', () => {
    fc.assert(
      fc.property(cases(exact), ({ a, b, places, views }) => {
        const [x, y] = [views[0] ? placed(a, places[0]) : a, views[1] ? placed(b, places[1]) : b]
        // 66 products of 1e4, in units of 1/64: less than 2^24 halves and doubles alike only in float64
        const wide = inJavaScript(() => matmul(x.astype('float64'), y.astype('float64')))
        const found = vectors(x, y)
        if (found.dtype === 'float64') expectSame(found, wide)
        else expectClose(found, wide, inJavaScript(() => matmul(x.abs().astype('float64'), y.abs().astype('float64'))), a.shape.at(-1) ?? 1) // biome-ignore format: one line
      }),
      { numRuns: 200 },
    )
  })

  it('gives views the bits of copies, whichever axis is in one piece', () => {
    fc.assert(
      fc.property(cases(fc.float()), ({ a, b, places }) => {
        const y = vectors(a, b)
        expectSame(vectors(byColumns(a), b), y)
        expectSame(vectors(a, byColumns(b)), y)
        expectSame(vectors(byColumns(a), byColumns(b)), y)
        expectSame(vectors(placed(a, places[0]), placed(b, places[1])), y)
      }),
      { numRuns: 100 },
    )
  })

  const shapes: readonly (readonly [Shape, Shape])[] = [
    [[7, 511], [511, 9]],
    [[7, 513], [513, 9]],
    [[66, 1100], [1100, 3]],
    [[300, 520], [520, 41]],
    [[3, 5], [5, 1030]],
    [[11, 530], [530, 1027]],
    [[3000, 2], [2, 113]],
    [[1500, 7], [7, 1]],
    [[1, 600], [600, 1100]],
    // beyond the scratch memory, if it were not for the blocks
    [[24_000, 130], [130, 8]],
    [[40, 500], [500, 6000]],
  ] // biome-ignore format: a row each
  it.each(shapes)('is right in blocks: %j by %j', (left, right) => {
    const number = (i: number): number => ((i * 37) % 31) - 15 // so small that all sums are exact
    for (const dtype of ['float32', 'float64'] as const) {
      const [a, b] = [numbered(dtype, left, number), numbered(dtype, right, (i) => number(i + 5))]
      const wanted = inJavaScript(() => matmul(a, b))
      for (const x of [a, byColumns(a)]) {
        for (const y of [b, byColumns(b)]) expect(differing(vectors(x, y), wanted)).toBe(0)
      }
    }
  })

  it('lets a NaN or an infinity spoil its own row and column only', () => {
    for (const [m, k, n] of [
      [7, 9, 5],
      [7, 9, 13],
      [12, 600, 9],
      [64, 10, 1],
    ] as const) {
      // biome-ignore format: one line
      const a = numbered('float32', [m, k], (i) => (i === k ? Number.NaN : i === 2 * k ? Infinity : 1))
      const b = numbered('float32', [k, n], () => 1)
      const rows = Array.from(vectors(a, b).toTypedArray(), (value, i) => `${Math.floor(i / n)} ${value}`)
      const wanted = Array.from({ length: m * n }, (_, i) => Math.floor(i / n))
      expect(rows).toEqual(wanted.map((row) => `${row} ${row === 1 ? Number.NaN : row === 2 ? Infinity : k}`))
    }
  })
})

/** |found - wide| <= K u sum |a| |b|, the bound of any order of summation (Higham, Accuracy and Stability, 3.5). */
function expectClose(found: Tensor, wide: Tensor, terms: Tensor, inner: number): void {
  expect(found.shape).toEqual(wide.shape)
  const [got, wanted, sizesOfTerms] = [found.toTypedArray(), wide.toTypedArray(), terms.toTypedArray()]
  const wrong = Array.from(got).filter(
    (value, i) => !(Math.abs(value - (wanted[i] ?? 0)) <= inner * 2 ** -23 * (sizesOfTerms[i] ?? 0)),
  )
  expect(wrong).toEqual([])
}
