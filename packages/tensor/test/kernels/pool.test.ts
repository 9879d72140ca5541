import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  avgPool2d,
  type FloatDType,
  maxPick2d,
  maxPool2d,
  maxUnpool2d,
  type Shape,
  type Tensor,
} from '../../src/index.ts'
import { withInstructionSet } from '../../src/kernels/instruction-set.ts'
import { differing } from '../bits.ts'
import { inJavaScript, vectorSets } from './instruction-sets.ts'
import { itGivesTheBitsOfLoops } from './vectors-and-loops.ts'
import { numbered } from './wasm/large.ts'

type Pair = [number, number]

interface Case {
  readonly dtype: FloatDType
  readonly shape: Shape
  readonly values: readonly number[]
  readonly size: Pair
  readonly options: { stride: Pair; padding: Pair }
}

const pair = (max: number): fc.Arbitrary<Pair> => fc.tuple(fc.integer({ min: 1, max }), fc.integer({ min: 1, max }))

const values = fc.constantFrom(-0, 0, 1, 2, 3, 4, -8, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)

const cases: fc.Arbitrary<Case> = fc
  .record({
    dtype: fc.constantFrom<FloatDType[]>('float32', 'float64'),
    lead: fc.constantFrom<number[][]>([], [3], [2, 5]),
    size: pair(4),
    room: fc.tuple(fc.nat(6), fc.oneof(fc.nat(4), fc.nat(21))),
    stride: pair(4),
    share: fc.tuple(fc.nat(2), fc.nat(2)),
    values: fc.array(values, { minLength: 1, maxLength: 31 }),
  })
  .map(({ dtype, lead, size, room, stride, share, values }) => ({
    dtype,
    shape: [...lead, size[0] + room[0], size[1] + room[1]],
    values,
    size,
    options: {
      stride,
      padding: [Math.min(share[0], Math.floor(size[0] / 2)), Math.min(share[1], Math.floor(size[1] / 2))],
    },
  }))

/** Cotangents are multiples of all numbers of ties there may be, so that each share is exact. */
const cotangent = (i: number): number => 720_720 * ((i % 5) - 2)

function all({ dtype, shape, values, size, options }: Case, place: (x: Tensor) => Tensor = (x) => x): Tensor[] {
  const x = place(numbered(dtype, shape, (i) => values[i % values.length] ?? 0))
  const t = place(numbered(dtype, shape, cotangent))
  const y: Tensor = maxPool2d(x, size, options)
  const g = place(numbered(dtype, y.shape, cotangent))
  return [y, maxPick2d(t, x, size, options), maxUnpool2d(g, x, size, options), avgPool2d(x, size, options)]
}

describe.each(vectorSets)('pools with %s', (set) => {
  const vectors = <T>(body: () => T): T => withInstructionSet(set, body)

  itGivesTheBitsOfLoops(set, cases, all, 300)

  it.each<[Shape, Pair, Case['options']]>([
    [[7, 9, 60, 61], [2, 2], { stride: [2, 2], padding: [0, 0] }],
    [[70, 30, 31], [3, 3], { stride: [2, 1], padding: [1, 1] }],
    [[800, 801], [3, 2], { stride: [3, 2], padding: [0, 1] }],
  ])('are right in parts, and where a plane is too large for them: %j', (shape, size, options) => {
    const values = Array.from({ length: 997 }, (_, i) => ((i * i) % 89) - 40)
    const one: Case = { dtype: 'float32', shape, values, size, options }
    const [found, wanted] = [vectors(() => all(one)), inJavaScript(() => all(one))]
    expect(found.map((y, k) => differing(y, wanted[k] ?? y))).toEqual([0, 0, 0, 0])
  })
})
