import { contours } from 'd3-contour'
import { extent, type Interval, LARGEST, pad } from './axis.ts'
import { inWords, isList } from './given.ts'

/** A point of the plane. */
export type Place = readonly [x: number, y: number]

/** A classifier of points in the plane, and points with their true classes. */
export interface BoundaryData {
  /** [x, y] each */
  readonly points: readonly (readonly number[])[]
  /** The class of each point, 0 or 1. */
  readonly labels: ArrayLike<number>
  /** The probability of class 1 at each point. */
  readonly predict: (points: readonly (readonly [x: number, y: number])[]) => ArrayLike<number>
}

export interface Classified {
  readonly point: Place
  readonly label: 0 | 1
  readonly wrong: boolean
}

/** What both drawings show. */
export interface Boundary {
  readonly points: readonly Classified[]
  readonly wrong: number
  readonly x: Interval
  readonly y: Interval
  /** Samples the probability in the middle of each of `columns` by `rows` cells. */
  readonly sample: (columns: number, rows: number) => Field
}

/** Probabilities on a grid, from the top row down. */
export interface Field {
  readonly at: (column: number, row: number) => number
  /**
   * The rings round all that is at least `level`, in cells from the top left corner. They close outside the grid, so that
   * what lies inside it is the contour line.
   */
  readonly rings: (level: number) => readonly (readonly Place[])[]
}

/** Room between the outermost points and the edge, as a part of the plot. */
const MARGIN = 0.06

/** Checks the data and asks the classifier about its points. */
export function prepare(where: string, data: BoundaryData): Boundary {
  const { points: given, labels, predict }: BoundaryData = Object(data)
  // as unknown: else the check would take the type of a readonly list away
  if (!Array.isArray(given as unknown)) {
    throw new TypeError(`${where}: points is no list of [x, y]; of a tensor, give toArray().`)
  }
  if (!isList(labels)) {
    throw new TypeError(
      `${where}: labels is ${inWords(labels)}; give a list of 0 and 1. Of a tensor, give toTypedArray().`,
    )
  }
  if (typeof predict !== 'function') {
    throw new TypeError(
      `${where}: predict is ${inWords(predict)}; give a function from points to their probabilities of class 1.`,
    )
  }
  const points = Array.from(given, (point, i): Place => {
    if (!isList(point)) throw new TypeError(`${where}: point ${i} is ${inWords(point)}; give [x, y].`)
    if (point.length !== 2) throw new RangeError(`${where}: point ${i} has ${point.length} numbers; give [x, y].`)
    const [x = Number.NaN, y = Number.NaN] = Array.from(point)
    if ([x, y].every((value) => typeof value === 'number' && Math.abs(value) <= LARGEST)) return [x, y]
    const shown = [x, y].map(inWords).join(', ')
    throw new RangeError(`${where}: point ${i} is (${shown}); give finite numbers up to ${LARGEST}.`)
  })
  if (points.length === 0) throw new RangeError(`${where}: there are no points; give at least one.`)
  if (points.length !== labels.length) {
    throw new RangeError(
      `${where}: ${points.length} points have ${labels.length} labels; give one label for each point.`,
    )
  }
  const probabilities = ask(where, predict, points)
  const classified = points.map((point, i): Classified => {
    const label = labels[i]
    if (label !== 0 && label !== 1) {
      const advice = Array.isArray(label) ? 'give a flat list: of a tensor, toTypedArray().' : 'give 0 or 1.'
      throw new RangeError(`${where}: the label of point ${i} is ${inWords(label)}; ${advice}`)
    }
    return { point, label, wrong: label !== ((probabilities[i] ?? 0) >= 0.5 ? 1 : 0) }
  })
  const x = pad(extent(points.map((point) => point[0])), MARGIN)
  const y = pad(extent(points.map((point) => point[1])), MARGIN)
  const sample = (columns: number, rows: number): Field => {
    const grid = places(x, y, columns, rows)
    return field(ask(where, predict, grid), columns, rows)
  }
  return { points: classified, wrong: classified.filter(({ wrong }) => wrong).length, x, y, sample }
}

function ask(where: string, predict: BoundaryData['predict'], points: readonly Place[]): ArrayLike<number> {
  const probabilities = predict(points)
  if (!isList(probabilities)) {
    throw new TypeError(`${where}: predict gave no list of probabilities; of a tensor, give toTypedArray().`)
  }
  if (probabilities.length !== points.length) {
    throw new RangeError(
      `${where}: predict gave ${probabilities.length} probabilities for ${points.length} points; give one for each.`,
    )
  }
  for (const [i, point] of points.entries()) {
    const p = probabilities[i] ?? Number.NaN
    // A softmax in single precision may end a little above 1.
    if (!(typeof p === 'number' && p >= -1e-5 && p <= 1 + 1e-5)) {
      throw new RangeError(
        `${where}: predict gave ${inWords(p)} at (${point.join(', ')}); give a probability from 0 to 1 (is it a logit?).`,
      )
    }
  }
  return probabilities
}

/** The middles of the cells, with one more cell on each side: contour lines then reach the edge of the plot. */
function places(x: Interval, y: Interval, columns: number, rows: number): Place[] {
  const result: Place[] = []
  for (let row = -1; row <= rows; row++) {
    for (let column = -1; column <= columns; column++) {
      result.push([x[0] + ((column + 0.5) / columns) * (x[1] - x[0]), y[1] - ((row + 0.5) / rows) * (y[1] - y[0])])
    }
  }
  return result
}

function field(probabilities: ArrayLike<number>, columns: number, rows: number): Field {
  const stride = columns + 2
  const values = Array.from(probabilities)
  const generator = contours().size([stride, rows + 2])
  return {
    at: (column, row) => values[(row + 1) * stride + column + 1] ?? 0,
    rings: (level) =>
      generator
        .contour(values, level)
        .coordinates.flat()
        .map((ring) => ring.map(([x = 0, y = 0]): Place => [x - 1, y - 1])),
  }
}
