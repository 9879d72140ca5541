// A test of the tests: every rule of the derivative table, wrong in one place, in every way that gradcheck knows. The laws must
// kill each of these mutants, but for those that compute the same.
import { rules } from '@adjoint/autograd'
import { flag, laws, type Mutant, mutationScore, type OpExample } from '@adjoint/gradcheck'
import { adjoint, mutate, withMutant } from '@adjoint/gradcheck/adjoint'
import { ops, type Tensor, where } from '@adjoint/tensor'
import { expect, test } from 'vitest'
import { exampleOf, names, type OpName } from './catalogue.ts'
import { real } from './values.ts'

/** Mutants that no test can kill, and why. */
const equivalent: Readonly<Record<string, string>> = {
  'relu, partial 0: argument 0 is taken for 1': 'y > 0 where, and only where, x > 0',
  'max, vjp: op 3, maximum: only its operand 0':
    'differs where x is NaN only, which has no derivative; kinks.test.ts pins it',
  'max, jvp: op 3, maximum: only its operand 0':
    'differs where x is NaN only, which has no derivative; kinks.test.ts pins it',
}

/** Ops whose result is bool: nothing asks for their derivative, so their rules cannot be wrong. */
const withoutDerivative: readonly OpName[] = ['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual']

/** Forms of an op that its one example does not have, and in which it can be wrong. */
const more: Readonly<Partial<Record<OpName, readonly OpExample<Tensor>[]>>> = {
  where: [
    { call: (c, a, b) => where(c, a, b), operands: [real, real, real] },
    { call: (c, a, b) => where(c, a, b), operands: [{ profile: flag, dtype: 'int32' }, real, real] },
  ],
}

const table = Object.fromEntries(
  names.map((name) => [name, { op: ops[name].op, rule: rules[name], example: exampleOf(name) }]),
)
const mutants = mutate(table)
const nameOf = ({ op, mutation }: Mutant<unknown>): string => `${op}, ${mutation}`

test.each(names.filter((name) => !withoutDerivative.includes(name)))(
  'the laws kill every mutant of %s',
  (name) => {
    const own = mutants.filter(({ op }) => op === name)
    const { killed, survivors } = mutationScore(own, ({ rule }) => {
      const examples = [exampleOf(name), ...(more[name] ?? [])]
      const broken = examples.flatMap((example) => firstBroken(withMutant(example, ops[name].op, rule)))
      return broken[0] ?? null
    })
    expect(killed.length).toBeGreaterThan(0)
    expect(survivors.map(nameOf)).toEqual(Object.keys(equivalent).filter((key) => key.startsWith(`${name}, `)))
  },
  60_000,
) // seconds where an op has a hundred mutants

test('every op has mutants, but those whose result has no derivative', () => {
  const without = names.filter((name) => mutants.every(({ op }) => op !== name))
  expect(without.toSorted()).toEqual(withoutDerivative.toSorted())
})

/** The first law that an op breaks, if any. */
function firstBroken(example: OpExample<Tensor>): string[] {
  const broken = laws({ op: example }, adjoint).find(({ check }) => throws(check))
  return broken ? [broken.law] : []
}

function throws(run: () => void): boolean {
  try {
    run()
    return false
  } catch {
    return true
  }
}
