// The examples of examples.ts as gradcheck takes them: every op gives a float, so that it can be differentiated.
import { record } from '@adjoint/autograd'
import type { OpExample } from '@adjoint/gradcheck'
import { apply, type FloatDType, isFloat, type Op, ops, type Tensor } from '@adjoint/tensor'
import { type Example, examples } from './examples.ts'
import { draws } from './values.ts'

export type OpName = keyof typeof ops

export const names = Object.keys(examples) as OpName[] // Object.keys forgets its argument's type

const asFloat = (y: Tensor): Tensor => (isFloat(y.dtype) ? y : y.astype('float64'))

/** An op's examples by its name, the second one by `name (2)`, and so on. */
export function examplesOf(name: OpName): Readonly<Record<string, OpExample<Tensor>>> {
  const given = examples[name]
  const all: readonly OpExample<Tensor>[] = isShaped(given)
    ? [given].flat().map((one) => ({ ...one, call: (...x) => asFloat(one.call(...x)) }))
    : [{ operands: [...given], call: (...x) => asFloat(apply(descriptorOf(name), x, null)) }]
  return Object.fromEntries(all.map((example, i) => [i === 0 ? name : `${name} (${i + 1})`, example]))
}

/** True of the examples of an op that is not elementwise. */
export function isShaped(given: (typeof examples)[OpName]): given is Example | readonly [Example, ...Example[]] {
  return 'shapes' in given || 'shapes' in given[0]
}

/** The descriptor of an op that is no composition. */
export function descriptorOf(name: OpName): Op {
  const { op } = ops[name]
  if (op === null) throw new RangeError(`${name} is composed of other ops`)
  return op
}

/** Does an op give floats, which have a derivative? Its examples cast other results to floats, and record that, too. */
export function givesFloats(name: OpName): boolean {
  const recorded = Object.values(examplesOf(name)).flatMap((one) => record(one.call, ...inputsOf(one)).nodes)
  return recorded.some(({ op, dtype }) => op === ops[name].op && isFloat(dtype))
}

export const catalogue: Readonly<Record<string, OpExample<Tensor>>> = Object.assign({}, ...names.map(examplesOf))

/** Tensors of generic numbers for an example. */
export function inputsOf(example: OpExample<Tensor>, dtype: FloatDType = 'float64'): Tensor[] {
  const draw = draws(1, dtype)
  const shapes = 'shapes' in example ? example.shapes : [[2, 3], [3], [2, 1]].slice(0, example.operands.length)
  return shapes.map((shape, k) => draw(shape, example.operands?.[k]))
}
