import { grad, record } from '@adjoint/autograd'
import { functionOf, onKinks, program, smooth, special, ties } from '@adjoint/gradcheck'
import { adjoint, vocabulary } from '@adjoint/gradcheck/adjoint'
import { isFloat, type Tensor } from '@adjoint/tensor'
import { fc } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { graphOf } from '../../src/graph.ts'
import { optimise, passes } from '../../src/passes/index.ts'
import { Program } from '../../src/program.ts'
import { agreementWith } from '../agreement.ts'
import { expectSameValues } from './values.ts'

const names = Object.keys(passes)
const profiles = fc.constantFrom(smooth, special, ties, onKinks([0, 0.4]))

/** Random programs, with their derivatives where there are any. */
const cases = fc
  .tuple(profiles, fc.constantFrom('float32', 'float64'))
  .chain(([profile, dtype]) => program(adjoint, vocabulary, { profile, dtype, maxOps: 8, maxSize: 60 }))
  .map((p) => {
    const f = functionOf(p)
    const x = p.inputs.map(adjoint.tensor)
    const scalar = (...xs: Tensor[]): Tensor => f(...xs).sum()
    const argnums = x.map((_, i) => i)
    const both = (...xs: Tensor[]) => [f(...xs), isFloat(f(...xs).dtype) ? grad(scalar, { argnums })(...xs) : null]
    return { x, both, toString: () => String(record(both, ...x)) }
  })

describe('of random programs and their gradients', () => {
  test.each(Object.entries(passes))('%s keeps each number to the bit', (_name, pass) => {
    fc.assert(
      fc.property(cases, ({ x, both }) => {
        const graph = graphOf(record(both, ...x))
        expectSameValues(graph, pass(graph), x)
      }),
      { numRuns: 60 },
    )
  })

  test('any of them may be left out', () => {
    fc.assert(
      fc.property(cases, ({ x, both }) => {
        const agree = agreementWith(both, x)
        for (const without of [[], ...names.map((name) => [name]), names]) {
          const program = new Program(optimise(graphOf(record(both, ...x)), without), { fused: true, donated: [] })
          agree((...inputs) => program.run(inputs))
        }
      }),
      { numRuns: 60 },
    )
  })
})

test('they are known by name, in their order', () => {
  expect(names).toEqual(['expand', 'fold', 'simplify', 'cast', 'cse', 'dce'])
})
