import { scaleLinear, scaleLog } from 'd3-scale'

export type Interval = readonly [low: number, high: number]

export interface Tick {
  readonly label: string
  /** From 0 at the low end of the axis to 1 at the high end. */
  readonly at: number
}

export interface Axis {
  /** Where a value stands: 0 at the low end of the axis, 1 at the high end. */
  readonly at: (value: number) => number
  /** What stands at a place from 0 to 1. */
  readonly value: (at: number) => number
  readonly ticks: readonly Tick[]
}

/** Beyond it, the length of an axis or the step between its ticks could overflow. */
export const LARGEST = 1e300
/** Below it, the step between ticks could underflow. */
const SMALLEST = 1e-280

/** The interval of the numbers, which must not be empty. */
export function extent(values: Iterable<number>): Interval {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return [low, high]
}

/** A wider interval round one that is too short for ticks that differ in six digits. */
function widen([low, high]: Interval): Interval {
  const size = Math.max(Math.abs(low), Math.abs(high))
  if (high - low > Math.max(size * 1e-6, SMALLEST)) return [low, high]
  const half = size > SMALLEST ? size / 2 : 1
  return [low - half, high + half]
}

/** The interval, longer by a part of its length at both ends. */
export function pad(interval: Interval, part: number): Interval {
  const [low, high] = widen(interval)
  const margin = (high - low) * part
  return [low - margin, high + margin]
}

/** A linear axis over the interval with about `count` ticks. `nice` ends it at round numbers, `whole` has whole ticks only. */
export function linearAxis(interval: Interval, count: number, options: { nice?: boolean; whole?: boolean } = {}): Axis {
  const [low, high] = widen(interval)
  const scale = scaleLinear().domain([low, high])
  const wanted = options.whole ? Math.max(1, Math.min(count, Math.floor(high - low))) : count
  if (options.nice) scale.nice(wanted * 2)
  const values = scale.ticks(wanted)
  const size = Math.max(...values.map(Math.abs))
  const exponents = size >= 1e6 || size < 1e-3
  const label = scale.tickFormat(wanted, exponents ? '.8~e' : undefined)
  const ticks = values.map((value) => ({ label: value === 0 && exponents ? '0' : label(value), at: scale(value) }))
  return { at: scale, value: scale.invert, ticks }
}

/** How long the labels of an axis are, in the unit of its length. */
export interface Room {
  readonly length: number
  readonly labelWidth: (label: string) => number
  readonly gap: number
}

/** A linear axis with as many ticks, at most `count`, as leave a gap between their labels. */
export function roomyAxis(interval: Interval, count: number, room: Room, options: { whole?: boolean } = {}): Axis {
  const most = Math.max(1, Math.floor(count))
  for (let wanted = most; wanted > 1; wanted--) {
    const axis = linearAxis(interval, wanted, options)
    if (fits(axis.ticks, room)) return axis
  }
  return linearAxis(interval, 1, options)
}

function fits(ticks: readonly Tick[], { length, labelWidth, gap }: Room): boolean {
  return ticks.slice(1).every((tick, i) => {
    const before = ticks[i] ?? tick
    return (tick.at - before.at) * length >= (labelWidth(tick.label) + labelWidth(before.label)) / 2 + gap
  })
}

/**
 * A logarithmic axis over an interval of positive numbers with about `count` ticks: all of d3's, or those at 1, 2, 5, 10 ...,
 * or the powers of ten. (d3's own choice of labels counts on its default number of ticks.)
 */
export function logAxis([low, high]: Interval, count: number): Axis {
  const scale = scaleLog().domain(high / low > 1.00001 ? [low, high] : [low / 2, high * 2])
  const all = scale.ticks(count)
  const powers = startingWith(/^1e/, all)
  const choice = [all, startingWith(/^[125]e/, all)].find(({ length }) => length <= count * 1.5) ?? powers
  // Between two powers of ten, the ends are labelled.
  const values = choice.length > 0 ? choice : scale.domain()
  const label = scale.tickFormat(Number.POSITIVE_INFINITY, '.7~g')
  return { at: scale, value: scale.invert, ticks: values.map((value) => ({ label: label(value), at: scale(value) })) }
}

const startingWith = (digits: RegExp, values: readonly number[]): readonly number[] =>
  values.filter((value) => digits.test(value.toExponential()))
