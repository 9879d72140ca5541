import type { Tensor } from '@adjoint/tensor'
import type { Node } from '../recording.ts'
import type { Tape } from '../tape.ts'
import { isNumber } from './derivative.ts'
import type { ExplainedFormula } from './explanation.ts'
import { type Definition, type Expression, symbol } from './expression.ts'
import { definitionOf } from './from-tape.ts'
import type { Style } from './notation.ts'
import { few, numbersOf } from './numbers.ts'
import { adjointSymbol, constantSymbol, partSymbol, valueSymbol } from './symbols.ts'
import { type Read, writeDefinition } from './write.ts'
import { numeral, type Written, written } from './written.ts'

/** A formula with numbers in it that is longer than this is no help. */
const readable = 160

/** An elementwise op is written out; of another one its sign, or its name, is written. */
export function nodeFormula(tape: Tape, node: Node, constants: ReadonlyMap<Tensor, number>): ExplainedFormula | null {
  const { op, attrs, inputs } = node
  if (op === null) return null
  const operands = inputs.map((_, i) => symbol(`x${i}`))
  const body: Expression = definitionOf(op, operands) ?? { kind: 'op', op, attrs, operands }
  return render({ body, parts: [] }, situation(tape, node, null, constants))
}

/** What the symbols of a node's formulas mean. */
export interface Situation {
  readonly tensors: ReadonlyMap<string, Tensor>
  readonly symbols: ReadonlyMap<string, Written>
  readonly style: Style
}

/** @param g its adjoint, where a formula speaks of it */
export function situation(tape: Tape, node: Node, g: Tensor | null, constants: ReadonlyMap<Tensor, number>): Situation {
  const tensors = new Map<string, Tensor>([['y', tape.lower(node)]])
  const symbols = new Map<string, Written>([['y', valueSymbol(node.index)], ['g', adjointSymbol(node.index)]]) // biome-ignore format: one line
  if (g !== null) tensors.set('g', g)
  for (const [i, x] of node.inputs.entries()) {
    const value = tape.lower(x)
    tensors.set(`x${i}`, value)
    if (tape.has(x)) symbols.set(`x${i}`, valueSymbol(x.index))
    else symbols.set(`x${i}`, isNumber(value, false) ? numeral(value.item()) : constantSymbol(constants.get(x) ?? 0))
  }
  const scalars = [...tensors.values()].every(({ rank }) => rank === 0)
  return { tensors, symbols, style: { times: scalars ? '·' : '⊙' } }
}

/** A formula of a node in its symbols and, where they are few, in numbers. */
export function render(definition: Definition, { tensors, symbols, style }: Situation): ExplainedFormula {
  const named: Read = (name) => symbols.get(name) ?? other(name)
  const inNumbers: Read = (name) => {
    const tensor = tensors.get(name)
    return tensor === undefined ? other(name) : numbersOf(tensor)
  }
  const small = [...tensors.values()].every(({ size }) => size <= few)
  const numbers = small ? writeDefinition(definition, inNumbers, style) : null
  return Object.freeze({
    ...scripts(writeDefinition(definition, named, style)),
    numbers: numbers === null || numbers.unicode.length > readable ? null : scripts(numbers),
  })
}

/** A part of a formula, `t1`, or a constant of a rule, `constant 2,3`. */
function other(name: string): Written {
  if (name.startsWith('t')) return partSymbol(name)
  const shape = name.slice('constant '.length)
  return written(`const[${shape}]`, `\\text{const}[${shape}]`)
}

export function scripts({ unicode, latex }: Written): { readonly unicode: string; readonly latex: string } {
  return Object.freeze({ unicode, latex })
}
