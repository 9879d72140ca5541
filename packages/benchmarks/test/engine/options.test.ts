import { describe, expect, test } from 'vitest'
import { MistakenUse } from '../../src/command-line.ts'
import { entrantsOf, peerNames } from '../../src/engine/entrants.ts'
import { readEngineOptions, readSoloOptions } from '../../src/engine/options.ts'

test('by default all peers take part, in many bursts', () =>
  expect(readEngineOptions([])).toMatchObject({ rounds: 15, json: false, write: false, only: new Set(peerNames) }))

test('--quick is shorter, and --rounds overrules it', () => {
  expect(readEngineOptions(['--quick']).rounds).toBeLessThan(15)
  expect(readEngineOptions(['--quick', '--rounds', '2'])).toMatchObject({ rounds: 2, burst: 15 })
})

test('--only names peers; ours is always there', () =>
  expect(readEngineOptions(['--only', 'numpy, jax-js']).only).toEqual(new Set(['adjoint', 'numpy', 'jax-js'])))

describe('a mistake is told', () => {
  test.each([
    [['--only', 'numpi'], 'there is no peer "numpi"; there is adjoint,'],
    [['--rounds', '0'], '--rounds 0: give an integer of 1 or more'],
    [['--quick', '--write'], '--write takes no --quick'],
    [['--jsn'], "Unknown option '--jsn'"],
  ])('%s', (args, message) => {
    expect(() => readEngineOptions(args)).toThrow(MistakenUse)
    expect(() => readEngineOptions(args)).toThrow(message)
  })
})

test('a work without peers has no --only', () =>
  expect(() => readSoloOptions(['--only', 'numpy'])).toThrow("Unknown option '--only'"))

test('moons has all variants of ours, and onnxruntime multiplies matrices only', () => {
  const variants = entrantsOf('moons').flatMap(({ peer, variant }) => (peer === 'adjoint' ? [variant] : []))
  expect(variants).toEqual(['compiled', 'eager', 'compiled-float64', 'threads-2'])
  const peersOf = (work: 'moons' | 'matmul') => new Set(entrantsOf(work).map(({ peer }) => peer))
  expect(peersOf('matmul').has('onnxruntime')).toBe(true)
  expect(peersOf('moons').has('onnxruntime')).toBe(false)
})
