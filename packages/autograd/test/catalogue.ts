// The examples of examples.ts as gradcheck takes them: every op gives a float, so that it can be differentiated.
import type { OpExample } from '@adjoint/gradcheck'
import { apply, isFloat, type Op, ops, type Tensor } from '@adjoint/tensor'
import { examples } from './examples.ts'

export type OpName = keyof typeof ops

export const names = Object.keys(examples) as OpName[] // Object.keys forgets its argument's type

const asFloat = (y: Tensor): Tensor => (isFloat(y.dtype) ? y : y.astype('float64'))

/** An op's example, which the laws take. */
export function exampleOf(name: OpName): OpExample<Tensor> {
  const example = examples[name]
  if ('shapes' in example) return { shapes: example.shapes, call: (...x) => asFloat(example.call(...x)) }
  const op: Op = ops[name].op
  return { operands: [...example], call: (...x) => asFloat(apply(op, x, null)) }
}

export const catalogue: Readonly<Record<string, OpExample<Tensor>>> = Object.fromEntries(
  names.map((name) => [name, exampleOf(name)]),
)
