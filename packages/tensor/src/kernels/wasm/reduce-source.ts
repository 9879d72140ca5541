import {
  type FloatType,
  type FunctionBuilder,
  type FunctionSource,
  f32,
  f64,
  f64x2,
  i32,
  type Local,
  type Value,
  v128,
} from '@adjoint/wasm'
import type { Monoid } from '../../op.ts'
import { upperFirst, vectorAlgebra } from '../../scalar/vector.ts'
import { lanesOf } from './lanes.ts'

/** What a kernel is made for. */
export interface ReductionVariant {
  readonly monoid: Monoid
  readonly dtype: FloatType
  /** whether each row gives one result (the inner axis is reduced), or each column (the outer one) */
  readonly to: 'rows' | 'columns'
  readonly fused: boolean
}

/** How many elements are taken in one round: four vectors of float64. */
const round = 8

/**
 * A reduction of rows of elements, in lanes of float64 whatever the dtype.
 *
 * Parameters: the numbers of rows and of columns; the address of the elements and the bytes from row to row; the address of
 * the float64 that the elements are combined with: one for each row, or for each column.
 *
 * Columns are taken eight at a time. Beyond the elements, and beyond the results, there must be room for eight more.
 */
export function reduceSource({ monoid, dtype, to, fused }: ReductionVariant): FunctionSource {
  return {
    name: 'reduce',
    parameters: ['i32', 'i32', 'i32', 'i32', 'i32'],
    build(f) {
      const algebra = vectorAlgebra(f, 'float64', fused)
      const combine: Combine = (a, b) =>
        algebra.vectorOf(monoid.combine(algebra, algebra.numbers(a), algebra.numbers(b)))
      const start = algebra.vectorOf(algebra.constant(monoid.start))
      if (to === 'rows') reduceToRows(f, dtype, combine, start)
      else reduceToColumns(f, dtype, combine)
    },
  }
}

type Combine = (a: Value<'v128'>, b: Value<'v128'>) => Value<'v128'>

function reduceToRows(f: FunctionBuilder, dtype: FloatType, combine: Combine, start: Value<'v128'>): void {
  const [rows, columns, x] = [f.parameter(0, 'i32'), f.parameter(1, 'i32'), f.parameter(2, 'i32')]
  const [step, result] = [f.parameter(3, 'i32'), f.parameter(4, 'i32')]
  const { bytes } = lanesOf[dtype]
  const sums = [0, 1, 2, 3].map(() => f.local('v128'))
  const [first = f.let(start), second = first, third = first, fourth = first] = sums
  const [at, end, whole] = [f.local('i32'), f.local('i32'), f.local('i32')]
  f.count(f.local('i32'), rows, 1, () => {
    f.run(...sums.map((sum) => sum.set(start)))
    f.run(at.set(x), end.set(i32.add(x, i32.mul(columns, i32.const(bytes)))))
    f.run(whole.set(i32.add(x, i32.mul(i32.and(columns, i32.const(-round)), i32.const(bytes)))))
    f.while(i32.ltUnsigned(at, whole), () => {
      for (const [k, next] of widened(f, dtype, at).entries()) {
        const sum = sums[k] ?? first
        f.run(sum.set(combine(sum, next)))
      }
      f.run(at.set(i32.add(at, i32.const(round * bytes))))
    })
    f.while(i32.ltUnsigned(at, end), () => {
      const number = dtype === 'float32' ? f64.promote(f32.load({ at })) : f64.load({ at })
      f.run(first.set(combine(first, f64x2.replaceLane(0, start, number))))
      f.run(at.set(i32.add(at, i32.const(bytes))))
    })
    const both = f.let(combine(combine(first, second), combine(third, fourth)))
    const all = combine(both, v128.shuffle(upperFirst, both, both))
    const total = combine(f64x2.splat(f64.load({ at: result })), all)
    f.run(f64.store({ at: result }, f64x2.lane(0, total)))
    f.run(x.set(i32.add(x, step)), result.set(i32.add(result, i32.const(8))))
  })
}

function reduceToColumns(f: FunctionBuilder, dtype: FloatType, combine: Combine): void {
  const [rows, columns, x] = [f.parameter(0, 'i32'), f.parameter(1, 'i32'), f.parameter(2, 'i32')]
  const [step, result] = [f.parameter(3, 'i32'), f.parameter(4, 'i32')]
  const { bytes } = lanesOf[dtype]
  const sums = [0, 1, 2, 3].map(() => f.local('v128'))
  const [at, row] = [f.local('i32'), f.local('i32')]
  f.count(f.local('i32'), columns, round, () => {
    f.run(...sums.map((sum, k) => sum.set(v128.load({ at: result, offset: 16 * k }))))
    f.run(at.set(x), row.set(i32.const(0)))
    f.count(row, rows, 1, () => {
      for (const [k, next] of widened(f, dtype, at).entries()) {
        const sum = sums[k]
        if (sum !== undefined) f.run(sum.set(combine(sum, next)))
      }
      f.run(at.set(i32.add(at, step)))
    })
    f.run(...sums.map((sum, k) => v128.store({ at: result, offset: 16 * k }, sum)))
    f.run(x.set(i32.add(x, i32.const(round * bytes))), result.set(i32.add(result, i32.const(round * 8))))
  })
}

/** Eight elements as four vectors of float64. */
function widened(f: FunctionBuilder, dtype: FloatType, at: Local<'i32'>): readonly Value<'v128'>[] {
  if (dtype === 'float64') return [0, 16, 32, 48].map((offset) => v128.load({ at, offset }))
  return [0, 16].flatMap((offset) => {
    const four = f.let(v128.load({ at, offset }))
    return [f64x2.promote(four), f64x2.promote(v128.shuffle(upperFirst, four, four))]
  })
}
