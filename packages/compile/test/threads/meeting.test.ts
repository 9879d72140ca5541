import { fc } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { takeRounds } from '../../src/threads/meeting.ts'

test('each round is run once, in any order of the threads', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 9 }),
      fc.array(fc.boolean(), { maxLength: 60 }),
      (rounds, taken, turns) => {
        const counters = new Int32Array(6)
        const job = { group: 1, rounds, taken }
        const member = (thread: number) => ({ thread, threads: 2 })
        const run: number[] = []
        const note = (begin: number, end: number): void => {
          expect(begin).toBeLessThan(end)
          for (let round = begin; round < end; round++) run.push(round)
          // another thread takes some in the meantime
          if (turns.pop() === true) takeRounds(counters, job, member(1), note)
        }
        takeRounds(counters, job, member(0), note)
        expect(run.toSorted((a, b) => a - b)).toEqual(Array.from({ length: rounds }, (_, i) => i))
        expect([0, 1, 4, 5].map((i) => counters[i])).toEqual([0, 0, 0, 0]) // other groups' are not touched
      },
    ),
  )
})
