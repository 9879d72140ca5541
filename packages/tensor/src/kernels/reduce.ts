import { allocate } from '../allocation.ts'
import { blank, NDArray } from '../array.ts'
import { type DType, dtypeOf, isFloat, type TypedArray } from '../dtype.ts'
import type { Monoid, ShapeDType } from '../op.ts'
import { integers, numbers } from '../scalar/numbers.ts'
import { sourceAlgebra } from '../scalar/source.ts'
import { rowMajor, sizeOf } from '../shape.ts'
import { formsOf, once } from './forms.ts'
import { compileLoop, type Loop, loopSource, nested, walk } from './loop.ts'
import { reduceVectors } from './wasm/reduce.ts'

/**
 * Combines the elements of `x` along `axes` (sorted). Whatever the dtype, it accumulates in float64, so that a float32
 * sum does not lose what a float32 accumulator would round away.
 *
 * @returns one float64 for each element of the result, in row-major order
 */
export function reduceKernel(monoid: Monoid, x: NDArray, axes: readonly number[]): TypedArray {
  return reduceVectors(monoid, x, axes) ?? reduceLoop(monoid, x, axes)
}

function reduceLoop(monoid: Monoid, x: NDArray, axes: readonly number[]): TypedArray {
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
  const data = allocate('float64', sizeOf(kept)).fill(monoid.start)
  if (x.size === 0) return data
  const strides = rowMajor(kept).map((stride, axis) => (axes.includes(axis) ? 0 : stride))
  const { shape, operands } = nested(x.shape, [{ data, offset: 0, strides }, x])
  const inner = operands[0]?.strides.at(-1) === 0
  loopFor(monoid, dtypeOf(x.data), shape.length, inner)(shape, operands)
  return data
}

/** Converts what was accumulated into an array of the result's shape and dtype. */
export function finish(accumulated: TypedArray, out: ShapeDType): NDArray {
  if (out.dtype === 'float64') return new NDArray(accumulated, out.dtype, out.shape)
  const result = blank(out)
  result.data.set(accumulated)
  return result
}

const cache = new WeakMap<Monoid, Map<string, Loop>>()

function loopFor(monoid: Monoid, dtype: DType, rank: number, inner: boolean): Loop {
  const key = `${rank} ${dtype} ${inner}`
  const loops = formsOf(cache, monoid)
  return once(loops, key, () => compileLoop(reductionSource(monoid, dtype, rank, inner)) ?? interpreted(monoid, dtype))
}

/** `inner`: the innermost loop runs along a reduced axis, so the accumulator stays in a local variable. */
function reductionSource(monoid: Monoid, dtype: DType, rank: number, inner: boolean): string {
  const statements: string[] = []
  const result = monoid.combine(sourceAlgebra(statements, !isFloat(dtype)), 'sum', 'v1')
  const load = 'sum = x0[p0]'
  const store = 'x0[p0] = sum'
  const body = ['const v1 = x1[p1]', ...statements, `sum = ${result}`]
  return loopSource(rank, 2, {
    before: inner ? `let ${load}` : '',
    inside: (inner ? body : [`let ${load}`, ...body, store]).join('\n'),
    after: inner ? store : '',
  })
}

function interpreted(monoid: Monoid, dtype: DType): Loop {
  const algebra = isFloat(dtype) ? numbers : integers
  return (shape, operands) => {
    const [target, x] = operands
    if (target === undefined || x === undefined) return
    walk(shape, operands, ([at = 0, from = 0]) => {
      target.data[at] = monoid.combine(algebra, target.data[at] ?? Number.NaN, x.data[from] ?? Number.NaN)
    })
  }
}
