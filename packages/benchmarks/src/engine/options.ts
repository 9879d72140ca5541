import { MistakenUse, readFlags, readInteger } from '../command-line.ts'
import { own, peerNames } from './entrants.ts'
import type { RaceOptions } from './race.ts'

/** The options of a work that has nobody to be compared with. */
export interface SoloOptions extends RaceOptions {
  readonly json: boolean
  readonly write: boolean
}

export interface EngineOptions extends SoloOptions {
  /** the peers that take part */
  readonly only: ReadonlySet<string>
}

// In bursts of 40 ms an engine had not yet optimised its code in fifteen rounds, and threads had hardly come to work together:
// 1.82 ms and 0.36 ms a step of moons, of 1.49 and 0.33 in bursts of 200 ms, and of 600.
export const standard: RaceOptions = { rounds: 15, burst: 200, pause: 5 }
export const quick: RaceOptions = { rounds: 5, burst: 15, pause: 5 }

/** What a work of races says of its options. */
export const optionsHelp = `  --rounds N     bursts of each, of ${standard.burst} ms   (${standard.rounds})
  --only A,B     only these peers, and ours: ${peerNames.filter((peer) => peer !== own.peer).join(', ')}
  --quick        ${quick.rounds} bursts of ${quick.burst} ms
  --json         one line of JSON a row, and no table`

const flag = { type: 'boolean' } as const
const string = { type: 'string' } as const
const flags = { rounds: string, quick: flag, json: flag, write: flag } as const

export const readSoloOptions = (args: readonly string[]): SoloOptions => soloOptions(readFlags(args, flags))

export function readEngineOptions(args: readonly string[]): EngineOptions {
  const given = readFlags(args, { ...flags, only: string })
  return { ...soloOptions(given), only: readPeers(given.only) }
}

interface Given {
  readonly rounds?: string | undefined
  readonly quick?: boolean | undefined
  readonly json?: boolean | undefined
  readonly write?: boolean | undefined
}

function soloOptions(given: Given): SoloOptions {
  const base = given.quick === true ? quick : standard
  const [json, write] = [given.json === true, given.write === true]
  if (write && given.quick === true) throw new MistakenUse('--write takes no --quick: it writes a page.')
  return { ...base, rounds: readInteger('rounds', given.rounds, base.rounds, 1), json, write }
}

/** Ours is always there: the others are compared with it. */
function readPeers(text: string | undefined): ReadonlySet<string> {
  if (text === undefined) return new Set(peerNames)
  const names = text.split(',').map((name) => name.trim())
  for (const name of names) {
    if (peerNames.includes(name)) continue
    throw new MistakenUse(`--only ${text}: there is no peer "${name}"; there is ${peerNames.join(', ')}.`)
  }
  return new Set([own.peer, ...names])
}
