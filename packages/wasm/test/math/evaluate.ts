import {
  type Constants,
  detectInstructionSet,
  type FloatType,
  type VectorMath,
  v128,
  vectorMath,
} from '../../src/index.ts'
import { type Program, programOf } from '../execute.ts'

export type PairName = 'atan2' | 'fmod' | 'pow'
export type FunctionName = Exclude<keyof VectorMath, 'constant' | PairName>

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
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'sinh',
  'cosh',
  'tanh',
  'erf',
] as const satisfies FunctionName[]

export const pairNames = ['atan2', 'fmod', 'pow'] as const satisfies PairName[]

/** All that this engine can run. */
export const variants: readonly Variant[] = (['float32', 'float64'] as const).flatMap((dtype) =>
  [false, true].filter((fused) => !fused || detectInstructionSet() === 'relaxed').map((fused) => ({ dtype, fused })),
)

export function nameOf({ dtype, fused }: Variant): string {
  return `${dtype}, ${fused ? 'fused' : 'unfused'}`
}

const region = 2 ** 14
const programs = new Map<string, Program>()

/** A loop over the first part of the memory, for a function of pairs the second one too, which writes into the third. */
function programFor(name: FunctionName | PairName, { dtype, fused }: Variant, constants: Constants): Program {
  const key = `${name} ${dtype} ${fused} ${constants}`
  const known = programs.get(key)
  if (known !== undefined) return known
  const made = programOf(['i32'], (f) => {
    const at = f.local('i32')
    const math = vectorMath(f, dtype, fused, constants)
    f.count(at, f.parameter(0, 'i32'), 16, () => {
      const [a, b] = [v128.load({ at }), v128.load({ at, offset: region })]
      const result = isPair(name) ? math[name](a, b) : math[name](a)
      f.run(v128.store({ at, offset: 2 * region }, result))
    })
  })
  programs.set(key, made)
  return made
}

function isPair(name: FunctionName | PairName): name is PairName {
  return (pairNames as readonly string[]).includes(name) // includes asks for what it is to find out
}

/** The function of each number, or of each pair of numbers. */
export function evaluate(
  name: FunctionName | PairName,
  variant: Variant,
  xs: ArrayLike<number>,
  { constants = 'first', ys = xs }: { readonly constants?: Constants; readonly ys?: ArrayLike<number> } = {},
): Float32Array | Float64Array {
  const { run, memory } = programFor(name, variant, constants)
  const FloatArray = variant.dtype === 'float32' ? Float32Array : Float64Array
  const results = new FloatArray(xs.length)
  const capacity = region / FloatArray.BYTES_PER_ELEMENT
  for (let start = 0; start < xs.length; start += capacity) {
    const part = (of: ArrayLike<number>): number[] => Array.prototype.slice.call(of, start, start + capacity)
    const [a, b] = [part(xs), part(ys)]
    new FloatArray(memory.buffer, 0, a.length).set(a)
    new FloatArray(memory.buffer, region, b.length).set(b)
    run(Math.ceil((a.length * FloatArray.BYTES_PER_ELEMENT) / 16) * 16)
    results.set(new FloatArray(memory.buffer, 2 * region, a.length), start)
  }
  return results
}
