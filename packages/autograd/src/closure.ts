import { apply, atScope, type Op, type Tensor } from '@adjoint/tensor'
import { formOf } from './packing.ts'
import { runOn } from './record.ts'
import { Tape } from './tape.ts'
import { tensorsOf } from './tree.ts'

/** A value of a program by its number, first the inputs, then the results of the steps; or a constant. */
type Operand = number | Tensor

/** One op of a recorded function. */
interface Step {
  readonly op: Op
  readonly attrs: unknown
  readonly operands: readonly Operand[]
  readonly scope: string
}

/** What a function does, without the numbers: it can be run again on others of the same shapes. */
export interface Program {
  readonly steps: readonly Step[]
  readonly outputs: readonly Operand[]
}

/** A function whose every input is in the open, those too that it took from around it. What nobody traces is a constant. */
export interface Closure<Y> {
  readonly program: Program
  /** the tensors of the arguments, and then the traced ones from around the function */
  readonly inputs: readonly Tensor[]
  /** the form of the result; its tensors have shapes, but no numbers */
  readonly result: Y
}

/**
 * Records a function on the shapes of its arguments.
 *
 * @throws TraceError when it reads a number
 */
export function closureOf<A extends readonly unknown[], Y>(f: (...xs: A) => Y, xs: A): Closure<Y> {
  const tape = new Tape({ values: false })
  const leaves = tensorsOf(xs)
  const result = runOn(tape, f, xs)
  const steps = tape.nodes.slice(leaves.length)
  const outputs = tensorsOf(result)
  const used = [...steps.flatMap(({ inputs }) => inputs), ...outputs]
  const around = [...new Set(used.filter((x) => x.tracedBy !== null && !tape.has(x)))]
  const numbers = new Map(around.map((x, i) => [x, leaves.length + i]))
  const operandOf = (x: Tensor): Operand => {
    if (!tape.has(x)) return numbers.get(x) ?? x
    return x.index < leaves.length ? x.index : x.index + around.length
  }
  return {
    program: {
      steps: steps.flatMap(({ op, attrs, inputs, scope }) =>
        op === null ? [] : [{ op, attrs, operands: inputs.map(operandOf), scope }],
      ),
      outputs: outputs.map(operandOf),
    },
    inputs: [...leaves, ...around],
    result: formOf(result),
  }
}

/** Runs a program; gives its outputs. */
export function replay({ steps, outputs }: Program, inputs: readonly Tensor[]): Tensor[] {
  const values = [...inputs]
  const at = (operand: Operand): Tensor => {
    if (typeof operand !== 'number') return operand
    const value = values[operand]
    if (value === undefined) throw new RangeError('a program was run on too few inputs')
    return value
  }
  for (const { op, attrs, operands, scope } of steps) {
    values.push(atScope(scope, () => apply(op, operands.map(at), attrs)))
  }
  return outputs.map(at)
}
