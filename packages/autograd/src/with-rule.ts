import type { Op } from '@adjoint/tensor'
import type { RuleOf } from './rule.ts'
import { setRule } from './rules/index.ts'

/**
 * A copy of an op that computes the same and differentiates by another rule: a convention of one's own at a kink, say, or a
 * rule that is wrong on purpose, to see whether the tests notice. The op itself, and everybody who uses it, is not touched.
 *
 * @param op an op's descriptor, `relu.op`
 * @param rule of the form that the derivative table has for this op
 * @returns an op for `apply`
 * @example
 * const steep = withRule(ops.relu.op, [2])
 * grad((x: Tensor) => apply(steep, [x], null))(tensor(3)) // Tensor f32[] 2
 */
export function withRule<O extends Op>(op: O, rule: RuleOf<O>): O {
  const copy = { ...op }
  setRule(copy, rule)
  return copy
}
