import { apply } from '../apply.ts'
import { checkOptions, ShapeError } from '../errors.ts'
import { finish, reduceKernel } from '../kernels/reduce.ts'
import type { Monoid, ReductionAttrs, ReductionOp } from '../op.ts'
import type { Formula } from '../scalar/algebra.ts'
import { numbers } from '../scalar/numbers.ts'
import { dim, normalizeAxes } from '../shape.ts'
import type { Shape } from '../shape-types/index.ts'
import type { Reduction } from '../signatures/index.ts'
import type { Tensor } from '../tensor.ts'
import { callable } from './callable.ts'
import type { DTypeRule } from './elementwise.ts'
import { only } from './operands.ts'

/** The options of every op that reduces axes, as they are given. */
export interface ReductionOptions {
  readonly axis?: number | readonly number[]
  readonly keepDims?: boolean
}

/** What a reduction is besides its monoid. */
interface Definition {
  readonly dtype: DTypeRule
  /** the result from what the elements gave and their number; by default it is what they gave */
  readonly end?: Formula
  /** true when it has no meaning for no elements at all */
  readonly needsElements?: boolean
}

/** Declares an op that combines the elements along axes. */
export function reduction(name: string, monoid: Monoid, definition: Definition): Reduction<ReductionOp> {
  const { dtype, end = null, needsElements = false } = definition
  const op: ReductionOp = {
    name,
    family: 'reduction',
    arity: 1,
    monoid,
    end,
    infer(inputs, attrs) {
      const x = only(inputs)
      if (needsElements && countAlong(x.shape, attrs.axes) === 0) {
        throw new ShapeError(
          `${name}: ${x.describe()} has no elements to choose from along axes [${attrs.axes.join(', ')}].`,
        )
      }
      return { shape: reducedShape(x.shape, attrs), dtype: dtype([x.dtype], name) }
    },
    kernel(inputs, attrs, out) {
      const x = only(inputs)
      const totals = reduceKernel(monoid, x, attrs.axes)
      if (end !== null) {
        const count = countAlong(x.shape, attrs.axes)
        for (let i = 0; i < totals.length; i++) totals[i] = end(numbers, totals[i] ?? Number.NaN, count)
      }
      return finish(totals, out)
    },
  }
  return callable(op, (x: Tensor, options: ReductionOptions = {}) => {
    checkOptions(name, options, ['axis', 'keepDims'])
    return apply(op, [x], reductionAttrs(name, x, options))
  })
}

/** The axes counted from 0, all of them by default, and whether they stay. */
export function reductionAttrs(owner: string, x: Tensor, { axis, keepDims = false }: ReductionOptions): ReductionAttrs {
  return { axes: normalizeAxes(owner, axis, x.shape), keepDims }
}

/** How many elements go into each result. */
export function countAlong(shape: Shape, axes: readonly number[]): number {
  return axes.reduce((count, axis) => count * dim(shape, axis), 1)
}

export function reducedShape(shape: Shape, { axes, keepDims }: ReductionAttrs): number[] {
  if (keepDims) return shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
  return shape.filter((_, axis) => !axes.includes(axis))
}
