import {
  type Constants,
  detectInstructionSet,
  type FloatType,
  type VectorMath,
  v128,
  vectorMath,
} from '../../src/index.ts'
import { type Program, programOf } from '../execute.ts'

export type FunctionName = Exclude<keyof VectorMath, 'constant'>

/** One of the ways in which a function is compiled. */
export interface Variant {
  readonly dtype: FloatType
  readonly fused: boolean
}

export const functionNames = [
  'exp',
  'expm1',
  'log',
  'log1p',
  'tanh',
  'sin',
  'cos',
  'erf',
] as const satisfies FunctionName[]

/** All that this engine can run. */
export const variants: readonly Variant[] = (['float32', 'float64'] as const).flatMap((dtype) =>
  [false, true].filter((fused) => !fused || detectInstructionSet() === 'relaxed').map((fused) => ({ dtype, fused })),
)

export function nameOf({ dtype, fused }: Variant): string {
  return `${dtype}, ${fused ? 'fused' : 'unfused'}`
}

const half = 2 ** 15
const programs = new Map<string, Program>()

/** A loop over the lower half of the memory, which writes into the upper one. */
function programFor(name: FunctionName, { dtype, fused }: Variant, constants: Constants): Program {
  const key = `${name} ${dtype} ${fused} ${constants}`
  const known = programs.get(key)
  if (known !== undefined) return known
  const made = programOf(['i32'], (f) => {
    const at = f.local('i32')
    const math = vectorMath(f, dtype, fused, constants)
    f.count(at, f.parameter(0, 'i32'), 16, () => {
      f.run(v128.store({ at, offset: half }, math[name](v128.load({ at }))))
    })
  })
  programs.set(key, made)
  return made
}

/** The function of each number. */
export function evaluate(
  name: FunctionName,
  variant: Variant,
  xs: ArrayLike<number>,
  constants: Constants = 'first',
): Float32Array | Float64Array {
  const { run, memory } = programFor(name, variant, constants)
  const FloatArray = variant.dtype === 'float32' ? Float32Array : Float64Array
  const results = new FloatArray(xs.length)
  const capacity = half / FloatArray.BYTES_PER_ELEMENT
  for (let start = 0; start < xs.length; start += capacity) {
    const part = Array.prototype.slice.call(xs, start, start + capacity)
    new FloatArray(memory.buffer, 0, part.length).set(part)
    run(Math.ceil((part.length * FloatArray.BYTES_PER_ELEMENT) / 16) * 16)
    results.set(new FloatArray(memory.buffer, half, part.length), start)
  }
  return results
}
