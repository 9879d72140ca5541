// A test of the tests: every rule of the derivative table, wrong in one place, in every way that gradcheck knows. The laws must
// kill each of these mutants, but for those that compute the same.
import { type Rule, rules } from '@adjoint/autograd'
import { flag, laws, type Mutant, mutationScore, type OpExample } from '@adjoint/gradcheck'
import { adjoint, mutate, withMutant } from '@adjoint/gradcheck/adjoint'
import { ops, type Tensor, where } from '@adjoint/tensor'
import { expect, test } from 'vitest'
import { examplesOf, givesFloats } from './catalogue.ts'
import { real } from './values.ts'

const branches = 'both branches are equal, but for what overflows in them; kinks.test.ts pins it'
const origin = 'differs at (0, 0) only, where there is no derivative; kinks.test.ts pins it'
const undefinedNumbers = 'differs where x is NaN only, which has no derivative; kinks.test.ts pins it'
const once = 'the mean is taken away twice, of which once is enough but for roundings; kinks.test.ts pins it'
const normed = 'divided by its sum, which is 1 but for roundings and overflow; kinks.test.ts pins it'
const nothing = 'differs where the length is 0 only, which has no derivative; kinks.test.ts pins it'

/** Mutants that no test can kill, and why. */
const equivalent: Readonly<Record<string, string>> = {
  'relu, partial 0: argument 0 is taken for 1': 'y > 0 where, and only where, x > 0',
  'max, vjp: op 3, maximum: only its operand 0': undefinedNumbers,
  'max, jvp: op 3, maximum: only its operand 0': undefinedNumbers,
  'min, vjp: op 3, maximum: only its operand 0': undefinedNumbers,
  'min, jvp: op 3, maximum: only its operand 0': undefinedNumbers,
  'norm, vjp: op 4, where: only its operand 2': nothing,
  'norm, jvp: op 3, where: only its operand 2': nothing,
  'std, vjp: op 4, sub: only its operand 0': once,
  'std, vjp: op 4, sub: add in its place': once,
  'std, vjp: op 6, sub: only its operand 0': once,
  'std, vjp: op 6, sub: add in its place': once,
  'std, vjp: op 9, where: only its operand 2': nothing,
  'std, jvp: op 3, sub: only its operand 0': once,
  'std, jvp: op 3, sub: add in its place': once,
  'std, jvp: op 5, sub: only its operand 0': once,
  'std, jvp: op 5, sub: add in its place': once,
  'std, jvp: op 8, where: only its operand 2': nothing,
  'logsumexp, vjp: argument 0 is taken for 1': normed,
  'logsumexp, vjp: op 2, sub: only its operand 0': normed,
  'logsumexp, vjp: op 2, sub: add in its place': normed,
  'logsumexp, vjp: op 5, div: only its operand 0': normed,
  'logsumexp, vjp: op 5, div: mul in its place': normed,
  'logsumexp, jvp: op 1, sub: only its operand 0': normed,
  'logsumexp, jvp: op 1, sub: add in its place': normed,
  'logsumexp, jvp: op 4, div: only its operand 0': normed,
  'logsumexp, jvp: op 4, div: mul in its place': normed,
  'remainder, partial 1: op 2, round: only its operand 0': 'an integer but for rounding',
  'atan2, partial 0: op 0, abs: only its operand 0': branches,
  'atan2, partial 0: op 1, abs: only its operand 0': branches,
  'atan2, partial 0: op 2, greater: only its operand 0': branches,
  'atan2, partial 0: op 5, add: only its operand 0': origin,
  'atan2, partial 0: op 5, add: sub in its place': origin,
  'atan2, partial 1: op 1, abs: only its operand 0': branches,
  'atan2, partial 1: op 2, greater: only its operand 0': branches,
  'atan2, partial 1: op 5, add: only its operand 0': origin,
  'atan2, partial 1: op 5, add: sub in its place': origin,
}

/** Forms of an op that its examples, which must be elementwise, do not have, and in which it can be wrong. */
const more: Readonly<Record<string, readonly OpExample<Tensor>[]>> = {
  where: [
    { call: (c, a, b) => where(c, a, b), operands: [real, real, real] },
    { call: (c, a, b) => where(c, a, b), operands: [{ profile: flag, dtype: 'int32' }, real, real] },
  ],
}

type RuleName = keyof typeof rules

const withRules = Object.keys(rules) as RuleName[] // Object.keys forgets its argument's type

// what a rule does depends on the attributes, so each example has its own mutants
const table = Object.fromEntries(
  withRules.flatMap((name) =>
    Object.entries(examplesOf(name)).map(([label, example]) => [
      label,
      { op: ops[name].op, rule: rules[name], example },
    ]),
  ),
)
const mutants = mutate(table)
const broken = (name: RuleName): Mutant<Rule>[] => mutants.filter(({ op }) => op in examplesOf(name))
const nameOf = ({ op, mutation }: Mutant<unknown>): string => `${op}, ${mutation}`

test.each(withRules.filter((name) => broken(name).length > 0))('the laws kill every mutant of %s', (name) => {
  const all = examplesOf(name)
  const { killed, survivors } = mutationScore(broken(name), ({ rule }) => {
    const examples = [...Object.values(all), ...(more[name] ?? [])]
    return examples.flatMap((example) => firstBroken(withMutant(example, ops[name].op, rule)))[0] ?? null
  })
  expect(killed.length).toBeGreaterThan(0)
  expect(survivors.map(nameOf)).toEqual(Object.keys(equivalent).filter((key) => (key.split(', ')[0] ?? '') in all))
})

test('every op has mutants, but those whose result has no derivative', () => {
  expect(withRules.filter((name) => broken(name).length > 0)).toEqual(withRules.filter(givesFloats))
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
