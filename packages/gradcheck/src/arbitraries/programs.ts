import fc from 'fast-check'
import type { Adapter } from '../differentiable.ts'
import { checkList, checkOptions } from '../given.ts'
import { type DType, isFloat, like, type NDArray, ndarray, sizeOf } from '../ndarray.ts'
import { type Instruction, type Program, type ProgramOp, withoutDeadCode } from '../program.ts'
import { type Profile, smooth } from './values.ts'

/** What random programs may be. */
export interface ProgramOptions {
  /** 8 by default */
  readonly maxOps?: number
  /** the most numbers that a value may have; 40 by default */
  readonly maxSize?: number
  /** where the inputs' numbers lie; smooth by default */
  readonly profile?: Profile
  /** float64 by default */
  readonly dtype?: DType
}

/** How far from the edge of its domain an op is kept, but for one in so many. */
const margin = 2 ** -5
const edgy = 16

/** How many choices a natural number of a program has. */
const choices = 10_000

/** Which forms of an input there are, of two dimensions: they broadcast, and some multiply as matrices. */
const forms: readonly ((a: number, b: number) => number[])[] = [
  (a, b) => [a, b],
  (_a, b) => [b],
  () => [],
  (a) => [a, 1],
  (_a, b) => [1, b],
  (a, b) => [b, a],
  (a, b) => [2, a, b],
]

/**
 * Random programs over a list of ops: graphs of up to `maxOps` ops on 1 to 3 inputs, with fan-out and broadcasting.
 *
 * A program is decoded from natural numbers: each chooses an op, an operand among the values so far, or the result. Where an
 * op refuses the operands, or would make huge or undefined numbers of them (a logarithm of -1, say), others are tried; an op
 * that accepts none is left out. Only one op in sixteen may stand at the edge of its domain, where nothing can be decided. So every list is a program, nothing is
 * filtered, and every step of shrinking is valid: it drops ops, and makes dimensions and numbers simpler.
 *
 * @param ops simple ones first: programs shrink towards them
 */
export function program<T>(
  adapter: Adapter<T>,
  ops: readonly ProgramOp<T>[],
  options: ProgramOptions = {},
): fc.Arbitrary<Program<T>> {
  checkList('program: the ops', ops, 'of ops')
  checkOptions('program', options, ['maxOps', 'maxSize', 'profile', 'dtype'])
  const { maxOps = 8, maxSize = 40, profile = smooth, dtype = 'float64' } = options
  // without fast-check's preference of numbers near 0: one output in eight would be an input
  const nat = fc.noBias(fc.nat(choices - 1))
  const dim = fc.integer({ min: 1, max: 3 })
  return fc
    .record({
      steps: fc.array(fc.tuple(nat, nat, nat, nat), { minLength: 1, maxLength: maxOps, size: 'max' }),
      output: nat,
      dims: fc.tuple(dim, dim),
      inputs: fc.array(fc.nat(forms.length - 1), { minLength: 1, maxLength: 3, size: 'max' }),
      codes: fc.array(fc.nat(244_060), { maxLength: 48, size: 'max' }),
    })
    .map(({ steps, output, dims, inputs, codes }) => {
      let place = 0
      const arrays = inputs.map((form): NDArray => {
        const shape = forms[form]?.(...dims) ?? []
        const data = Array.from({ length: sizeOf(shape) }, () => profile(codes[place] ?? 0, place++))
        return ndarray(data, shape, dtype)
      })
      return decode(adapter, ops, arrays, steps, output, maxSize)
    })
}

function decode<T>(
  adapter: Adapter<T>,
  ops: readonly ProgramOp<T>[],
  inputs: readonly NDArray[],
  steps: readonly (readonly [number, number, number, number])[],
  output: number,
  maxSize: number,
): Program<T> {
  const values = inputs.map((array) => ({ array, tensor: adapter.tensor(array) }))
  const instructions: Instruction<T>[] = []
  for (const [code, ...codes] of steps) {
    const op = ops[code % ops.length]
    if (op === undefined) continue
    const applied = apply(op, codes, Math.floor(code / ops.length) % edgy === 1)
    if (applied === null) continue
    instructions.push({ op, operands: applied.operands })
    values.push(applied)
  }
  return withoutDeadCode({ adapter, inputs, instructions }, chosen(output, values.length, 6))

  /**
   * Tries the op on the chosen operands and, where it refuses them, on others. The first operand is a late value, so that the
   * graph grows deep; the others are any, so that inputs meet.
   */
  function apply(op: ProgramOp<T>, codes: readonly number[], toTheEdge: boolean) {
    const count = values.length
    const first = Array.from({ length: op.arity }, (_, i) => chosen(codes[i] ?? 0, count, i === 0 ? 6 : 1))
    for (let shift = 0; shift < count; shift++) {
      const operands = first.map((at, i) => (i === op.arity - 1 ? (at + shift) % count : at))
      const taken = operands.flatMap((at) => values[at] ?? [])
      if (op.accepts?.(...taken.map(({ array }) => array)) === false) continue
      const result = attempt(() => op.call(...taken.map(({ tensor }) => tensor)))
      if (result === null) continue
      const operandsTame = taken.every((one) => isTame(one.array))
      const array = adapter.read(result)
      const goes = isFloat(array.dtype) && (!operandsTame || (isTame(array) && (toTheEdge || isInside(op, taken))))
      if (goes && array.data.length <= maxSize && array.shape.length <= 4) return { operands, tensor: result, array }
    }
    return null
  }

  /** Is the op defined a little above and below, too? */
  function isInside(op: ProgramOp<T>, taken: readonly { readonly array: NDArray }[]): boolean {
    return [margin, -margin].every((by) => {
      const beside = taken.map(({ array }) => adapter.tensor(like(array, array.data.map((value) => value + by)))) // biome-ignore format: one line
      const result = attempt(() => op.call(...beside))
      return result !== null && adapter.read(result).data.every(Number.isFinite)
    })
  }
}

/** Finite, and not so large that an op or two later nothing is: no op makes such numbers from others, the inputs may hold them. */
function isTame({ data }: NDArray): boolean {
  return data.every((value) => Math.abs(value) <= 1e6)
}

/** A value by a natural number: 0 is the first input, where shrinking ends; the larger `bias`, the likelier late ones. */
function chosen(choice: number, count: number, bias: number): number {
  return Math.floor(count * (choice / choices) ** (1 / bias))
}

function attempt<V>(run: () => V): V | null {
  try {
    return run()
  } catch {
    return null // shapes that do not fit, say: another operand is tried
  }
}
