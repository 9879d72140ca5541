import { fc } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { fromTypedArray, pow, remainder, type Tensor } from '../../src/index.ts'
import { describeReference } from '../reference.ts'

describeReference('arithmetic')

describe('int32', () => {
  const least = -(2 ** 31)
  const few = fc.integer({ min: -40, max: 40 })
  const any = fc.oneof(few, fc.integer(), fc.constantFrom(least, least + 1, 2 ** 31 - 1))
  const pairs = fc.oneof(
    fc.array(fc.tuple(any, few), { minLength: 1, maxLength: 9 }), // by a loop
    fc.array(fc.tuple(any, few), { minLength: 600, maxLength: 700 }), // by vectors
  )

  function agrees(op: (a: Tensor, b: Tensor) => Tensor, right: (a: number, b: number) => bigint): void {
    fc.assert(
      fc.property(pairs, (both) => {
        const [a = [], b = []] = [both.map(([x]) => x), both.map(([, y]) => y)]
        const result = op(fromTypedArray(Int32Array.from(a)), fromTypedArray(Int32Array.from(b)))
        expect(result.toArray()).toEqual(both.map(([x, y]) => Number(BigInt.asIntN(32, right(x, y)))))
      }),
      { numRuns: 50 },
    )
  }

  it('has the lowest 32 bits of a power; a negative one is cut to an integer, and of 0 it is 0', () => {
    agrees(pow, (x, y) => (y >= 0 ? BigInt(x) ** BigInt(y) : BigInt(x === 0 ? 0 : Math.trunc(x ** y))))
  })

  it('has the remainder of a division rounded down, and 0 of one by 0', () => {
    agrees(remainder, (x, y) => BigInt(y === 0 ? 0 : x - y * Math.floor(x / y)))
  })
})
