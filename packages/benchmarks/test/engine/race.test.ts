import { expect, test } from 'vitest'
import { order, type Racer, race } from '../../src/engine/race.ts'

const options = { rounds: 6, burst: 10, pause: 0 }
const never = { stops: async () => false }
const silent = (): void => {}

/** A racer whose clock is a formula: each step takes so many microseconds. It writes down its turns. */
function racer(name: string, each: number, turns: string[], failing = Number.POSITIVE_INFINITY): Racer {
  let bursts = 0
  return {
    async burst(_warmUp, steps) {
      turns.push(name)
      if (bursts++ >= failing) throw new Error(`${name} broke down`)
      return each * steps
    },
  }
}

test('a sample is the time of a step, however many fill a burst', async () => {
  const [slow, fast] = [racer('slow', 30_000, []), racer('fast', 0.25, [])]
  const laps = await race([slow, fast], options, never, silent)
  expect(laps.get(slow)).toEqual({ samples: Array(6).fill(30_000), error: null })
  expect(laps.get(fast)).toEqual({ samples: Array(6).fill(0.25), error: null })
})

test('the racers take turns, and each round begins with another one', async () => {
  const turns: string[] = []
  await race(
    ['a', 'b', 'c'].map((name) => racer(name, 20_000, turns)), // a step fills a burst: one to find that out
    { ...options, rounds: 3 },
    never,
    silent,
  )
  expect(turns.join('')).toBe('abc abc bca cab'.replaceAll(' ', ''))
})

test('a burst is filled with steps, after a tenth of them off the clock', async () => {
  const asked: [warmUp: number, steps: number][] = []
  const one: Racer = {
    async burst(warmUp, steps) {
      asked.push([warmUp, steps])
      return 100 * steps
    },
  }
  await race([one], { ...options, rounds: 1 }, never, silent)
  expect(asked.at(-1)).toEqual([10, 100]) // 100 steps of 0.1 ms are 10 ms
  expect(asked.slice(0, -1).reduce((sum, [, steps]) => sum + steps, 0)).toBeGreaterThanOrEqual(200) // two bursts to warm up
})

test('a clock that stands still does not make a burst endless', async () => {
  const laps = await race([racer('still', 0, [])], { ...options, rounds: 2, burst: 0 }, never, silent)
  expect([...laps.values()]).toEqual([{ samples: [0, 0], error: null }])
})

test('one that breaks down keeps its samples, and the others go on', async () => {
  const [weak, strong] = [racer('weak', 20_000, [], 3), racer('strong', 20_000, [])]
  const laps = await race([weak, strong], options, never, silent)
  expect(laps.get(weak)).toEqual({ samples: [20_000, 20_000], error: 'weak broke down' })
  expect(laps.get(strong)?.samples).toHaveLength(6)
})

test('an interruption leaves what there is', async () => {
  let asked = 0
  const soon = { stops: async () => ++asked > 10 }
  const racers = [racer('a', 20_000, []), racer('b', 20_000, [])]
  const laps = await race(racers, options, soon, silent)
  const counts = [...laps.values()].map(({ samples }) => samples.length)
  expect(Math.min(...counts)).toBeGreaterThan(0)
  expect(Math.max(...counts)).toBeLessThan(6)
})

test('progress ends with all done', async () => {
  const seen: [done: number, of: number][] = []
  await race([racer('a', 20_000, []), racer('b', 20_000, [])], options, never, (...state) => seen.push(state))
  expect(seen.at(-1)).toEqual([14, 14])
  expect(seen).toHaveLength(14)
})

test('the order is a rotation', () => {
  expect(order([1, 2, 3], 4)).toEqual([2, 3, 1])
  expect(order([], 3)).toEqual([])
})
