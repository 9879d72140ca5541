import type { Local } from '../function.ts'
import { f32, f32x4, f64, f64x2, type Value, type ValueType } from '../instructions.ts'
import { call, type ImportedFunction } from '../module.ts'
import type { Vectors } from './vectors.ts'

type OfOne = (x: number) => number
type OfTwo = (a: number, b: number) => number

/**
 * The functions of numbers that vectors call lane by lane, where they have no way of their own: a module whose functions use
 * them is given them under these names. Each is complete as source, because workers are sent it as such.
 */
export const mathFunctions: Readonly<Record<'cos' | 'sin' | 'tan', OfOne> & Record<'fmod', OfTwo>> = {
  cos: (x: number): number => Math.cos(x),
  fmod: (a: number, b: number): number => a % b,
  sin: (x: number): number => Math.sin(x),
  tan: (x: number): number => Math.tan(x),
}

/** What a module must import, in this order, for `vectorMath`. */
export const mathImports: readonly ImportedFunction[] = [
  { name: 'cos', parameters: ['f64'], result: 'f64' },
  { name: 'fmod', parameters: ['f64', 'f64'], result: 'f64' },
  { name: 'sin', parameters: ['f64'], result: 'f64' },
  { name: 'tan', parameters: ['f64'], result: 'f64' },
]

/** Lane by lane in doubles, by the imported function. */
export function laneByLane(
  v: Vectors,
  name: keyof typeof mathFunctions,
  first: Local<'v128'>,
  ...others: readonly Local<'v128'>[]
): Value<'v128'> {
  const of = (...operands: readonly Value<ValueType>[]): Value<'f64'> => call(mathImports, name, 'f64', ...operands)
  const operands = [first, ...others]
  const lanes = v.dtype === 'float32' ? [0, 1, 2, 3] : [0, 1]
  return lanes.reduce<Value<'v128'>>(
    (result, lane) =>
      v.dtype === 'float32'
        ? f32x4.replaceLane(lane, result, f32.demote(of(...operands.map((x) => f64.promote(f32x4.lane(lane, x))))))
        : f64x2.replaceLane(lane, result, of(...operands.map((x) => f64x2.lane(lane, x)))),
    first,
  )
}
