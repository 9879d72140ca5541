import { type ElementwiseOp, ops, tensor } from '@adjoint/tensor'
import { numbers } from '@adjoint/tensor/backend'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { localDerivative } from '../../src/explain/derivative.ts'
import {
  type Definition,
  type Expression,
  expressions,
  interpret,
  number,
  type ScalarFunction,
  symbol,
} from '../../src/explain/expression.ts'
import { definitionOf } from '../../src/explain/from-tape.ts'
import { write } from '../../src/explain/write.ts'
import { written } from '../../src/explain/written.ts'
import { isShaped, names } from '../catalogue.ts'
import { examples } from '../examples.ts'
import { evaluate, field } from './evaluate.ts'

const elementwise = names.flatMap((name): [string, ElementwiseOp<number>][] => {
  const { op } = ops[name]
  return op !== null && 'scalar' in op && !isShaped(examples[name]) ? [[name, op as ElementwiseOp<number>]] : []
})

const value = fc.double({ min: -3, max: 3, noNaN: true, noDefaultInfinity: true })
const special = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 1, -1, 0.5)
// the textbook's formulas of these overflow where the op's own do better
const bent = new Set(['sigmoid', 'softplus'])

const at = (values: readonly number[]) => (name: string) => values[Number(name.slice(1))] ?? Number.NaN
const symbols = (count: number): Expression[] => Array.from({ length: count }, (_, i) => symbol(`x${i}`))
const close = (a: number, b: number): boolean =>
  Object.is(a, b) || a === b || Math.abs(a - b) <= 64 * Number.EPSILON * Math.max(1, Math.abs(a), Math.abs(b))

describe('the formula of an elementwise op', () => {
  test('there are some', () => {
    expect(elementwise.length).toBeGreaterThan(30)
  })

  test.each(elementwise)('%s evaluates to its values', (name, op) => {
    const formula = definitionOf(op, symbols(op.arity))
    if (formula === null) throw new Error('an elementwise op has a formula')
    const numbersOfAll = bent.has(name) ? value : fc.oneof(value, special)
    fc.assert(
      fc.property(fc.array(numbersOfAll, { minLength: op.arity, maxLength: op.arity }), (x) => {
        const [shown, computed] = [interpret(formula, numbers, at(x)), op.scalar(numbers, ...x)]
        expect({ x, shown, computed }).toSatisfy(() => close(shown, computed))
      }),
      { numRuns: 300 },
    )
  })

  test.each(elementwise)('the derivatives of %s evaluate to what its rule gives', (_name, op) => {
    fc.assert(
      fc.property(fc.array(value, { minLength: op.arity, maxLength: op.arity }), (values) => {
        const x = values.map((one) => tensor([one], { dtype: 'float64' }))
        const y = tensor([op.scalar(numbers, ...values)], { dtype: 'float64' })
        const everything = x.map(() => true)
        for (const i of x.keys()) {
          const local = localDerivative({ op, attrs: null, x, y }, everything, i)
          if (local === null) continue
          const given = typeof local.value === 'number' ? local.value : local.value.astype('float64').item()
          const shown = evaluateDefinition(local.formula, values, y.item())
          expect({ values, i, shown, given }).toSatisfy(() => close(shown, given))
        }
      }),
      { numRuns: 50 },
    )
  })
})

function evaluateDefinition({ body, parts }: Definition, values: readonly number[], y: number): number {
  const known = new Map<string, number>([['y', y]])
  const read = (name: string): number => known.get(name) ?? at(values)(name)
  for (const part of parts) known.set(part.name, interpret(part.body, numbers, read))
  return interpret(body, numbers, read)
}

describe('writing a formula', () => {
  const { tree } = fc.letrec<{ tree: Expression; leaf: Expression }>((tie) => ({
    leaf: fc.oneof(fc.constantFrom('x0', 'x1').map(symbol), fc.constantFrom(0, 1, 2, 12, -3).map(number)),
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      tie('leaf'),
      fc
        .tuple(fc.constantFrom<ScalarFunction>('add', 'sub', 'mul', 'div', 'atan2'), tie('tree'), tie('tree'))
        .map(([name, a, b]) => call(name, a, b)),
      fc
        .tuple(
          fc.constantFrom<ScalarFunction>('neg', 'square', 'sqrt', 'exp', 'log1p', 'expm1', 'abs', 'tanh'),
          tie('tree'),
        )
        .map(([name, a]) => call(name, a)),
      tie('tree').map((a) => call('pow', a, number(3))),
    ),
  }))

  test('as text it has brackets wherever they are needed, and means the same', () => {
    const residue = fc.integer({ min: 1, max: 60_000 })
    fc.assert(
      fc.property(tree, residue, residue, (formula, x0, x1) => {
        const { unicode } = write(formula, (name) => written(name, name), { times: '·' })
        const meant = interpret(formula, field, (name) => (name === 'x0' ? x0 : x1))
        expect({ unicode, value: evaluate(unicode, { x0, x1 }) }).toEqual({ unicode, value: meant })
      }),
      { numRuns: 1000 },
    )
  })

  test('LaTeX is balanced, and no backslash stands before a sign', () => {
    fc.assert(
      fc.property(tree, (formula) => {
        const { latex } = write(formula, (name) => written(name, name), { times: '⊙' })
        expect(count(latex, /\\left/g)).toBe(count(latex, /\\right/g))
        expect(count(latex, /\{/g)).toBe(count(latex, /\}/g))
        expect(latex).not.toMatch(/\\[^a-zA-Z]/)
        expect(latex).not.toMatch(/\^\{[^{}]*\}\^/)
      }),
    )
  })

  test.each<[Expression, string, string]>([
    [expressions.mul(symbol('x0'), symbol('x0')), 'x0²', 'x0^{2}'],
    [
      expressions.sub(number(1), expressions.equal(symbol('x0'), symbol('x1'))),
      '⟦x0 ≠ x1⟧',
      '\\left[x0 \\ne x1\\right]',
    ],
    [expressions.less(number(0), symbol('x0')), '⟦x0 > 0⟧', '\\left[x0 \\gt 0\\right]'],
    [
      expressions.div(expressions.neg(symbol('x0')), expressions.mul(symbol('x1'), number(2))),
      '(-x0) / (x1 · 2)',
      '\\frac{-x0}{x1 \\cdot 2}',
    ],
    [
      expressions.select(expressions.less(symbol('x0'), number(0)), number(0), symbol('x0')),
      'max(x0, 0)',
      '\\max\\left(x0, 0\\right)',
    ],
    [number(-1.5e-7), '-1.5e-7', '-1.5 \\times 10^{-7}'],
  ])('%j', (formula, unicode, latex) => {
    expect(write(formula, (name) => written(name, name), { times: '⊙' })).toMatchObject({ unicode, latex })
  })
})

function call(name: ScalarFunction, ...operands: readonly Expression[]): Expression {
  return { kind: 'scalar', name, operands }
}

function count(text: string, sign: RegExp): number {
  return text.match(sign)?.length ?? 0
}
