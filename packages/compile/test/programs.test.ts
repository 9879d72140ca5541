// Random programs of the ops in gradcheck's vocabulary (all elementwise ones, and of the others reductions, products, movements and
// joins, but no sorts, convolutions or linear algebra), with their gradients: eager = compiled.
import { grad } from '@adjoint/autograd'
import { functionOf, onKinks, program, smallIntegers, smooth, special, ties } from '@adjoint/gradcheck'
import { adjoint, vocabulary } from '@adjoint/gradcheck/adjoint'
import { isFloat, type Tensor } from '@adjoint/tensor'
import { fc } from '@fast-check/vitest'
import { describe, test } from 'vitest'
import { expectAgreement } from './agreement.ts'

describe('random programs and their gradients, eager = compiled', () => {
  const profiles = { smooth, smallIntegers, ties, special, onKinks: onKinks([0, 0.4]) }
  describe.each(Object.entries(profiles))('of %s numbers', (_name, profile) => {
    test.each(['float64', 'float32'] as const)('%s', (dtype) => {
      const programs = program(adjoint, vocabulary, { profile, dtype, maxOps: 10, maxSize: 100 })
      fc.assert(
        fc.property(programs, (p) => {
          const f = functionOf(p)
          const x = p.inputs.map(adjoint.tensor)
          const scalar = (...xs: Tensor[]): Tensor => f(...xs).sum()
          const argnums = x.map((_, i) => i)
          expectAgreement((...xs) => [f(...xs), isFloat(f(...xs).dtype) ? grad(scalar, { argnums })(...xs) : null], x)
        }),
        { numRuns: 120 },
      )
    })
  })
})
