import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  all,
  any,
  type FloatDType,
  full,
  max,
  mean,
  min,
  prod,
  type Shape,
  sum,
  type Tensor,
} from '../../../src/index.ts'
import { withInstructionSet } from '../../../src/kernels/instruction-set.ts'
import { exact, placed, placements } from '../../arbitraries.ts'
import { expectSame } from '../../bits.ts'
import { inJavaScript, vectorSets } from '../instruction-sets.ts'
import { largeShapes, numbered, repeating } from './large.ts'

const inf = Number.POSITIVE_INFINITY

/** Each with the numbers of which it gives the same in every order, those among which it does so but for rounding, and some. */
/** Mostly true, NaN included, or mostly false: so that one number of thousands decides. */
const truths = fc.constantFrom(...new Array<number>(60).fill(0.5), ...new Array<number>(60).fill(NaN), 0)
const falsehoods = fc.constantFrom(...new Array<number>(60).fill(0), ...new Array<number>(60).fill(-0), NaN)

const reductions = {
  sum: { reduce: sum, exact, any: fc.float(), ith: distinct },
  mean: { reduce: mean, exact, any: fc.float(), ith: distinct },
  max: { reduce: max, exact, any: fc.float(), ith: distinct },
  min: { reduce: min, exact, any: fc.float(), ith: distinct },
  // thousands of other factors overflow, in one order and not in another
  prod: {
    reduce: prod,
    exact: fc.constantFrom(1, -1),
    any: fc.constantFrom(0, 1, -1, inf, -inf, Number.NaN),
    ith: sign,
  },
  all: { reduce: all, exact: truths, any: fc.float(), ith: (i: number) => Number(i % 5003 !== 7) },
  any: { reduce: any, exact: falsehoods, any: fc.float(), ith: (i: number) => Number(i % 5003 === 7) },
}

function distinct(i: number): number {
  return ((i * 37) % 1009) - 500
}

function sign(i: number): number {
  return i % 1009 === 7 ? -1 : 1
}

const cases = (values: fc.Arbitrary<number>) =>
  largeShapes(1024).chain((shape) =>
    fc.record({
      x: fc.constantFrom<FloatDType[]>('float32', 'float64').chain((dtype) => repeating(dtype, shape, values)),
      axis: fc.subarray(shape.map((_, k) => k)),
      placement: placements,
    }),
  )

describe.each(vectorSets)('reductions with %s', (set) => {
  for (const [name, { reduce, exact, any }] of Object.entries(reductions)) {
    it(`${name} is what JavaScript gives, where no order of summation shows`, () => {
      fc.assert(
        fc.property(cases(exact), ({ x, axis, placement }) => {
          const view = placed(x, placement)
          expectSame(
            withInstructionSet(set, () => reduce(view, { axis })),
            inJavaScript(() => reduce(view, { axis })),
          )
        }),
        { numRuns: 100 },
      )
    })

    it(`${name} gives a view the bits of its copy, and NaN and infinities as JavaScript does`, () => {
      fc.assert(
        fc.property(cases(any), ({ x, axis, placement }) => {
          const y = withInstructionSet(set, () => reduce(x, { axis }))
          expectSame(
            withInstructionSet(set, () => reduce(placed(x, placement), { axis })),
            y,
          )
          const wanted = inJavaScript(() => reduce(x, { axis })).toTypedArray()
          const kind = (value: number): string => (Number.isFinite(value) ? 'finite' : String(value))
          expect(Array.from(y.toTypedArray(), kind)).toEqual(Array.from(wanted, kind))
        }),
        { numRuns: 60 },
      )
    })
  }

  const block = 2 ** 14
  const shapes: readonly (readonly [Shape, readonly number[]])[] = [
    [[block - 1], [0]],
    [[block + 9], [0]],
    [[3, block + 9], [0]],
    [[3, block + 9], [1]],
    [[block + 9, 3], [0]],
    [[block + 9, 3], [1]],
    [[5, 300, 40], [1]],
    [
      [40, 5, 300],
      [0, 2],
    ],
  ]
  it.each(shapes)('is the same in blocks: %j along %j', (shape, axis) => {
    for (const { reduce, ith } of Object.values(reductions)) {
      const x = numbered('float32', shape, ith)
      expectSame(
        withInstructionSet(set, () => reduce(x, { axis })),
        inJavaScript(() => reduce(x, { axis })),
      )
    }
  })

  it('sums float32 to the float32 next to the sum in float64', () => {
    fc.assert(
      fc.property(cases(fc.float({ noNaN: true, min: -1e6, max: 1e6 })), ({ x, axis }) => {
        const single = x.astype('float32')
        const found = withInstructionSet(set, () => sum(single, { axis })).toTypedArray()
        const wide = inJavaScript(() => sum(single.astype('float64'), { axis })).toTypedArray()
        const terms = inJavaScript(() => sum(single.abs().astype('float64'), { axis })).toTypedArray()
        // half a unit of float32, and what n sums in float64 may lose in either order
        const bound = (i: number): number =>
          2 ** -24 * Math.abs(wide[i] ?? 0) + 2 * 2 ** -53 * x.size * (terms[i] ?? 0) + 2 ** -150
        expect(Array.from(found).filter((value, i) => !(Math.abs(value - (wide[i] ?? 0)) <= bound(i)))).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('takes a number that is held once as often as it is repeated', () => {
    const ones: Tensor = full([300, 70], 1)
    expectSame(
      withInstructionSet(set, () => sum(ones, { axis: 0 })),
      inJavaScript(() => full([70], 300).add(0)),
    )
  })
})
