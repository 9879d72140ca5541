import type { Verdict } from '@adjoint/gradcheck'
import type { Cell } from '@adjoint/viz'
import { median } from '../statistics.ts'
import type { Hunt, ShrunkTo } from './bugs.ts'
import type { Saying } from './false-alarms.ts'
import { type Dtype, kinds } from './points.ts'
import { policies } from './policies.ts'

/** A share, with what it is of. */
interface Share {
  readonly count: number
  readonly of: number
}

/** What was measured of one policy. */
export interface Row {
  readonly policy: string
  readonly falseAlarms: Readonly<Record<Dtype, Share>>
  readonly falseAlarmsByKind: Readonly<Record<Dtype, Readonly<Record<string, Share>>>>
  readonly verdicts: Readonly<Record<Verdict, number>>
  readonly bugsFound: Share
  /** the bugs that are none: a legal derivative of another convention */
  readonly legalFound: Share
  /** of the bugs found, those whose shrunk counterexample has a wrong gradient */
  readonly shownAfterShrinking: Readonly<Record<ShrunkTo, Share>>
  /** the median */
  readonly millisecondsPerProgram: number | null
}

export function rowsOf(sayings: readonly Saying[], hunts: readonly Hunt[]): Row[] {
  return Object.keys(policies).map((policy) =>
    rowOf(
      policy,
      sayings.filter((saying) => saying.policy === policy),
      hunts.filter((hunt) => hunt.policy === policy),
    ),
  )
}

function rowOf(policy: string, sayings: readonly Saying[], hunts: readonly Hunt[]): Row {
  const alarms = (dtype: Dtype, kind?: string): Share => {
    const those = sayings.filter(
      ({ point: { origin } }) => origin.dtype === dtype && origin.kind === (kind ?? origin.kind),
    )
    return share(those, ({ verdict }) => verdict === 'fail')
  }
  const byKind = (dtype: Dtype) => Object.fromEntries(Object.keys(kinds).map((kind) => [kind, alarms(dtype, kind)]))
  const count = (verdict: Verdict): number => share(sayings, (saying) => saying.verdict === verdict).count
  const found = (legal: boolean): Share =>
    share(
      hunts.filter(({ bug, shrunkTo }) => bug.legal === legal && shrunkTo === 'generic'),
      (hunt) => hunt.found,
    )
  const shown = (shrunkTo: ShrunkTo): Share =>
    share(
      hunts.filter((hunt) => !hunt.bug.legal && hunt.shrunkTo === shrunkTo && hunt.shown !== null),
      (hunt) => hunt.shown === true,
    )
  return {
    policy,
    falseAlarms: { float64: alarms('float64'), float32: alarms('float32') },
    falseAlarmsByKind: { float64: byKind('float64'), float32: byKind('float32') },
    verdicts: { pass: count('pass'), kink: count('kink'), undecided: count('undecided'), fail: count('fail') },
    bugsFound: found(false),
    legalFound: found(true),
    shownAfterShrinking: { zero: shown('zero'), generic: shown('generic') },
    millisecondsPerProgram: median(sayings.map(({ milliseconds }) => milliseconds)),
  }
}

/** The headings of the table. */
interface Headings {
  readonly float64: string
  readonly float32: string
  readonly bugs: string
  readonly zero: string
  readonly generic: string
  readonly time: string
}

/** For a terminal of 80 columns. */
export const shortHeadings: Headings = {
  float64: 'alarms f64',
  float32: 'f32',
  bugs: 'bugs found',
  zero: 'shrunk to 0',
  generic: 'to 0.473',
  time: 'ms',
}

export const longHeadings: Headings = {
  float64: 'false alarms, float64',
  float32: 'float32',
  bugs: 'bugs found',
  zero: 'still wrong, shrunk to 0',
  generic: 'to generic numbers',
  time: 'ms a program',
}

/** The rows as cells, by the headings of the table. */
export function cellsOf(rows: readonly Row[], headings: Headings): Readonly<Record<string, Cell>>[] {
  return rows.map((row) => ({
    policy: row.policy,
    [headings.float64]: percent(row.falseAlarms.float64),
    [headings.float32]: percent(row.falseAlarms.float32),
    [headings.bugs]: fraction(row.bugsFound),
    [headings.zero]: fraction(row.shownAfterShrinking.zero),
    [headings.generic]: fraction(row.shownAfterShrinking.generic),
    [headings.time]: row.millisecondsPerProgram === null ? null : row.millisecondsPerProgram.toFixed(2),
  }))
}

/** What our policy said of the right programs: the share that it leaves undecided is the price of its silence. */
export function verdictsText({ verdicts }: Row): string {
  const total = Object.values(verdicts).reduce((sum, count) => sum + count, 0)
  const parts = Object.entries(verdicts).map(([verdict, count]) => `${number(count)} ${verdict}`)
  return `${parts.join(', ')}; ${percent({ count: verdicts.undecided, of: total })} undecided`
}

/** The false alarms of each kind of numbers, of one dtype: where a policy goes wrong. */
export function kindsOf(rows: readonly Row[], dtype: Dtype): Readonly<Record<string, Cell>>[] {
  return rows.map(({ policy, falseAlarmsByKind }) => ({
    policy,
    ...Object.fromEntries(Object.entries(falseAlarmsByKind[dtype]).map(([kind, alarms]) => [kind, percent(alarms)])),
  }))
}

function share<T>(all: readonly T[], holds: (one: T) => boolean): Share {
  return { count: all.filter(holds).length, of: all.length }
}

const number = (count: number): string => count.toLocaleString('en-US')
const fraction = ({ count, of }: Share): string | null => (of === 0 ? null : `${count} of ${of}`)

/** With a digit more where it would read 0 and is not. */
function percent({ count, of }: Share): string | null {
  if (of === 0) return null
  const value = (100 * count) / of
  return `${value > 0 && value < 0.05 ? value.toFixed(3) : value.toFixed(1)} %`
}
