import { blank, type NDArray } from '../array.ts'
import type { TypedArray } from '../dtype.ts'
import { ShapeError } from '../errors.ts'
import type { ShapeDType } from '../op.ts'
import { sizeOf } from '../shape.ts'
import type { Shape } from '../shape-types/index.ts'
import { assign, longRow } from './copy.ts'
import { once } from './forms.ts'
import { compileLoop, type Loop, loopSource, type Nested, nested, type Operand, walk } from './loop.ts'

/**
 * How an indexing op walks: over every place of `shape`, it reads an index, and with it a place of x. Along the axis that is
 * indexed x's stride is 0: the index says how far to go.
 */
export interface IndexWalk {
  readonly shape: Shape
  /** of x, or of what is added to */
  readonly strides: readonly number[]
  /** of the indices, laid out in row-major order */
  readonly indexStrides: readonly number[]
}

/** The axis that the indices point into, for errors. */
export interface IndexedAxis {
  readonly owner: string
  readonly axis: number
  readonly size: number
}

/** The numbers of x that the indices name. */
export function gather(x: NDArray, indices: NDArray, of: IndexedAxis, at: IndexWalk, out: ShapeDType): NDArray {
  const result = blank(out)
  const steps = stepsOf(indices, of, x.strides[of.axis] ?? 0)
  const source = { data: x.data, offset: x.offset, strides: at.strides }
  const { shape, operands } = nested(at.shape, [result, source, { ...steps, strides: at.indexStrides }])
  const rows = longRows(shape, operands)
  if (rows === null) loopFor('take', out.dtype, shape.length)(shape, operands)
  else loopFor('takeRows', out.dtype, rows.shape.length - 1)(rows.shape, rows.operands)
  return result
}

/**
 * x with the updates added at the places that the indices name. Where there are more updates than places, so that many must
 * meet in one, it accumulates in float64 whatever the dtype.
 */
export function scatterAdd(
  x: NDArray,
  indices: NDArray,
  updates: NDArray,
  of: IndexedAxis,
  at: IndexWalk,
  out: ShapeDType,
): NDArray {
  const wide = out.dtype === 'bool' || (out.dtype === 'float32' && sizeOf(at.shape) > sizeOf(out.shape))
  const total = copyOf(x, { shape: out.shape, dtype: wide ? 'float64' : out.dtype })
  const steps = stepsOf(indices, of, total.strides[of.axis] ?? 0)
  const targets = { data: total.data, offset: 0, strides: at.strides }
  const { shape, operands } = nested(at.shape, [targets, updates, { ...steps, strides: at.indexStrides }])
  loopFor('add', `${total.dtype} ${updates.dtype}`, shape.length)(shape, operands)
  return wide ? copyOf(total, out) : total
}

/** The same numbers, in an array of their own. */
function copyOf(x: NDArray, out: ShapeDType): NDArray {
  const copy = blank(out)
  const zeros = Object.is(x.data[x.offset], 0) && x.strides.every((stride) => stride === 0) // which it holds already
  if (!zeros) assign(copy, x)
  return copy
}

/** Each index, counted from 0. Throws unless it is one of an axis of that size; negative ones count from its end, where they may. */
export function placesOf(indices: NDArray, { owner, axis, size }: IndexedAxis, lowest: number = -size): TypedArray {
  const places = indices.copyData()
  for (let i = 0; i < places.length; i++) {
    const index = places[i] ?? Number.NaN
    if (!(index >= lowest && index < size)) {
      throw new ShapeError(`${owner}: index ${index} is out of range for axis ${axis} of size ${size}.`)
    }
    if (index < 0) places[i] = index + size
  }
  return places
}

/** For each index how far it leads: its place times the stride of its axis. */
function stepsOf(indices: NDArray, of: IndexedAxis, stride: number): Pick<Operand, 'data' | 'offset'> {
  const data = placesOf(indices, of)
  if (stride !== 1) for (let i = 0; i < data.length; i++) data[i] = (data[i] ?? 0) * stride
  return { data, offset: 0 }
}

/** The loops around rows that lie as one piece in x, where one index serves the whole row; null where there are none. */
function longRows(shape: readonly number[], operands: readonly Operand[]): Nested | null {
  const [out, x, steps] = operands.map(({ strides }) => strides.at(-1))
  if (out !== 1 || x !== 1 || steps !== 0 || (shape.at(-1) ?? 0) < longRow) return null
  if (shape.length > 1) return { shape, operands }
  return { shape: [1, ...shape], operands: operands.map((one) => ({ ...one, strides: [0, ...one.strides] })) }
}

/** What is done at each place: 0 is the result, 1 what is read, 2 the steps. The width of a row stands behind the loops' sizes. */
const bodies = {
  take: () => 'x0[p0] = x1[p1 + x2[p2]]',
  takeRows: (rank: number) => `const from = p1 + x2[p2]; x0.set(x1.subarray(from, from + shape[${rank}]), p0)`,
  add: () => 'x0[p0 + x2[p2]] += x1[p1]',
}

type Kind = keyof typeof bodies

// one compiled loop for each kind, rank and list of dtypes: the engine keeps a loop fast that always meets the same kinds of arrays
const cache = new Map<string, Loop>()

function loopFor(kind: Kind, dtypes: string, rank: number): Loop {
  const key = `${kind} ${rank} ${dtypes}`
  return once(cache, key, () => compileLoop(loopSource(rank, 3, { inside: bodies[kind](rank) })) ?? interpreted(kind))
}

/** The same loops without generated code. */
function interpreted(kind: Kind): Loop {
  return (shape, operands) => {
    const [target, source, steps] = operands
    if (target === undefined || source === undefined || steps === undefined) return
    // walk visits every number, so a row needs no form of its own
    walk(shape, operands, ([to = 0, from = 0, index = 0]) => {
      const step = steps.data[index] ?? 0
      if (kind === 'add') target.data[to + step] = (target.data[to + step] ?? 0) + (source.data[from] ?? 0)
      else target.data[to] = source.data[from + step] ?? Number.NaN
    })
  }
}
