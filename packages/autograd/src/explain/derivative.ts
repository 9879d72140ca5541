import { type Tensor, TraceError } from '@adjoint/tensor'
import { type Application, factorOf, pullback } from '../products.ts'
import { ruleOf } from '../rules/index.ts'
import { Tape } from '../tape.ts'
import { type Definition, number } from './expression.ts'
import { expressionOf } from './from-tape.ts'

/**
 * The derivative rules as formulas. A rule is a function of tensors: it is run once more, on a tape without numbers, and
 * what that tape holds is the formula. So what is shown is the rule itself, never a copy of it.
 *
 * Symbols are `g` the cotangent, `y` the result, `x0`, `x1`, ... the operands.
 */
interface Recording {
  readonly tape: Tape
  readonly g: Tensor
  readonly application: Application
  readonly names: ReadonlyMap<Tensor, string>
}

/** Is it written as a number, and not by a symbol? */
export function isNumber(x: Tensor, onTape: boolean): boolean {
  return !onTape && x.size === 1
}

function recording({ op, attrs, x, y }: Application, onTape: readonly boolean[]): Recording {
  const tape = new Tape({ values: false })
  const g = tape.input(y, 'g')
  const result = tape.input(y, 'y')
  const operands = x.map((one, i) => (isNumber(one, onTape[i] === true) ? one : tape.input(one, `x${i}`)))
  const names = new Map<Tensor, string>([[g, 'g'], [result, 'y']]) // biome-ignore format: one line
  for (const [i, operand] of operands.entries()) if (tape.has(operand)) names.set(operand, `x${i}`)
  return { tape, g, application: { op, attrs, x: operands, y: result }, names }
}

/** What is added to the adjoint of operand `i`, as a formula; null where it is zero, or the rule reads numbers. */
export function termFormula(application: Application, onTape: readonly boolean[], i: number): Definition | null {
  const { tape, g, application: symbols, names } = recording(application, onTape)
  const needed = application.x.map((_, k) => k === i)
  const term = unlessRead(() => pullback(symbols, g, needed)[i] ?? null)
  return term === null ? null : expressionOf(tape, term, names)
}

/** The local derivative of an elementwise op with respect to operand `i`: its rule, as a formula and as numbers. */
export function localDerivative(
  application: Application,
  onTape: readonly boolean[],
  i: number,
): { readonly formula: Definition; readonly value: Tensor | number } | null {
  const rule = ruleOf(application.op)
  if (!isPartials(rule)) return null
  const partial = rule[i] ?? null
  if (typeof partial === 'number') return { formula: { body: number(partial), parts: [] }, value: partial }
  if (partial === null) return null
  const { tape, application: symbols, names } = recording(application, onTape)
  const formal = unlessRead(() => partial(symbols.y, ...symbols.x))
  const value = factorOf(partial, application.y, application.x)
  if (formal === null || value === null) return null
  if (typeof formal === 'number') return { formula: { body: number(formal), parts: [] }, value }
  return { formula: expressionOf(tape, formal, names), value }
}

function isPartials(rule: ReturnType<typeof ruleOf>): rule is Extract<typeof rule, readonly unknown[]> {
  return Array.isArray(rule)
}

/** A rule of somebody's own may read the numbers of its operands; then it has no formula. */
function unlessRead<T>(body: () => T): T | null {
  try {
    return body()
  } catch (error) {
    if (error instanceof TraceError) return null
    throw error
  }
}
