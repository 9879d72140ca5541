import { setTimeout } from 'node:timers/promises'
import type { Interruption } from '../interruption.ts'

/** One that is timed. */
export interface Racer {
  /** @returns microseconds of all `steps`; `warmUp` steps come before, off the clock */
  burst(warmUp: number, steps: number): Promise<number>
}

export interface RaceOptions {
  readonly rounds: number
  /** how long a burst shall take, in milliseconds; a single step may take longer */
  readonly burst: number
  /** between two bursts, in milliseconds: threads of the last one may still spin, waiting for more */
  readonly pause: number
}

/** What is left of a racer's run. */
export interface Lap {
  /** microseconds a step, one of each round */
  readonly samples: number[]
  /** what ended it early; null for nothing */
  error: string | null
}

/**
 * Times all racers in rounds, a short burst of each in turn: whatever else the machine does meets all of them alike.
 * Each round begins with another one: none always follows the same neighbour's heat.
 *
 * @param onBurst called after each burst, off the clock
 */
export async function race<R extends Racer>(
  racers: readonly R[],
  { rounds, burst, pause }: RaceOptions,
  interruption: Interruption,
  onBurst: (done: number, of: number) => void,
): Promise<Map<R, Lap>> {
  const laps = new Map(racers.map((racer): [R, Lap] => [racer, { samples: [], error: null }]))
  const steps = new Map<R, number>()
  for (let round = -1; round < rounds; round++) {
    for (const [place, racer] of order(racers, Math.max(0, round)).entries()) {
      if (await interruption.stops()) return laps
      const lap = laps.get(racer)
      if (lap === undefined || lap.error !== null) continue
      await setTimeout(pause)
      try {
        const count = steps.get(racer)
        // the round before the first finds out how many steps fill a burst, and warms up
        if (count === undefined) steps.set(racer, await stepsOf(racer, burst, interruption))
        else lap.samples.push((await racer.burst(Math.round(count / 10), count)) / count)
      } catch (error) {
        lap.error = error instanceof Error ? error.message : String(error)
      }
      onBurst((round + 1) * racers.length + place + 1, (rounds + 1) * racers.length)
    }
  }
  return laps
}

/** The racers, beginning with another one each round. */
export function order<T>(racers: readonly T[], round: number): T[] {
  const first = racers.length === 0 ? 0 : round % racers.length
  return [...racers.slice(first), ...racers.slice(0, first)]
}

/** How many steps take a burst's time. Engines compile while they warm up, so it is found out for two bursts. */
async function stepsOf(racer: Racer, burst: number, interruption: Interruption): Promise<number> {
  let steps = 1
  for (let spent = 0; ; ) {
    const microseconds = await racer.burst(0, steps)
    spent += microseconds / 1000
    const each = Math.max(microseconds / steps, 1e-3) // a clock may stand still for a very short step
    const wanted = Math.max(1, Math.round((1000 * burst) / each))
    if (spent >= 2 * burst || (await interruption.stops())) return wanted
    steps = Math.min(wanted, 8 * steps)
  }
}
