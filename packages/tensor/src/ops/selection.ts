import { apply } from '../apply.ts'
import { DomainError } from '../errors.ts'
import { callable } from '../families/callable.ts'
import { common, elementwise } from '../families/elementwise.ts'
import { operands } from '../families/operands.ts'
import { larger, smaller } from '../scalar/algebra.ts'
import type { Clip, Where } from '../signatures/index.ts'
import type { Tensor } from '../tensor.ts'
import { maximum, minimum } from './arithmetic.ts'

const whereOp = /* @__PURE__ */ elementwise(
  'where',
  3,
  (m, c, a, b) => m.select(c, a, b),
  ([, ...dtypes], name) => common(dtypes, name),
)

/**
 * a where the condition holds, b elsewhere; all three broadcast.
 *
 *   y = a if c ≠ 0, else b
 *
 * @param condition a tensor, bool as a rule
 * @param a a tensor or a number
 * @param b a tensor or a number
 * @returns the broadcast shape, the promoted dtype of a and b; float32 where both are numbers
 * @throws ShapeError when the shapes do not broadcast
 * @example where(tensor([true, false]), tensor([1, 2]), 0) // Tensor f32[2] [1, 0]
 */
export const where: Where = /* @__PURE__ */ callable(
  whereOp,
  (c: Tensor, a: Tensor | number, b: Tensor | number) =>
    // the condition takes no part in promotion
    apply(whereOp, [...operands('where', [c]), ...operands('where', [a, b])], null),
  { most: 3 },
)

const clipOp = /* @__PURE__ */ elementwise('clip', 3, (m, x, lo, hi) => smaller(m, larger(m, x, lo), hi), common)

/**
 * x limited to [lo, hi]; where the bounds cross, hi wins, as in NumPy.
 *
 *   y = min(max(x, lo), hi)
 *
 * @param x any shape
 * @param lo the lower bound, a tensor or a number; null for none
 * @param hi the upper bound, a tensor or a number; null for none
 * @returns the broadcast shape, the promoted dtype
 * @throws ShapeError when the shapes do not broadcast; DomainError when both bounds are null
 * @example clip(tensor([-5, 0.5, 5]), 0, 1) // Tensor f32[3] [0, 0.5, 1]
 */
export const clip: Clip = /* @__PURE__ */ callable(
  clipOp,
  (x: Tensor | number, lo: Tensor | number | null, hi: Tensor | number | null) => {
    if (lo !== null && hi !== null) return apply(clipOp, operands('clip', [x, lo, hi]), null)
    if (lo !== null) return apply(maximum.op, operands('clip', [x, lo]), null)
    if (hi !== null) return apply(minimum.op, operands('clip', [x, hi]), null)
    throw new DomainError('clip: both bounds are null; give at least one of lo and hi.')
  },
  { most: 3 },
)
