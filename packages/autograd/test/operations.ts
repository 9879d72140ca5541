// How many floating-point operations a recorded function takes, before anything is optimised.
import { record, type Tape } from '@adjoint/autograd'
import {
  type ComposedOp,
  type ElementwiseOp,
  type Formula,
  type Op,
  ops,
  type ReductionOp,
  type Tensor,
} from '@adjoint/tensor'
import { numbers, sizeOf } from '@adjoint/tensor/backend'

// The weights say about how long a core takes: a division or a root as long as 4 multiplications, and a function, which is a
// polynomial, as 10 or more. What does not round is free: comparisons, choices, signs.
const weights = new Map<string | symbol, number>([
  ...['constant', 'neg', 'abs', 'floor', 'nearest', 'less', 'lessEqual', 'equal', 'select'].map(
    (name) => [name, 0] as const,
  ),
  ...['add', 'sub', 'mul'].map((name) => [name, 1] as const),
  ...['div', 'sqrt'].map((name) => [name, 4] as const),
])
const ofFunctions = 10

/** Ops without a formula, for each number that they give. */
const opaque: ReadonlyMap<Op, number> = new Map<Op, number>([
  [ops.recurrence.op, 2],
  [ops.cumsum.op, 1],
  [ops.cumprod.op, 1],
  [ops.unslice.op, 0],
])

/** The operations of a function at such arguments: those of all ops that it records. */
export function operationsOf(f: (...x: Tensor[]) => unknown, ...x: readonly Tensor[]): number {
  return operationsOn(record(f, ...x))
}

function operationsOn(tape: Tape): number {
  return tape.nodes.reduce((sum, { op, inputs, shape, attrs }) => sum + operations(op, inputs, sizeOf(shape), attrs), 0)
}

function operations(op: Op | null, inputs: readonly Tensor[], size: number, attrs: unknown): number {
  const [x] = inputs
  if (op === null || x === undefined || op === ops.astype.op) return 0
  // an op that only compares or chooses is counted as an addition
  if (isElementwise(op)) return size * Math.max(1, inFormula(op.scalar, op.arity))
  if (isReduction(op)) {
    return x.size * Math.max(1, inFormula(op.monoid.combine, 2)) + (op.end === null ? 0 : size * inFormula(op.end, 2))
  }
  if (isComposed(op)) return operationsOn(record((...z: Tensor[]) => op.compose(z, attrs), ...inputs))
  if (op === ops.matmul.op) return 2 * size * (x.shape.at(-1) ?? 1)
  if (op.family === 'movement' || op.family === 'join') return 0
  const each = opaque.get(op)
  if (each === undefined) throw new RangeError(`operations.ts does not say how many operations ${op.name} takes`)
  return each * size
}

function isElementwise(op: Op): op is ElementwiseOp<number> {
  return op.family === 'elementwise'
}

function isReduction(op: Op): op is ReductionOp {
  return op.family === 'reduction'
}

function isComposed(op: Op): op is ComposedOp<unknown, number> {
  return op.family === 'composed'
}

/** Reads a formula with numbers that do not matter, and adds up the weights of what it calls. */
function inFormula(formula: Formula, operands: number): number {
  let sum = 0
  const counting = new Proxy(numbers, {
    get(algebra, name) {
      sum += weights.get(name) ?? ofFunctions
      return Reflect.get(algebra, name)
    },
  })
  formula(counting, ...new Array<number>(operands).fill(1))
  return sum
}
