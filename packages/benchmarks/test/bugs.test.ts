import { plantedBugs } from '@adjoint/gradcheck/adjoint'
import { describe, expect, test } from 'vitest'
import { huntBugs } from '../src/gradcheck/bugs.ts'

const silent = { update: () => {}, end: () => {} }
const effort = { visible: 20, portions: 4 }
const named = (part: string) => plantedBugs.filter(({ name }) => name.startsWith(part))

describe('square without its 2', async () => {
  const hunts = await huntBugs(named('square: the 2'), effort, 1, silent, { stops: async () => false })

  test('is found by every policy', () => expect(hunts.map(({ found }) => found)).toEqual(hunts.map(() => true)))

  test.each(['generic', 'zero'])('is still shown by our counterexample, shrunk to %s numbers', (numbers) => {
    const own = hunts.find(({ policy, shrunkTo }) => policy === 'Adjoint gradcheck' && shrunkTo === numbers)
    expect(own?.shown).toBe(true)
  })
})

test('a derivative of another convention is not found by ours', async () => {
  const hunts = await huntBugs(named('relu: 1 at 0'), { visible: 5, portions: 1 }, 1, silent, {
    stops: async () => false,
  })
  expect(hunts.filter(({ policy, found }) => policy === 'Adjoint gradcheck' && found)).toEqual([])
})

test('an interruption ends the hunt', async () => {
  expect(await huntBugs(plantedBugs, effort, 1, silent, { stops: async () => true })).toEqual([])
})
