import type { Layout } from '../array.ts'
import type { MovementOp } from '../op.ts'
import { rowMajor } from '../shape.ts'
import { only } from './operands.ts'

/**
 * An op that reads the same numbers through another layout: a view, which copies nothing.
 *
 * @param view where the result's elements lie; null where x must be laid out in row-major order first
 */
export function movement<A>(name: string, view: (x: Layout, attrs: A) => Layout | null): MovementOp<A> {
  const ordered = (x: Layout, attrs: A): Layout => {
    const layout = view(x, attrs)
    if (layout === null) throw new RangeError(`${name}: a row-major layout must have a view`)
    return layout
  }
  return {
    name,
    family: 'movement',
    arity: 1,
    view,
    infer: (inputs, attrs) => {
      const x = only(inputs)
      return { shape: ordered({ shape: x.shape, strides: rowMajor(x.shape), offset: 0 }, attrs).shape, dtype: x.dtype }
    },
    kernel: (inputs, attrs) => {
      const x = only(inputs)
      const layout = view(x, attrs)
      if (layout !== null) return x.view(layout)
      const copy = x.toContiguous()
      return copy.view(ordered(copy, attrs))
    },
  }
}
