import type { Cell } from '@adjoint/viz'
import { quartiles } from '../statistics.ts'
import { own } from './entrants.ts'

/** What was measured of one entrant in one case; a line of --json. */
export interface Row {
  readonly work: string
  readonly peer: string
  readonly variant: string
  /** of a step, the median */
  readonly microseconds: number
  /** to that of ours, compiled; null where that did not run */
  readonly ratio: number | null
  /** which of the work's cases; none where there is one only */
  readonly case?: string
  readonly lower: number
  readonly upper: number
  readonly rounds: number
  readonly gflops?: number
  readonly nanosecondsPerElement?: number
  readonly engine: string
}

/** What a step does, so that times can be told as rates. */
export interface Amount {
  readonly flops?: number
  readonly elements?: number
}

/** An entrant's times in one case. */
export interface Times {
  readonly peer: string
  readonly variant: string
  readonly engine: string
  readonly samples: readonly number[]
}

export function rowsOf(work: string, name: string, times: readonly Times[], { flops, elements }: Amount): Row[] {
  const measured = times.flatMap((entrant) => {
    const times = quartiles(entrant.samples)
    return times === null ? [] : [{ entrant, times }]
  })
  const ours = measured.find(({ entrant }) => entrant.peer === own.peer && entrant.variant === own.variant)
  return measured.map(({ entrant: { peer, variant, engine, samples }, times: { lower, median, upper } }) => ({
    work,
    peer,
    variant,
    microseconds: digits(median),
    ratio: ours ? digits(median / ours.times.median) : null,
    ...(name !== '' && { case: name }),
    lower: digits(lower),
    upper: digits(upper),
    rounds: samples.length,
    ...(flops !== undefined && { gflops: digits(flops / median / 1000) }),
    ...(elements !== undefined && { nanosecondsPerElement: digits((1000 * median) / elements) }),
    engine,
  }))
}

/** The rows of one case as cells of a table. The bar is as long as the entrant is fast. */
export function cellsOf(rows: readonly Row[], bars: boolean): Readonly<Record<string, Cell>>[] {
  const fastest = Math.min(...rows.map(({ microseconds }) => microseconds))
  return rows.map((row) => ({
    peer: row.peer,
    variant: row.variant,
    'µs a step': short(row.microseconds),
    from: short(row.lower),
    to: short(row.upper),
    ...(row.gflops !== undefined && { 'GF/s': short(row.gflops) }),
    ...(row.nanosecondsPerElement !== undefined && { 'ns/element': short(row.nanosecondsPerElement) }),
    ratio: row.ratio === null ? null : short(row.ratio),
    ...(bars && { speed: bar(fastest / row.microseconds) }),
  }))
}

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']
const barWidth = 12

/** At least a sliver: nobody stands still. */
function bar(share: number): string {
  const size = Math.max(1, Math.round(share * barWidth * 8))
  return '█'.repeat(size >> 3) + (eighths[size & 7] ?? '')
}

/** Fit to be read: three digits, but no more than two behind the point. */
const short = (value: number): number => Number(value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2))

/** More digits than these are noise. */
const digits = (value: number): number => Number(value.toPrecision(4))
