import { NDArray } from './array.ts'
import { DTypeError, TraceError } from './errors.ts'
import type { Op } from './op.ts'
import type { Tensor } from './tensor.ts'

/** A running transform: it takes the ops that touch its values. `autograd` supplies them; ops know only this. */
export interface Trace {
  /** later transforms have higher levels: the innermost running one takes an op first */
  readonly level: number
  /** false once the transform has returned */
  readonly open: boolean
  process<A>(op: Op<A>, inputs: readonly Tensor[], attrs: A): Tensor
}

let levels = 0

/** A level above all that were given out before. It only rises, so that nested derivatives never mix. */
export function nextLevel(): number {
  return ++levels
}

/** The one door of every op: the innermost trace among the inputs takes it; with no trace, its kernel runs. */
export function apply<A>(op: Op<A>, inputs: readonly Tensor[], attrs: A): Tensor {
  let innermost: Trace | null = null
  for (const { tracedBy: trace } of inputs) {
    if (trace === undefined)
      innermost = trace // what no program with types can give
    else if (trace !== null && (innermost === null || trace.level > innermost.level)) innermost = trace
  }
  if (innermost === undefined) {
    throw new DTypeError(`${op.name}: an operand is no tensor; make one of it by tensor(...).`)
  }
  if (innermost === null) return op.kernel(inputs.map(NDArray.expect), attrs, op.infer(inputs, attrs))
  if (!innermost.open) {
    throw new TraceError(
      `${op.name}: an operand was traced by a transform (grad, vjp, jvp, record) that has ended. ` +
        'Return the value from the transformed function; what it returns is an ordinary tensor.',
    )
  }
  return innermost.process(op, inputs, attrs)
}
