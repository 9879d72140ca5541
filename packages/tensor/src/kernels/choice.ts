import type { NDArray } from '../array.ts'
import { type DType, dtypeOf } from '../dtype.ts'
import { dim, rowMajor, sizeOf } from '../shape.ts'
import { once } from './forms.ts'
import { compileLoop, type Loop, loopSource, nested, walk } from './loop.ts'

/** Which element is looked for. */
export type Extreme = 'largest' | 'smallest'

/**
 * The positions along an axis of the largest or the smallest elements: of several the first one, and of NaN, where there is one.
 *
 * @returns an int32 for each element of the result, in row-major order
 */
export function choiceKernel(extreme: Extreme, x: NDArray, axis: number): Int32Array {
  const slab = x.shape.with(axis, 1)
  const chosen = new Int32Array(sizeOf(slab))
  if (x.size === 0) return chosen
  const strides = rowMajor(slab).with(axis, 0)
  const worst = extreme === 'largest' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  const best = new Float64Array(chosen.length).fill(worst)
  const positions = Int32Array.from({ length: dim(x.shape, axis) }, (_, i) => i)
  const along = x.shape.map((_, i) => (i === axis ? 1 : 0))
  const { shape, operands } = nested(x.shape, [
    { data: chosen, offset: 0, strides },
    { data: best, offset: 0, strides },
    { data: positions, offset: 0, strides: along },
    x,
  ])
  const inner = operands[0]?.strides.at(-1) === 0
  loopFor(extreme, dtypeOf(x.data), shape.length, inner)(shape, operands)
  return chosen
}

const loops = new Map<string, Loop>()

function loopFor(extreme: Extreme, dtype: DType, rank: number, inner: boolean): Loop {
  const key = `${extreme} ${rank} ${dtype} ${inner}`
  return once(loops, key, () => compileLoop(choiceSource(extreme, rank, inner)) ?? interpreted(extreme))
}

/** `inner`: the innermost loop runs along the axis, so the best so far stays in local variables. */
function choiceSource(extreme: Extreme, rank: number, inner: boolean): string {
  const load = 'let chosen = x0[p0], best = x1[p1]'
  const store = 'x0[p0] = chosen; x1[p1] = best'
  // NaN is the first that is not equal to itself; nothing is better
  const better = `value ${extreme === 'largest' ? '>' : '<'} best || (value !== value && best === best)`
  const body = ['const value = x3[p3]', `if (${better}) { best = value; chosen = x2[p2] }`]
  return loopSource(rank, 4, {
    before: inner ? load : '',
    inside: (inner ? body : [load, ...body, store]).join('\n'),
    after: inner ? store : '',
  })
}

/** The same loop without generated code. */
function interpreted(extreme: Extreme): Loop {
  return (shape, operands) => {
    const [chosen, best, positions, x] = operands
    if (chosen === undefined || best === undefined || positions === undefined || x === undefined) return
    walk(shape, operands, ([at = 0, _best, position = 0, from = 0]) => {
      const [value, record] = [x.data[from] ?? Number.NaN, best.data[at] ?? Number.NaN]
      const better = extreme === 'largest' ? value > record : value < record
      if (!better && !(Number.isNaN(value) && !Number.isNaN(record))) return
      best.data[at] = value
      chosen.data[at] = positions.data[position] ?? 0
    })
  }
}
