import { clip, maximum, minimum, relu, sigmoid, type Tensor, where } from '@adjoint/tensor'
import { withInstructionSet } from '@adjoint/tensor/backend'
import { fc } from '@fast-check/vitest'
import { describe, test } from 'vitest'
import { expectAgreement, expectSameNumbers } from '../agreement.ts'
import { filled, floats, operands, shapes, through, views } from '../arbitraries.ts'
import { instructionSets } from '../instruction-sets.ts'

type Formula = (...x: Tensor[]) => Tensor | readonly Tensor[]

/** Formulas of instructions that round as IEEE 754 says, wherever they run. */
const exactFormulas: Readonly<Record<string, Formula>> = {
  chain: (a, b, c) => a.mul(b).sub(c).div(3).abs().sqrt().neg(),
  'several outputs': (a, b, c) => {
    const u = a.mul(b)
    const v = relu(u.sub(c))
    return [u, v, v.square(), maximum(a, v)]
  },
  comparisons: (a, b, c) => where(a.less(b), where(b.greaterEqual(c), a, c), where(a.equal(c), b.neg(), 0.5)),
  'truths as numbers': (a, b, c) => a.notEqual(b).astype(a.dtype).add(b.lessEqual(c)).mul(c.greater(a)),
  choices: (a, b, c) => [maximum(a, minimum(b, c)), clip(a, -1, 1).add(clip(b, 0, 2)), c.sign()],
  absorbing: (a, b, c) => a.mulAbsorbing(b).add(c.mulAbsorbing(a.greater(b))),
}

/** Those of functions, whose last digits differ. */
const formulas: Readonly<Record<string, Formula>> = {
  functions: (a, b, c) => [sigmoid(a).add(b.tanh()), c.square().add(1).log().mul(a.exp()), a.softplus().expm1()],
  powers: (a, b, c) => a.abs().add(0.5).pow(b).add(c.pow(2)).add(b.square().log1p()),
}

/** Three operands that broadcast to one shape, one of which has it. */
const cases = shapes().chain((shape) =>
  fc.record({ dtype: floats, a: views(shape), b: operands(shape), c: operands(shape), seed: fc.nat(1e6) }),
)

describe.each(instructionSets)('loops with %s', (set) => {
  const numRuns = set === 'relaxed' ? 40 : 8
  describe.each(Object.entries(exactFormulas))('%s', (_name, formula) => {
    test.each(['smooth', 'ties', 'special'] as const)('of %s numbers are the eager ones', (kind) => {
      fc.assert(
        fc.property(cases, ({ dtype, a, b, c, seed }) => {
          const x = [a, b, c].map(({ stored }, i) => filled(stored, dtype, seed + i, kind))
          withInstructionSet(set, () => expectSameNumbers(through([a, b, c], formula), x))
        }),
        { numRuns },
      )
    })
  })

  test.each(Object.entries(formulas))('%s', (_name, formula) => {
    fc.assert(
      fc.property(cases, fc.constantFrom('smooth', 'special'), ({ dtype, a, b, c, seed }, kind) => {
        const x = [a, b, c].map(({ stored }, i) => filled(stored, dtype, seed + i, kind))
        withInstructionSet(set, () => expectAgreement(through([a, b, c], formula), x))
      }),
      { numRuns },
    )
  })
})
