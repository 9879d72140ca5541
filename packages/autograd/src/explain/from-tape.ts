import type { Op, Tensor } from '@adjoint/tensor'
import type { Node } from '../recording.ts'
import type { Tape } from '../tape.ts'
import { type Definition, type Expression, expressions, number, symbol } from './expression.ts'
import { comparisons, formulaOf } from './notation.ts'

/** What has so many signs, and is used twice, gets a name. */
const worthAName = 3

/** The formula of an elementwise op by its operands, written out; null for any other op. */
export function definitionOf(op: Op, operands: readonly Expression[]): Expression | null {
  const comparison = comparisons.get(op)
  if (comparison !== undefined) return { kind: 'scalar', name: comparison, operands }
  const formula = formulaOf(op)
  return formula === null ? null : formula(expressions, ...operands)
}

/**
 * What a recorded function computes, as a formula. Ops of one sign are written with it, all others by their names; a part that
 * is long and used several times is named.
 *
 * @param names of the inputs of the tape
 */
export function expressionOf(tape: Tape, result: Tensor, names: ReadonlyMap<Tensor, string>): Definition {
  const uses = new Map<Tensor, number>()
  for (const { inputs } of needed(tape, result)) for (const x of inputs) uses.set(x, (uses.get(x) ?? 0) + 1)

  const done = new Map<Tensor, Expression>()
  const parts: { readonly name: string; readonly body: Expression }[] = []
  const read = (x: Tensor): Expression => {
    const known = done.get(x)
    if (known !== undefined) return known
    const name = names.get(x)
    if (name !== undefined) return symbol(name)
    return x.size === 1 && x.tracedBy === null ? number(x.item()) : symbol(`constant ${x.shape.join(',')}`)
  }
  for (const node of needed(tape, result)) {
    if (node.op === null) continue
    const body = applied(node.op, node.attrs, node.inputs.map(read))
    if ((uses.get(node) ?? 0) > 1 && signsIn(body) >= worthAName) {
      const name = `t${parts.length + 1}`
      parts.push({ name, body })
      done.set(node, symbol(name))
    } else {
      done.set(node, body)
    }
  }
  return { body: read(result), parts }
}

/** The nodes on which a result depends, in their order. */
function needed(tape: Tape, result: Tensor): Node[] {
  const found = new Set<Tensor>([result])
  for (const node of tape.nodes.toReversed()) if (found.has(node)) for (const x of node.inputs) found.add(x)
  return tape.nodes.filter((node) => found.has(node))
}

function applied(op: Op, attrs: unknown, operands: readonly Expression[]): Expression {
  const written = definitionOf(op, operands)
  if (written !== null && isOneSign(written, operands)) return written
  return { kind: 'op', op, attrs, operands }
}

/** Is it one function of the operands themselves? */
function isOneSign(x: Expression, operands: readonly Expression[]): boolean {
  if (x.kind !== 'scalar') return operands.includes(x)
  return x.name !== 'select' && x.operands.every((part) => part.kind === 'number' || operands.includes(part))
}

function signsIn(x: Expression): number {
  if (x.kind === 'number' || x.kind === 'symbol') return 0
  return x.operands.reduce((sum, operand) => sum + signsIn(operand), 1)
}
