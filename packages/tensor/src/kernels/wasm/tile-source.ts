import {
  type FloatType,
  type FunctionBuilder,
  type FunctionSource,
  i32,
  type Local,
  type Value,
  v128,
} from '@adjoint/wasm'
import { further } from './address.ts'
import { lanesOf } from './lanes.ts'

/** What a matrix product's kernel is made for. */
export interface TileVariant {
  readonly dtype: FloatType
  /** how many rows a tile of the product has */
  readonly rows: number
  /** how many vectors wide it is */
  readonly vectors: number
  /**
   * How a lies: with each row in one piece, or with the rows of a tile side by side, so that each column of the tile is
   * in one piece (a transposed matrix, or panels)
   */
  readonly left: 'rows' | 'columns'
  /** whether the product is added to what y holds */
  readonly adds: boolean
  /** how many steps along the inner axis stand in one round of the loop */
  readonly unrolled: number
  readonly fused: boolean
}

const vectorBytes = 16

/**
 * Matrix product y = a b, or y = y + a b, for a number of panels of columns. A tile's sums stay in registers while it walks along the inner
 * axis; each step loads one row of b's panel and multiplies it by one number of each row of a.
 *
 * Parameters: the addresses of y, a and b; the numbers of tiles, of steps along the inner axis, and of panels; then, in bytes,
 * the steps from one row of y to the next, of a (a tile's step, shared among its rows) and, where a lies by columns, from
 * one column to the next; of b, and from one panel of b to the next.
 *
 * Panels are taken from the last to the first and rows downwards, because the last panel may reach beyond y's columns: what
 * is written there lies in the next row, at columns that come later. Beyond y there must be room for a panel's row.
 */
export function tileSource(variant: TileVariant): FunctionSource {
  return {
    name: 'tiles',
    parameters: Array.from({ length: 11 }, () => 'i32' as const),
    build(f) {
      const parameter = (index: number): Local<'i32'> => f.parameter(index, 'i32')
      const [y, b, tiles, inner, panels] = [parameter(0), parameter(2), parameter(3), parameter(4), parameter(5)]
      const [yRow, aRow, aColumn, bRow, bPanel] = [
        parameter(6),
        parameter(7),
        parameter(8),
        parameter(9),
        parameter(10),
      ]
      const { rows, vectors } = variant
      const panelBytes = i32.const(vectors * vectorBytes)
      const [a, to] = [f.local('i32'), f.local('i32')]
      const last = f.let(i32.sub(panels, i32.const(1)))
      f.run(y.set(i32.add(y, i32.mul(last, panelBytes))), b.set(i32.add(b, i32.mul(last, bPanel))))
      f.while(i32.ge(last, i32.const(0)), () => {
        f.run(a.set(parameter(1)), to.set(y))
        f.repeat(tiles, () => {
          tile(f, variant, { to, a, b, inner, yRow, aRow, aColumn, bRow })
          f.run(to.set(further(to, yRow, rows)), a.set(further(a, aRow, rows)))
        })
        f.run(y.set(i32.sub(y, panelBytes)), b.set(i32.sub(b, bPanel)), last.set(i32.sub(last, i32.const(1))))
      })
    },
  }
}

interface Operands {
  readonly to: Value<'i32'>
  readonly a: Value<'i32'>
  readonly b: Value<'i32'>
  readonly inner: Value<'i32'>
  readonly yRow: Value<'i32'>
  readonly aRow: Value<'i32'>
  readonly aColumn: Value<'i32'>
  readonly bRow: Value<'i32'>
}

function tile(f: FunctionBuilder, variant: TileVariant, at: Operands): void {
  const { dtype, rows, vectors, left, adds, unrolled, fused } = variant
  const { add, mul, multiplyAdd, zero, splatAt, bytes } = lanesOf[dtype]
  const accumulate = (sum: Local<'v128'>, x: Value<'v128'>, y: Value<'v128'>) =>
    sum.set(fused ? multiplyAdd(x, y, sum) : add(mul(x, y), sum))
  const sums = Array.from({ length: rows }, () => Array.from({ length: vectors }, () => f.let(zero)))
  const b = f.let(at.b)
  const k = f.let(i32.const(0))
  const columns = Array.from({ length: vectors }, () => f.local('v128'))
  const factor = f.local('v128')
  const from = left === 'rows' ? sums.map((_, r) => f.let(further(at.a, at.aRow, r))) : [f.let(at.a)]
  const numberOf = (r: number, step: number): Value<'v128'> =>
    left === 'rows'
      ? splatAt({ at: from[r] ?? at.a, offset: step * bytes })
      : splatAt({ at: from[0] ?? at.a, offset: r * bytes })
  const steps = (count: number): void => {
    for (let step = 0; step < count; step++) {
      for (const [v, column] of columns.entries()) f.run(column.set(v128.load({ at: b, offset: v * vectorBytes })))
      f.run(b.set(i32.add(b, at.bRow)))
      for (const [r, row] of sums.entries()) {
        f.run(factor.set(numberOf(r, step)))
        for (const [v, sum] of row.entries()) f.run(accumulate(sum, factor, columns[v] ?? zero))
      }
      if (left === 'columns') for (const one of from) f.run(one.set(i32.add(one, at.aColumn)))
    }
    if (left === 'rows') for (const one of from) f.run(one.set(i32.add(one, i32.const(count * bytes))))
  }
  if (unrolled > 1) f.count(k, i32.sub(at.inner, i32.const(unrolled - 1)), unrolled, () => steps(unrolled))
  f.count(k, at.inner, 1, () => steps(1))
  for (const [r, row] of sums.entries()) {
    const to = further(at.to, at.yRow, r)
    for (const [v, sum] of row.entries()) {
      const place = { at: to, offset: v * vectorBytes }
      f.run(v128.store(place, adds ? add(v128.load(place), sum) : sum))
    }
  }
}
