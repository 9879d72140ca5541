import {
  type FloatType,
  type FunctionBuilder,
  type FunctionSource,
  f32,
  f32x4,
  f64,
  f64x2,
  i32,
  type Local,
  type Value,
  v128,
} from '@adjoint/wasm'
import { lanesOf } from './lanes.ts'

/** What a kernel is made for. */
export interface PhasesVariant {
  readonly dtype: FloatType
  /** from one number of a row that is taken to the next: vectors take every one, or every second one */
  readonly step: 1 | 2 | 'any'
  /** what stands around the numbers */
  readonly padding: number
}

const vectorBytes = 16

/**
 * Takes numbers out of planes, every so-and-so-many of a row, and puts them into the midst of other planes.
 *
 * Parameters: the addresses of the target and of the first number; the numbers of planes, of rows in each, and of numbers in
 * each row; then in bytes the steps from plane to plane of the target; from plane to plane, row to row, and number to number
 * of the source; what is padded before the numbers of a plane, between its rows, and behind them.
 *
 * Everything is written upwards and in whole vectors: what is written beyond a row is written again with what comes next, and
 * beyond the last plane there must be room for 16 bytes.
 */
export function phasesSource(variant: PhasesVariant): FunctionSource {
  return {
    name: 'phases',
    parameters: Array.from({ length: 12 }, () => 'i32' as const),
    build(f) {
      const parameter = (index: number): Local<'i32'> => f.parameter(index, 'i32')
      const [target, source] = [parameter(0), parameter(1)]
      const [planes, rows, columns, targetPlane] = [parameter(2), parameter(3), parameter(4), parameter(5)]
      const [plane, row, column] = [parameter(6), parameter(7), parameter(8)]
      const [before, between, behind] = [parameter(9), parameter(10), parameter(11)]
      const width = f.first(i32.mul(columns, i32.const(lanesOf[variant.dtype].bytes)))
      const { dtype, padding } = variant
      const filling = f.let(dtype === 'float32' ? f32x4.splat(f32.const(padding)) : f64x2.splat(f64.const(padding)))
      const [to, end, from, at] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')]
      const fill = (size: Value<'i32'>): void => {
        f.run(end.set(i32.add(end, size)))
        f.while(i32.ltUnsigned(to, end), () => {
          f.run(v128.store({ at: to }, filling), to.set(i32.add(to, i32.const(vectorBytes))))
        })
        f.run(to.set(end))
      }
      const left = f.local('i32')
      f.count(f.local('i32'), planes, 1, () => {
        f.run(to.set(target), end.set(target), from.set(source), left.set(rows))
        fill(before)
        f.while(left, () => {
          f.run(at.set(from), end.set(i32.add(end, width)))
          copyRow(f, variant, to, end, at, column)
          f.run(to.set(end), from.set(i32.add(from, row)), left.set(i32.sub(left, i32.const(1))))
          f.if(left, () => fill(between))
        })
        fill(behind)
        f.run(target.set(i32.add(target, targetPlane)), source.set(i32.add(source, plane)))
      })
    },
  }
}

const everySecond = {
  float32: [0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27],
  float64: [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23],
} as const

function copyRow(
  f: FunctionBuilder,
  { dtype, step }: PhasesVariant,
  to: Local<'i32'>,
  end: Local<'i32'>,
  at: Local<'i32'>,
  column: Local<'i32'>,
): void {
  const one = dtype === 'float32' ? f32.store({ at: to }, f32.load({ at })) : f64.store({ at: to }, f64.load({ at }))
  const copied =
    step === 'any'
      ? one
      : v128.store(
          { at: to },
          step === 1
            ? v128.load({ at })
            : v128.shuffle(everySecond[dtype], v128.load({ at }), v128.load({ at, offset: vectorBytes })),
        )
  const [written, read] =
    step === 'any' ? [i32.const(lanesOf[dtype].bytes), column] : [i32.const(vectorBytes), i32.const(step * vectorBytes)]
  f.while(i32.ltUnsigned(to, end), () => {
    f.run(copied, to.set(i32.add(to, written)), at.set(i32.add(at, read)))
  })
}
