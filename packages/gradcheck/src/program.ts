import { type Adapter, type Differentiable, differentiable, type Step, type TensorFunction } from './differentiable.ts'
import type { NDArray } from './ndarray.ts'

/** An op as random programs use it. */
export interface ProgramOp<T> {
  readonly name: string
  /** how many tensors it takes */
  readonly arity: number
  readonly call: TensorFunction<T>
  /** may it be applied to these? What makes `call` throw, or give numbers that are not finite, is refused anyway */
  readonly accepts?: (...x: NDArray[]) => boolean
  /** the call as code to paste, `name(a, b)` by default */
  readonly code?: (...names: string[]) => string
}

/** One op of a program: which of the values before it (the inputs first) it is applied to. */
export interface Instruction<T> {
  readonly op: ProgramOp<T>
  readonly operands: readonly number[]
}

/** A graph of ops, in the order in which it runs; the last instruction's value (or input 0) is the result. */
export interface Program<T> {
  readonly adapter: Adapter<T>
  readonly inputs: readonly NDArray[]
  readonly instructions: readonly Instruction<T>[]
}

/** What of a program can be printed: everything but the framework. */
export interface Listing {
  readonly inputs: readonly NDArray[]
  readonly instructions: readonly {
    readonly op: Pick<ProgramOp<never>, 'name' | 'code'>
    readonly operands: readonly number[]
  }[]
}

/** The program as a function of its inputs. */
export function functionOf<T>({ instructions }: Pick<Program<T>, 'instructions'>): TensorFunction<T> {
  return (...x) => {
    const values = [...x]
    for (const { op, operands } of instructions) values.push(op.call(...operands.map((at) => nth(values, at))))
    return nth(values, instructions.length === 0 ? 0 : values.length - 1)
  }
}

/** The program as the checks take it. It knows its ops, so that a guilty one can be named. */
export function differentiableProgram<T>(program: Program<T>): Differentiable {
  return { ...differentiable(program.adapter, functionOf(program)), steps: (x) => stepsOf(program, x) }
}

function stepsOf<T>({ adapter, instructions }: Program<T>, x: readonly NDArray[]): Step[] {
  const values = x.map((array) => adapter.tensor(array))
  return instructions.map(({ op, operands }) => {
    const at = operands.map((index) => nth(values, index))
    values.push(op.call(...at))
    const f = differentiable({ ...adapter, steps: undefined }, op.call)
    return { op: op.name, f, at: at.map((value) => adapter.read(value)), operands }
  })
}

/** Without the instructions and inputs that the value at `output` does not need. */
export function withoutDeadCode<T>(program: Program<T>, output: number): Program<T> {
  const count = program.inputs.length
  const live = new Set([output])
  for (let index = count + program.instructions.length - 1; index >= count; index--) {
    if (!live.has(index)) continue
    for (const operand of program.instructions[index - count]?.operands ?? []) live.add(operand)
  }
  const kept = [...live].sort((a, b) => a - b)
  const place = new Map(kept.map((index, i) => [index, i]))
  return {
    adapter: program.adapter,
    inputs: program.inputs.filter((_, i) => live.has(i)),
    instructions: kept
      .filter((index) => index >= count)
      .map((index) => nth(program.instructions, index - count))
      .map(({ op, operands }) => ({ op, operands: operands.map((at) => place.get(at) ?? 0) })),
  }
}

/** The names of a program's values: x0, x1, ... for inputs, v2, v3, ... for results. */
function nameOf({ inputs }: Listing, index: number): string {
  return `${index < inputs.length ? 'x' : 'v'}${index}`
}

/** In static single assignment form, a line a value: `v2 = add x0 x1`. */
export function ssaOf(program: Listing): string[] {
  return program.instructions.map(({ op, operands }, i) => {
    const names = operands.map((at) => nameOf(program, at))
    return `${nameOf(program, program.inputs.length + i)} = ${[op.name, ...names].join(' ')}`
  })
}

/** As code to paste: one arrow function. */
export function codeOf(program: Listing): string[] {
  const { inputs, instructions } = program
  const lines = instructions.map(({ op, operands }, i) => {
    const names = operands.map((at) => nameOf(program, at))
    return `  const ${nameOf(program, inputs.length + i)} = ${op.code?.(...names) ?? `${op.name}(${names.join(', ')})`}`
  })
  const result = nameOf(program, instructions.length === 0 ? 0 : inputs.length + instructions.length - 1)
  return [
    `const f = (${inputs.map((_, i) => nameOf(program, i)).join(', ')}) => {`,
    ...lines,
    `  return ${result}`,
    '}',
  ]
}

function nth<V>(list: readonly V[], index: number): V {
  const value = list[index]
  if (value === undefined) throw new RangeError(`a program refers to value ${index} of ${list.length}.`)
  return value
}
