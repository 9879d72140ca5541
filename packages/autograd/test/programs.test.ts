// Random programs over the whole catalogue.
import {
  assertProperty,
  onKinks,
  type ProgramOp,
  program,
  programProperty,
  smallIntegers,
  smooth,
  special,
  ties,
} from '@adjoint/gradcheck'
import { adjoint, vocabulary } from '@adjoint/gradcheck/adjoint'
import type { Tensor } from '@adjoint/tensor'
import { describe, test } from 'vitest'
import { examplesOf, names } from './catalogue.ts'

// An op that is not in the vocabulary yet comes with the form of its example; but astype would round to float32 unseen.
const known = new Set([...vocabulary.map(({ name }) => name), 'astype'])
const others = names
  .filter((name) => !known.has(name))
  .flatMap((name) =>
    Object.values(examplesOf(name)).map((example): ProgramOp<Tensor> => {
      const arity = 'shapes' in example ? example.shapes.length : example.operands.length
      return { name, arity, call: example.call }
    }),
  )
const everyOp = [...vocabulary, ...others]

// ten times as many where there is a night for them: NIGHTLY=1
const nightly = process.env.NIGHTLY !== undefined
const runs = (usual: number): number => (nightly ? 10 * usual : usual)

describe('random programs', () => {
  const profiles = { smooth, smallIntegers, ties, special, onKinks: onKinks([0, 0.4]) }
  describe.each(Object.entries(profiles))('1, 2: of %s numbers have right gradients in both modes', (name, profile) => {
    test.each(['float64', 'float32'] as const)('%s', (dtype) => {
      // huge numbers beside small ones leave little of a float32
      const maxUndecided = name === 'special' ? 0.25 : 0.12
      assertProperty(programProperty(program(adjoint, everyOp, { profile, dtype })), {
        numRuns: runs(300),
        maxUndecided,
      })
    })
  })

  test('21: have right second derivatives, reverse over reverse and forward over reverse', () => {
    const programs = program(adjoint, everyOp, { maxOps: 5, maxSize: 16 })
    assertProperty(programProperty(programs, { order: 2 }), { numRuns: runs(200) })
  })
})
