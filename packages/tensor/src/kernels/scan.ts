import { blank, type NDArray } from '../array.ts'
import { type DType, dtypeOf, isFloat } from '../dtype.ts'
import type { ShapeDType } from '../op.ts'
import type { Formula } from '../scalar/algebra.ts'
import { integers, numbers } from '../scalar/numbers.ts'
import { sourceAlgebra } from '../scalar/source.ts'
import { rowMajor, sizeOf } from '../shape.ts'
import { formsOf } from './forms.ts'
import { collapse } from './layout.ts'
import { compileLoop, type Loop, loopSource, walk } from './loop.ts'

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
  const states = { data: new Float64Array(sizeOf(slab)).fill(scan.start), offset: 0 }
  const steps = rowMajor(slab).with(axis, 0)
  const { shape, strides } = collapse(out.shape, [steps, result.strides, ...inputs.map((x) => x.strides)])
  const operands = [states, result, ...inputs].map(({ data, offset }, k) => ({
    data,
    offset,
    strides: strides[k] ?? [],
  }))
  const inner = strides[0]?.at(-1) === 0
  loopFor(scan, inputs.map(({ data }) => dtypeOf(data)), shape.length, inner)(shape, operands) // biome-ignore format: one line
  return result
}

const cache = new WeakMap<Scan, Map<string, Loop>>()

function loopFor(scan: Scan, dtypes: readonly DType[], rank: number, inner: boolean): Loop {
  const loops = formsOf(cache, scan)
  const key = `${rank} ${dtypes} ${inner}`
  let loop = loops.get(key)
  if (loop === undefined) {
    loop = compileLoop(scanSource(scan, dtypes, rank, inner)) ?? interpreted(scan, dtypes)
    loops.set(key, loop)
  }
  return loop
}

/** `inner`: the innermost loop runs along the axis, so the state stays in a local variable. */
function scanSource({ step }: Scan, dtypes: readonly DType[], rank: number, inner: boolean): string {
  const statements: string[] = []
  const names = dtypes.map((_, k) => `v${k + 2}`)
  const next = step(sourceAlgebra(statements, !dtypes.some(isFloat)), 'state', ...names)
  const load = 'let state = x0[p0]'
  const loads = dtypes.map((_, k) => `const v${k + 2} = x${k + 2}[p${k + 2}]`)
  const body = [...loads, ...statements, `x1[p1] = state = ${next}`]
  return loopSource(rank, 2 + dtypes.length, {
    before: inner ? load : '',
    inside: (inner ? body : [load, ...body, 'x0[p0] = state']).join('\n'),
    after: '',
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
