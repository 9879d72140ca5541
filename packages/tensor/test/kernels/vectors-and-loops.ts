import type { InstructionSet } from '@adjoint/wasm'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Tensor } from '../../src/index.ts'
import { withInstructionSet } from '../../src/kernels/instruction-set.ts'
import { placed, placements } from '../arbitraries.ts'
import { expectSame } from '../bits.ts'
import { inJavaScript } from './instruction-sets.ts'

/**
 * What kernels by vectors owe, whatever they compute: the bits of the loops in JavaScript, and for views those of copies.
 *
 * @param all what a case gives, whose inputs are laid out by `place`; no order of summation may show in it
 */
export function itGivesTheBitsOfLoops<Case>(
  set: InstructionSet,
  cases: fc.Arbitrary<Case>,
  all: (one: Case, place: (x: Tensor) => Tensor) => readonly Tensor[],
  numRuns: number,
): void {
  const asItIs = (x: Tensor): Tensor => x
  const expectAll = (found: readonly Tensor[], wanted: readonly Tensor[]): void => {
    expect(found).toHaveLength(wanted.length)
    for (const [k, y] of found.entries()) expectSame(y, wanted[k] ?? y)
  }

  it('are what JavaScript gives', () => {
    const property = fc.property(cases, (one) => {
      expectAll(
        withInstructionSet(set, () => all(one, asItIs)),
        inJavaScript(() => all(one, asItIs)),
      )
    })
    fc.assert(property, { numRuns })
  })

  it('give views the bits of copies', () => {
    const property = fc.property(cases, placements, (one, place) => {
      const laidOutBy = (layout: (x: Tensor) => Tensor) => withInstructionSet(set, () => all(one, layout))
      expectAll(laidOutBy((x) => placed(x, place)), laidOutBy(asItIs)) // biome-ignore format: one line
    })
    fc.assert(property, { numRuns: 50 })
  })
}
