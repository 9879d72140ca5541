import { type Op, ops } from '@adjoint/tensor'
import type { Rule, Table } from '../rule.ts'
import { constant } from '../stop-gradient.ts'
import { activation } from './activation.ts'
import { arithmetic } from './arithmetic.ts'
import { cast } from './cast.ts'
import { choice } from './choice.ts'
import { comparison } from './comparison.ts'
import { convolution } from './convolution.ts'
import { exponential } from './exponential.ts'
import { hyperbolic } from './hyperbolic.ts'
import { indexing } from './indexing.ts'
import { join } from './join.ts'
import { linalg } from './linalg.ts'
import { logical } from './logical.ts'
import { matmul } from './matmul.ts'
import { movement } from './movement.ts'
import { norm } from './norm.ts'
import { pool } from './pool.ts'
import { rearrange } from './rearrange.ts'
import { reduce } from './reduce.ts'
import { rounding } from './rounding.ts'
import { scan } from './scan.ts'
import { selection } from './selection.ts'
import { slice } from './slice.ts'
import { softmax } from './softmax.ts'
import { sort } from './sort.ts'
import { statistics } from './statistics.ts'
import { triangle } from './triangle.ts'
import { trigonometric } from './trigonometric.ts'

/** The derivative table: how each op of the catalogue differentiates. A missing rule is a type error. */
export const rules: Table<typeof ops> = {
  ...activation,
  ...arithmetic,
  ...cast,
  ...choice,
  ...comparison,
  ...convolution,
  ...exponential,
  ...hyperbolic,
  ...indexing,
  ...join,
  ...linalg,
  ...logical,
  ...matmul,
  ...movement,
  ...norm,
  ...pool,
  ...rearrange,
  ...reduce,
  ...rounding,
  ...scan,
  ...selection,
  ...slice,
  ...softmax,
  ...sort,
  ...statistics,
  ...triangle,
  ...trigonometric,
}

// weakly, so that an op with a rule of its own can go when nobody uses it any more
const byOp: WeakMap<Op, Rule> = /* @__PURE__ */ index()

function index(): WeakMap<Op, Rule> {
  const names = Object.keys(rules) as (keyof typeof rules)[] // Object.keys forgets its argument's type
  const entries = names.map((name): [Op, Rule] => [ops[name].op, rules[name]])
  return new WeakMap<Op, Rule>([...entries, [constant.op, [null]]])
}

/** The rule of an op, found by the op itself, never by its name. */
export function ruleOf(op: Op): Rule {
  const rule = byOp.get(op)
  if (rule !== undefined) return rule
  throw new TypeError(`${op.name} has no derivative rule; give it one by defineOp.`)
}

/** Gives a new op its rule; returns the op. */
export function setRule<O extends Op>(op: O, rule: Rule): O {
  byOp.set(op, rule)
  return op
}
