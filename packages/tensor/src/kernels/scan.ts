import { blank, type NDArray } from '../array.ts'
import { type DType, isFloat } from '../dtype.ts'
import type { ShapeDType } from '../op.ts'
import type { Formula } from '../scalar/algebra.ts'
import { integers, numbers } from '../scalar/numbers.ts'
import { sourceAlgebra } from '../scalar/source.ts'
import { rowMajor, sizeOf } from '../shape.ts'
import { formsOf, once } from './forms.ts'
import { compileLoop, type Loop, loopSource, nested, walk } from './loop.ts'

/** What a scan does at each element: from the state so far and the inputs' elements to the next state, which is the result. */
export interface Scan {
  readonly start: number
  readonly step: Formula
}

/**
 * Scans the inputs, all of one shape, along an axis. Whatever the dtype the state is a float64, so that a float32 sum does not
 * lose what a float32 state would round away.
 */
export function scanKernel(scan: Scan, inputs: readonly NDArray[], axis: number, out: ShapeDType): NDArray {
  const result = blank(out)
  if (result.size === 0) return result
  const slab = out.shape.with(axis, 1)
  const states = new Float64Array(sizeOf(slab)).fill(scan.start)
  const arrays = [result, ...inputs]
  const strides = rowMajor(slab).with(axis, 0)
  const { shape, operands } = nested(out.shape, [{ data: states, offset: 0, strides }, ...arrays])
  const inner = operands[0]?.strides.at(-1) === 0
  loopFor(scan, arrays.map((x) => x.dtype), shape.length, inner)(shape, operands) // biome-ignore format: one line
  return result
}

const cache = new WeakMap<Scan, Map<string, Loop>>()

/** `dtypes` are the result's and then the inputs'. */
function loopFor(scan: Scan, dtypes: readonly DType[], rank: number, inner: boolean): Loop {
  const key = `${rank} ${dtypes} ${inner}`
  const loops = formsOf(cache, scan)
  return once(loops, key, () => compileLoop(scanSource(scan, dtypes, rank, inner)) ?? interpreted(scan, dtypes))
}

/** `inner`: the innermost loop runs along the axis, so the state stays in a local variable. */
function scanSource({ step }: Scan, dtypes: readonly DType[], rank: number, inner: boolean): string {
  const statements: string[] = []
  const names = dtypes.slice(1).map((_, k) => `v${k + 2}`)
  const next = step(sourceAlgebra(statements, !dtypes.some(isFloat)), 'state', ...names)
  const load = 'let state = x0[p0]'
  const loads = names.map((name, k) => `const ${name} = x${k + 2}[p${k + 2}]`)
  const body = [...loads, ...statements, `x1[p1] = state = ${next}`]
  return loopSource(rank, 1 + dtypes.length, {
    before: inner ? load : '',
    inside: (inner ? body : [load, ...body, 'x0[p0] = state']).join('\n'),
  })
}

/** The same loop without generated code. */
function interpreted({ step }: Scan, dtypes: readonly DType[]): Loop {
  const algebra = dtypes.some(isFloat) ? numbers : integers
  return (shape, operands) => {
    const [states, result, ...inputs] = operands
    if (states === undefined || result === undefined) return
    walk(shape, operands, ([state = 0, at = 0, ...positions]) => {
      const elements = inputs.map((x, k) => x.data[positions[k] ?? 0] ?? Number.NaN)
      const next = step(algebra, states.data[state] ?? Number.NaN, ...elements)
      states.data[state] = next
      result.data[at] = next
    })
  }
}
