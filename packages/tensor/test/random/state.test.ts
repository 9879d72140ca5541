import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { DomainError } from '../../src/errors.ts'
import { numpyRandom, random } from '../../src/random/index.ts'

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 })
// how many of each are drawn, so that the state is taken with a normal in stock and without, in any place of the words
const draws = fc.array(fc.constantFrom('next', 'nextNormal' as const), { maxLength: 700 })

describe.each([
  { name: 'random', generator: random, other: numpyRandom },
  { name: 'numpyRandom', generator: numpyRandom, other: random },
])('the state of $name', ({ generator, other }) => {
  test.prop([seeds, seeds, draws])(
    'makes another generator go on as this one does, through JSON too',
    (a, b, before) => {
      const [rng, copy] = [generator(a), generator(b)]
      for (const draw of before) rng[draw]()
      copy.state = JSON.parse(JSON.stringify(rng.state))
      const ahead = (): number[] => Array.from({ length: 9 }, (_, i) => (i % 3 === 0 ? rng.nextNormal() : rng.next()))
      const numbers = ahead()
      expect(Array.from(numbers, (_, i) => (i % 3 === 0 ? copy.nextNormal() : copy.next()))).toEqual(numbers)
      expect(copy.permutation(20).toArray()).toEqual(rng.permutation(20).toArray())
    },
  )

  test.prop([seeds, draws])('can be set back, and is not changed by what is drawn later', (seed, between) => {
    const rng = generator(seed)
    const { state } = rng
    const first = rng.nextNormal()
    for (const draw of between) rng[draw]()
    rng.state = state
    expect(rng.nextNormal()).toBe(first)
  })

  it('must be one of the same kind', () => {
    const rng = generator(1)
    const before = rng.state
    const { length } = before
    const refused = [
      [],
      before.slice(1),
      [...before, 0, 0],
      [...before, Number.NaN],
      new Array(length).fill(0.5),
      new Array(length).fill(0), // which would give zeros for ever, and so no normal
      before.with(length - 1, 2 ** 32),
      other(1).state,
    ]
    for (const state of refused) {
      expect(() => {
        rng.state = state
      }).toThrow(DomainError)
    }
    expect(() => {
      rng.state = before.slice(1)
    }).toThrow(`random: a state of ${length - 1} numbers is not one of this generator, which has ${length} integers`)
    expect(rng.state).toEqual(before)
  })
})

it('of a Mersenne Twister has a place among its words', () => {
  const rng = numpyRandom(1)
  expect(() => {
    rng.state = rng.state.with(0, 700)
  }).toThrow('random: this is no state of such a generator; give one that its `state` gave.')
})
