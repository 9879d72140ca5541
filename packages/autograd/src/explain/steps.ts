import { full, type Tensor } from '@adjoint/tensor'
import { applicationOf, pullback } from '../products.ts'
import type { Node } from '../recording.ts'
import type { Tape } from '../tape.ts'
import { plus } from '../zeros.ts'
import { localDerivative, termFormula } from './derivative.ts'
import type { Contribution, ExplainedFormula, Seed, Step } from './explanation.ts'
import { render, situation } from './node-formula.ts'
import { adjointSymbol } from './symbols.ts'
import { escapeLatex } from './written.ts'

/** What one node passes on: for each operand that gets something, its term and the formulas. */
type Term = Pick<Contribution, 'to' | 'operand' | 'local' | 'formula' | 'term'>

/**
 * The way back, once more and one step at a time. The adjoints are those of the engine's own walk; the terms are computed by the
 * same products from them, and so add up to them.
 */
export function stepsOf(
  tape: Tape,
  seeds: readonly Seed[],
  adjoints: readonly (Tensor | null)[],
  constants: ReadonlyMap<Tensor, number>,
): Step[] {
  const sums = new Map<number, Tensor>()
  const counts = new Map<number, number>()
  const contribute = (to: number, term: Tensor): Pick<Contribution, 'sum' | 'number'> => {
    const sum = plus(sums.get(to) ?? null, term) ?? term
    const number = (counts.get(to) ?? 0) + 1
    sums.set(to, sum)
    counts.set(to, number)
    return { sum, number }
  }
  for (const { node, cotangent } of seeds) contribute(node, cotangent)

  const walked = tape.nodes.toReversed().flatMap((node) => {
    const adjoint = adjoints[node.index] ?? null
    if (adjoint === null) return []
    const terms = termsOf(tape, node, adjoint, constants).map((one) => ({ ...one, ...contribute(one.to, one.term) }))
    return { node: node.index, adjoint, terms }
  })
  // only now is known how many terms there are
  return walked.map(({ node, adjoint, terms }) => {
    const contributions = terms.map((one) => Object.freeze({ ...one, of: counts.get(one.to) ?? one.number }))
    return Object.freeze({ node, adjoint, contributions: Object.freeze(contributions) })
  })
}

function termsOf(tape: Tape, node: Node, adjoint: Tensor, constants: ReadonlyMap<Tensor, number>): Term[] {
  const { inputs } = node
  const application = applicationOf(tape, node)
  if (application === null) return []
  const onTape = inputs.map((x) => tape.has(x))
  const terms = pullback(application, adjoint, onTape)
  const symbols = situation(tape, node, adjoint, constants)
  return inputs.flatMap((x, operand): Term[] => {
    const term = terms[operand] ?? null
    if (!tape.has(x) || term === null) return []
    const formula = termFormula(application, onTape, operand)
    const local = localDerivative(application, onTape, operand)
    const value = typeof local?.value === 'number' ? full([], local.value, { dtype: node.dtype }) : local?.value
    return [
      {
        to: x.index,
        operand,
        local:
          local === null || value === undefined ? null : Object.freeze({ ...render(local.formula, symbols), value }),
        formula: formula === null ? hidden(application.op.name, node.index) : render(formula, symbols),
        term,
      },
    ]
  })
}

/** The formula of a rule that reads numbers, and so cannot be recorded. */
function hidden(op: string, index: number): ExplainedFormula {
  const { unicode, latex } = adjointSymbol(index)
  return {
    unicode: `pullback of ${op} (${unicode})`,
    latex: `\\text{pullback of ${escapeLatex(op)}}\\left(${latex}\\right)`,
    numbers: null,
  }
}
