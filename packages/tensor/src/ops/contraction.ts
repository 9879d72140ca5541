import { contract } from '../contraction/labelled.ts'
import { ShapeError } from '../errors.ts'
import { callable } from '../families/callable.ts'
import { both, operands } from '../families/operands.ts'
import { dim, formatShape, normalizeAxis } from '../shape.ts'
import type { DotFn, OuterFn, TensordotFn } from '../signatures/index.ts'
import type { Tensor } from '../tensor.ts'
import { mul } from './arithmetic.ts'
import { matmul } from './matmul.ts'
import { reshape } from './movement.ts'

/**
 * NumPy's dot: the inner product of vectors, the product of matrices. In general it sums over the last axis of a and the last
 * but one of b (of a vector, its only one); a number multiplies. Unlike matmul, it does not broadcast leading axes: the
 * result has those of both.
 *
 *   y = Σₖ a[..., k] b[..., k, :]
 *
 * @param a shape [...m, k], or a number
 * @param b shape [...n, k, p] or [k], or a number
 * @returns shape [...m, ...n, p], or [...m]; the promoted dtype
 * @throws ShapeError when the dimensions that are summed over differ
 * @example dot(tensor([1, 2]), tensor([3, 4])) // Tensor f32[] 11
 */
export const dot: DotFn<null> = /* @__PURE__ */ callable(
  null,
  (left: Tensor | number, right: Tensor | number) => {
    const [a, b] = both(operands('dot', [left, right]))
    if (a.rank === 0 || b.rank === 0) return mul(a, b)
    const [inner, other] = [dim(a.shape, a.rank - 1), dim(b.shape, Math.max(b.rank - 2, 0))]
    if (inner !== other) {
      throw new ShapeError(
        `dot: cannot dot ${a.describe()} with ${b.describe()}: inner dimensions ${inner} and ${other} differ. ` +
          "The left operand's last and the right operand's last but one (or only one) must be equal; transpose or resize one.",
      )
    }
    return b.rank <= 2 ? matmul(a, b) : sumOver(a, [a.rank - 1], b, [b.rank - 2])
  },
  { most: 2 },
)

/**
 * The outer product: each number of a times each number of b, whatever their shapes are.
 *
 *   y[i, j] = a[i] b[j]
 *
 * @param a any shape of n numbers, or a number
 * @param b any shape of m numbers, or a number
 * @returns shape [n, m], the promoted dtype
 * @example outer(tensor([1, 2]), tensor([3, 4])) // Tensor f32[2,2] [[3, 4], [6, 8]]
 */
export const outer: OuterFn<null> = /* @__PURE__ */ callable(
  null,
  (left: Tensor | number, right: Tensor | number) => {
    const [a, b] = both(operands('outer', [left, right]))
    return mul(reshape(a, [a.size, 1]), reshape(b, [1, b.size]))
  },
  { most: 2 },
)

/**
 * The sum of products over pairs of axes: the given axes of a meet those of b, in their order.
 *
 *   y = Σ a b      over the paired axes
 *
 * @param a any shape
 * @param b any shape
 * @param axes how many: a's last and b's first ones (2 by default); or a list for each, [ofA, ofB], negative from the end
 * @returns the other axes of a, then those of b; the promoted dtype
 * @throws ShapeError when paired dimensions differ, an axis is out of range or named twice, or the lists differ in length
 * @example tensordot(tensor([[1, 2], [3, 4]]), tensor([[1, 0], [0, 1]])) // Tensor f32[] 5
 */
export const tensordot: TensordotFn<null> = /* @__PURE__ */ callable(
  null,
  (a: Tensor, b: Tensor, axes: Pairs = 2) => {
    const [ofA, ofB] = pairedAxes(a, b, axes)
    for (const [i, axis] of ofA.entries()) {
      const [size, other] = [dim(a.shape, axis), dim(b.shape, ofB[i] ?? 0)]
      if (size === other) continue
      throw new ShapeError(
        `tensordot: cannot sum over axis ${axis} of ${a.describe()} with axis ${ofB[i]} of ${b.describe()}: ${size} and ${other} differ.`,
      )
    }
    return sumOver(a, ofA, b, ofB)
  },
  { most: 3 },
)

type Pairs = number | readonly [number | readonly number[], number | readonly number[]]

function pairedAxes(a: Tensor, b: Tensor, axes: Pairs): readonly [number[], number[]] {
  if (typeof axes === 'number') {
    if (Number.isInteger(axes) && axes >= 0 && axes <= Math.min(a.rank, b.rank)) {
      const count = Array.from({ length: axes }, (_, i) => i)
      return [count.map((i) => a.rank - axes + i), count]
    }
    throw new ShapeError(
      `tensordot: cannot sum over ${axes} axes of ${a.describe()} and ${b.describe()}; ` +
        `give 0 to ${Math.min(a.rank, b.rank)}, or lists of axes.`,
    )
  }
  const [ofA, ofB] = [normalized(a, axes[0]), normalized(b, axes[1])]
  if (ofA.length === ofB.length) return [ofA, ofB]
  throw new ShapeError(
    `tensordot: the lists of axes [${ofA.join(', ')}] and [${ofB.join(', ')}] differ in length; each axis of a needs one of b.`,
  )
}

/** The axes counted from 0, in their order. */
function normalized(x: Tensor, axes: number | readonly number[]): number[] {
  const all = [axes].flat().map((axis) => normalizeAxis('tensordot', axis, x.rank, x.shape))
  const twice = all.find((axis, i) => all.indexOf(axis) !== i)
  if (twice === undefined) return all
  throw new ShapeError(`tensordot: axis ${twice} of ${formatShape(x.shape)} is named twice.`)
}

/** The product of two tensors summed over pairs of axes of equal sizes: the other axes of a, then those of b. */
function sumOver(a: Tensor, ofA: readonly number[], b: Tensor, ofB: readonly number[]): Tensor {
  const left = a.shape.map((_, axis) => `a${axis}`)
  const right = b.shape.map((_, axis) => (ofB.includes(axis) ? `a${ofA[ofB.indexOf(axis)]}` : `b${axis}`))
  const keep = new Set([...left, ...right].filter((label) => !left.includes(label) || !right.includes(label)))
  return contract({ x: a, labels: left }, { x: b, labels: right }, keep).x
}
