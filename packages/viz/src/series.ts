import { extent, type Interval, LARGEST } from './axis.ts'
import { inWords, isList } from './given.ts'

/** One curve: a value `y` for each `x`, in the order in which they are joined. */
export interface Series {
  readonly name: string
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
}

export type Point = readonly [x: number, y: number]

/** A curve that can be drawn: what lies between two gaps is a run. */
export interface Curve {
  readonly name: string
  readonly runs: readonly (readonly Point[])[]
  /** Which points are missing and why, when some are. */
  readonly gaps?: string
}

export interface Curves {
  readonly curves: readonly Curve[]
  readonly x: Interval
  readonly y: Interval
  /** Every x is a whole number, such as an epoch. */
  readonly whole: boolean
}

/** Checks the series and splits them at what cannot be drawn. */
export function prepare(where: string, series: readonly Series[], logY: boolean): Curves {
  if (!Array.isArray(series)) throw new TypeError(`${where}: give a list of series, such as [{ name, x, y }].`)
  if (series.length === 0) throw new RangeError(`${where}: there is no series; give at least one { name, x, y }.`)
  for (const [i, one] of series.entries()) {
    const { name, x, y }: Series = Object(one)
    if (!(isList(x) && isList(y))) {
      throw new TypeError(
        `${where}: series ${i} has no lists x and y; give { name, x, y }, with x and y arrays of numbers. ` +
          'Of a tensor, give toTypedArray().',
      )
    }
    if (typeof name !== 'string') {
      throw new TypeError(`${where}: the name of series ${i} is ${inWords(name)}; give { name, x, y }, with a string.`)
    }
    const owner = `${where}: series ${JSON.stringify(name)}`
    if (x.length !== y.length) {
      throw new RangeError(`${owner} has ${x.length} x and ${y.length} y; give one y for each x.`)
    }
    if (x.length === 0) throw new RangeError(`${owner} has no points; give it at least one.`)
    checkNumbers(owner, 'x', x)
    checkNumbers(owner, 'y', y)
  }
  const curves = series.map((one) => split(one, logY))
  const points = curves.flatMap((curve) => curve.runs.flat())
  if (points.length === 0) {
    throw new RangeError(`${where}: no point can be drawn; ${curves.map((curve) => curve.gaps).join('; ')}.`)
  }
  return {
    curves,
    x: extent(points.map(([x]) => x)),
    y: extent(points.map(([, y]) => y)),
    whole: points.every(([x]) => Number.isInteger(x)),
  }
}

/** Throws for what is no number; what is missing is a gap, as NaN is. */
function checkNumbers(owner: string, axis: string, values: ArrayLike<unknown>): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN
    if (typeof value !== 'number') {
      throw new TypeError(`${owner} has ${inWords(value)} at index ${i} of ${axis}; give numbers in a flat list.`)
    }
  }
}

function split({ name, x, y }: Series, logY: boolean): Curve {
  const runs: Point[][] = []
  const missing = new Map<string, number>()
  let run: Point[] = []
  let first = ''
  for (let i = 0; i < x.length; i++) {
    const point: Point = [x[i] ?? Number.NaN, y[i] ?? Number.NaN]
    const reason = flaw(point[0]) ?? flaw(point[1]) ?? (logY ? logFlaw(point[1]) : undefined)
    if (reason === undefined) {
      if (run.length === 0) runs.push(run)
      run.push(point)
    } else {
      if (missing.size === 0) first = flaw(point[0]) ? `index ${i}` : `x = ${point[0]}`
      missing.set(reason, (missing.get(reason) ?? 0) + 1)
      run = []
    }
  }
  if (missing.size === 0) return { name, runs }
  const reasons = [...missing].map(([reason, count]) => `${count} ${reason}`).join(', ')
  return { name, runs, gaps: `${name}: left out ${reasons}, the first at ${first}` }
}

function flaw(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return 'infinite'
  return Math.abs(value) > LARGEST ? `beyond ${LARGEST}` : undefined
}

function logFlaw(value: number): string | undefined {
  if (value <= 0) return 'not positive (log scale)'
  return value < 1 / LARGEST ? `below ${1 / LARGEST}` : undefined
}
