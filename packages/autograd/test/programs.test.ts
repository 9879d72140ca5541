// Random programs over the whole catalogue.
import {
  assertProperty,
  onKinks,
  program,
  programProperty,
  smallIntegers,
  smooth,
  special,
  ties,
} from '@adjoint/gradcheck'
import { adjoint, vocabulary } from '@adjoint/gradcheck/adjoint'
import { ops } from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'

describe('random programs', () => {
  const profiles = { smooth, smallIntegers, ties, special, onKinks: onKinks([0, 0.4]) }
  describe.each(Object.entries(profiles))('1, 2: of %s numbers have right gradients in both modes', (name, profile) => {
    test.each(['float64', 'float32'] as const)('%s', (dtype) => {
      // huge numbers beside small ones leave little of a float32
      const maxUndecided = name === 'special' ? 0.25 : 0.08
      assertProperty(programProperty(program(adjoint, vocabulary, { profile, dtype })), { numRuns: 300, maxUndecided })
    })
  })

  test('21: have right second derivatives, reverse over reverse and forward over reverse', () => {
    const programs = program(adjoint, vocabulary, { maxOps: 5, maxSize: 16 })
    assertProperty(programProperty(programs, { order: 2 }), { numRuns: 200 })
  })

  test('every op of the catalogue is in their vocabulary, but those that give no float', () => {
    const used = new Set(vocabulary.map(({ name }) => name))
    const missing = Object.keys(ops).filter((name) => !used.has(name))
    expect(missing.toSorted()).toEqual(['astype', 'equal', 'greater', 'greaterEqual', 'less', 'lessEqual', 'notEqual'])
  })
})
