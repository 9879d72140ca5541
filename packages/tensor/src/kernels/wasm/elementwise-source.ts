import { type FloatType, type FunctionSource, i32, i32x4, type Local, type Value, v128 } from '@adjoint/wasm'
import type { Formula } from '../../scalar/algebra.ts'
import { integerAlgebra, vectorAlgebra } from '../../scalar/vector.ts'

/** The dtypes that vectors compute in. */
export type VectorType = FloatType | 'int32'

/** How an operand's elements lie along a row: one after the other, or one for all. */
export interface Pattern {
  readonly bool: boolean
  readonly splat: boolean
}

/** What a kernel is made for. */
export interface ElementwiseVariant {
  readonly formula: Formula
  /** of the result and of the operands, but for those that are bool */
  readonly dtype: VectorType
  readonly operands: readonly Pattern[]
  readonly boolResult: boolean
  readonly fused: boolean
}

/**
 * A formula over rows of elements.
 *
 * Parameters: the numbers of rows and of columns; the address of the result, whose rows follow each other; for each operand
 * its address and the bytes from row to row.
 *
 * There is no code for the last columns of a row, where fewer are left than a vector has lanes: what is written beyond the
 * row is written again with the next one, and beyond the last row there must be room for 16 bytes.
 */
export function elementwiseSource(variant: ElementwiseVariant): FunctionSource {
  const { formula, dtype, operands, boolResult, fused } = variant
  return {
    name: 'elementwise',
    parameters: ['i32', 'i32', 'i32', ...operands.flatMap(() => ['i32', 'i32'] as const)],
    build(f) {
      const [rows, columns, y] = [f.parameter(0, 'i32'), f.parameter(1, 'i32'), f.parameter(2, 'i32')]
      const algebra = dtype === 'int32' ? integerAlgebra(f) : vectorAlgebra(f, dtype, fused)
      const lanes = laneCount(dtype)
      const bytes = (bool: boolean): number => (bool ? 1 : 16 / lanes)
      const size = f.first(i32.mul(columns, i32.const(bytes(boolResult))))
      const inputs = operands.map((pattern, k) => ({
        ...pattern,
        row: f.parameter(3 + 2 * k, 'i32'),
        step: f.parameter(4 + 2 * k, 'i32'),
        at: f.local('i32'),
      }))
      const [to, end] = [f.local('i32'), f.let(y)]
      f.count(f.local('i32'), rows, 1, () => {
        f.run(to.set(end), end.set(i32.add(end, size)))
        const read = inputs.map(({ bool, splat, row, step, at }) => {
          if (splat) {
            const value = bool ? algebra.truths(boolSplat(row)) : algebra.numbers(splatOf(dtype, row))
            f.run(row.set(i32.add(row, step)))
            return () => value
          }
          f.run(at.set(row), row.set(i32.add(row, step)))
          return () => {
            const value = bool ? algebra.truths(boolLanes(dtype, at)) : algebra.numbers(v128.load({ at }))
            f.run(at.set(i32.add(at, i32.const(lanes * bytes(bool)))))
            return value
          }
        })
        f.while(i32.ltUnsigned(to, end), () => {
          const result = formula(algebra, ...read.map((load) => load()))
          if (boolResult) f.run(i32.store({ at: to }, packed(dtype, f.let(algebra.maskOf(result)))))
          else f.run(v128.store({ at: to }, algebra.vectorOf(result)))
          f.run(to.set(i32.add(to, i32.const(lanes * bytes(boolResult)))))
        })
      })
    },
  }
}

function laneCount(dtype: VectorType): 2 | 4 {
  return dtype === 'float64' ? 2 : 4
}

const firstBytes = { 2: [0, 8, 0, 8], 4: [0, 4, 8, 12] } as const

/** A mask as bytes of 0 and 1, as many as it has lanes; those of float64 come twice. */
function packed(dtype: VectorType, mask: Value<'v128'>): Value<'i32'> {
  const bytes = [0, 1, 2, 3].flatMap(() => firstBytes[laneCount(dtype)])
  return i32.and(i32x4.lane(0, v128.shuffle(bytes, mask, mask)), i32.const(0x01010101))
}

/** As many bytes as a vector has lanes, each as a mask. */
function boolLanes(dtype: VectorType, at: Local<'i32'>): Value<'v128'> {
  const lanes = laneCount(dtype)
  const four = v128.load32Splat({ at })
  const spread = Array.from({ length: 16 }, (_, byte) => Math.floor((byte * lanes) / 16))
  return i32x4.gt(v128.shuffle(spread, four, four), i32x4.splat(i32.const(0)))
}

function boolSplat(at: Local<'i32'>): Value<'v128'> {
  return i32x4.gt(i32x4.splat(i32.load8({ at })), i32x4.splat(i32.const(0)))
}

function splatOf(dtype: VectorType, at: Local<'i32'>): Value<'v128'> {
  return laneCount(dtype) === 2 ? v128.load64Splat({ at }) : v128.load32Splat({ at })
}
