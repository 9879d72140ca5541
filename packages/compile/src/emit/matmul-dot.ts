import {
  type FunctionBuilder,
  f32,
  f32x4,
  f64,
  f64x2,
  type Local,
  type Place,
  type Statement,
  upperHalf,
  type Value,
  v128,
} from '@adjoint/wasm'
import type { MatmulGroup } from '../plan/grouping.ts'
import { bytesOf, vectorBytes } from '../plan/layout.ts'
import { addressesOf, type EmitContext, firstBytes, lanesOf, multiplyAdd } from './context.ts'
import { type Geometry, geometryOf, mostRows } from './geometry.ts'
import { Pointers, rangeOf } from './pointers.ts'
import { sumAlong } from './sum-along.ts'

type Vector = Value<'v128'>

/**
 * Writes the kernel of a matrix product whose vectors go along the axis that is summed over, in both operands; their lanes are
 * added up at the end. For a range of the rounds of its outermost loop; gives how many there are.
 */
export function emitDot(f: FunctionBuilder, group: MatmulGroup, context: EmitContext): number {
  const g = geometryOf(group, context)
  const height = Math.min(mostRows(g), g.rows)
  const { dtype, shape, matmul } = group
  const { fused } = context
  const sizes = [...g.batch, Math.ceil(g.rows / height), g.lanes]
  const level = g.batch.length
  const pointers = new Pointers(f, sizes, rangeOf(f))
  const { ofLanes: v, ofRows: s } = g
  const vectors = pointers.place({ base: v.base, steps: [...v.batch, 0, v.outer] })
  const numbers = pointers.place({ base: s.base, steps: [...s.batch, height * s.outer, 0] })
  const { base, steps } = addressesOf(matmul, shape, context)
  const [laneStep, rowStep] = [steps[g.laneAxis] ?? 0, steps[g.rowAxis] ?? 0]
  const batch = g.batchAxes.map((axis) => steps[axis] ?? 0)
  const result = pointers.place({ base, steps: [...batch, height * rowStep, laneStep] })
  const tile = (rows: number, columns: number): void => {
    const sums = dotsOfTile(f, { g, group, fused, rows, columns, vectors, numbers })
    for (const [row, across] of sums.entries()) {
      for (const [column, sum] of across.entries()) {
        const place = { at: result.at, offset: result.offset + row * rowStep + column * laneStep }
        f.run(dtype === 'float32' ? f32.store(place, laneSum32(f, sum)) : f64.store(place, laneSum64(sum)))
      }
    }
  }
  pointers.enter()
  pointers.nest(0, level, () => {
    pointers.steps(level, g.rows, height, (rows) => {
      pointers.tiles(level + 1, g.lanes, widths[rows] ?? 2, (columns) => tile(rows, columns))
    })
  })
  return sizes[0] ?? 1
}

/**
 * How many columns a tile has by its rows, where not two: the fewer rows, the more columns, as long as the sums, a vector of
 * each column and one of a row fit into 15 registers.
 */
const widths: Readonly<Record<number, number>> = { 1: 7, 2: 4, 3: 3 }

interface DotTile {
  readonly g: Geometry
  readonly group: MatmulGroup
  readonly fused: boolean
  readonly rows: number
  readonly columns: number
  readonly vectors: Required<Place>
  readonly numbers: Required<Place>
}

function dotsOfTile(f: FunctionBuilder, tile: DotTile): readonly (readonly Local<'v128'>[])[] {
  const { g, group, rows, columns, fused } = tile
  const zero = f.local('v128') // never set
  const sums = Array.from({ length: rows }, () => Array.from({ length: columns }, () => f.let(zero)))
  const lanes = lanesOf(group.dtype)
  const loaded = Array.from({ length: columns }, () => f.local('v128'))
  const factor = f.local('v128')
  const { ofLanes: v, ofRows: s, inner } = g
  const whole = Math.floor(inner / lanes)
  const rest = inner % lanes
  const vectors = { ...tile.vectors, at: f.let(tile.vectors.at) }
  const numbers = { ...tile.numbers, at: f.let(tile.numbers.at) }
  /** Lanes beyond the last belong to nobody, and may be NaN: both operands are masked. */
  const load = (place: Place, masked: boolean): Vector =>
    masked ? v128.and(v128.load(place), firstBytes(rest * bytesOf(group.dtype))) : v128.load(place)
  const added = (sum: Local<'v128'>, x: Vector): Statement => sum.set(multiplyAdd(group.dtype, fused, sum, factor, x))
  // a row's sums take the vector that stands in `factor`: the same code in each step
  const additions = sums.map((across) => across.map((sum, column) => added(sum, loaded[column] ?? zero)))
  const step = (masked: boolean, k: number): void => {
    for (const [column, x] of loaded.entries()) {
      f.run(x.set(load({ at: vectors.at, offset: vectors.offset + column * v.outer + k * vectorBytes }, masked)))
    }
    for (const [row, statements] of additions.entries()) {
      const place = { at: numbers.at, offset: numbers.offset + row * s.outer + k * vectorBytes }
      f.run(factor.set(load(place, masked)), ...statements)
    }
  }
  const moving = [vectors, numbers].map(({ at }) => [at, vectorBytes] as const)
  const axis = { dtype: group.dtype, inner, steps: whole, unrolled: fused ? 2 : 1, moving }
  const taken = sumAlong(f, axis, sums.flat(), (k) => step(false, k))
  if (rest > 0) step(true, taken)
  return sums
}

function laneSum32(f: FunctionBuilder, sum: Local<'v128'>): Value<'f32'> {
  const pairs = f.let(f32x4.add(sum, v128.shuffle(upperHalf, sum, sum)))
  return f32.add(f32x4.lane(0, pairs), f32x4.lane(1, pairs))
}

function laneSum64(sum: Local<'v128'>): Value<'f64'> {
  return f64.add(f64x2.lane(0, sum), f64x2.lane(1, sum))
}
