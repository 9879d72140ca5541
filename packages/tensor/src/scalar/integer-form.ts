import type { Algebra, Formula } from './algebra.ts'
import { forFunctions } from './functions.ts'

// What is known of a number in a formula of int32 numbers that is computed in doubles, from the least to the most: it is 0 or
// 1; it is an int32; its lowest 32 bits follow from those of the operands; or nothing.
const forms = ['truth', 'int32', 'wide', 'unknown'] as const
type Form = (typeof forms)[number]

function widest(x: readonly Form[]): Form {
  return forms.findLast((form) => x.includes(form)) ?? 'truth'
}

const unknown = (): Form => 'unknown'

const sums: Readonly<Record<Form, Form>> = { truth: 'int32', int32: 'wide', wide: 'wide', unknown: 'unknown' }
const sum = (...x: readonly Form[]): Form => sums[widest(x)]

/** Only the lowest 32 bits of a product are kept, see `integers`. */
const products: Readonly<Record<Form, Form>> = { truth: 'truth', int32: 'int32', wide: 'int32', unknown: 'unknown' }

/** What is looked at must be there as a whole. */
const tests: Readonly<Record<Form, Form>> = { truth: 'truth', int32: 'truth', wide: 'unknown', unknown: 'unknown' }
const test = (...x: readonly Form[]): Form => tests[widest(x)]

/** Powers, which wrap, and remainders need their operands as a whole. */
const whole = (a: Form, b: Form): Form => (test(a, b) === 'truth' ? 'int32' : 'unknown')

const integerForms: Algebra<Form> = {
  ...forFunctions(() => unknown),
  pow: whole,
  rem: whole,
  constant: (value) => (value === 0 || value === 1 ? 'truth' : value === (value | 0) ? 'int32' : 'unknown'),
  add: sum,
  sub: sum,
  mul: (a, b) => products[widest([a, b])],
  div: unknown,
  neg: sum,
  abs: (x) => (test(x) === 'truth' ? sum(x) : 'unknown'),
  floor: (x) => x,
  nearest: (x) => x,
  sqrt: unknown,
  less: test,
  lessEqual: test,
  equal: test,
  select: (condition, yes, no) => widest([tests[condition], yes, no]),
}

const known = new WeakMap<Formula, Form>()

/**
 * Whether instructions on int32 give what a loop does, which stores the lowest 32 bits of the exact result, or for bool whether
 * there are any but 0.
 */
export function hasIntegerForm(formula: Formula, arity: number, boolResult: boolean): boolean {
  let form = known.get(formula)
  if (form === undefined) {
    form = formula(integerForms, ...new Array<Form>(arity).fill('int32'))
    known.set(formula, form)
  }
  return (boolResult ? test(form) : form) !== 'unknown'
}
