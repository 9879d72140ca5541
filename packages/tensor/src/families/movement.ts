import type { Layout, NDArray } from '../array.ts'
import type { Op } from '../op.ts'
import { rowMajor } from '../shape.ts'
import { only } from './operands.ts'

/** An op that reads the same numbers through another layout: a view, which copies nothing. */
export function movement<A>(name: string, view: (x: Layout, attrs: A) => Layout): Op<A, 1> {
  return {
    name,
    family: 'movement',
    arity: 1,
    infer: (inputs, attrs) => {
      const x = only(inputs)
      return { shape: view({ shape: x.shape, strides: rowMajor(x.shape), offset: 0 }, attrs).shape, dtype: x.dtype }
    },
    kernel: (inputs: readonly NDArray[], attrs) => {
      const x = only(inputs)
      return x.view(view(x, attrs))
    },
  }
}
