import type { Buffer } from '../array.ts'
import { type DType, dtypeOf, isFloat, stored } from '../dtype.ts'
import type { Formula } from '../scalar/algebra.ts'
import { integers, numbers } from '../scalar/numbers.ts'
import { sourceAlgebra } from '../scalar/source.ts'
import { sizeOf } from '../shape.ts'
import { formsOf } from './forms.ts'
import { collapse } from './layout.ts'
import { compileLoop, type Loop, walk } from './loop.ts'

/**
 * Changes each element of the target, an array that is still being made.
 *
 * @param formula the new number from the one that is there, and from those of the sources
 * @param sources of the target's shape
 */
export function update(formula: Formula, target: Buffer, ...sources: readonly Buffer[]): void {
  if (sizeOf(target.shape) === 0) return
  const all = [target, ...sources]
  const { shape, strides } = collapse(
    target.shape,
    all.map((one) => one.strides),
  )
  const operands = all.map(({ data, offset }, k) => ({ data, offset, strides: strides[k] ?? [] }))
  const dtypes = all.map(({ data }) => dtypeOf(data))
  loopFor(formula, dtypes, shape.length)(shape, operands)
}

// one loop for each formula, rank and list of dtypes: see formula-loop.ts
const cache = new WeakMap<Formula, Map<string, Loop>>()

function loopFor(formula: Formula, dtypes: readonly DType[], rank: number): Loop {
  const loops = formsOf(cache, formula)
  const key = `${rank} ${dtypes}`
  let loop = loops.get(key)
  if (loop === undefined) {
    loop = compileLoop(updateSource(formula, dtypes, rank)) ?? interpreted(formula, dtypes)
    loops.set(key, loop)
  }
  return loop
}

// Windows make short rows, so that what a row costs beside its elements counts. `| 0` tells the engine that a position is an
// int32 and needs no check, which halves the time; the target's own element is loaded and stored at one position.
function updateSource(formula: Formula, dtypes: readonly DType[], rank: number): string {
  const each = (write: (k: number) => string): string => dtypes.map((_, k) => write(k)).join(' ')
  const nest = (axis: number): string => {
    const body =
      axis === rank - 1
        ? elementSource(formula, dtypes, axis)
        : `${each((k) => `let p${k}_${axis + 1} = p${k}_${axis};`)}\n${nest(axis + 1)}`
    return `for (let i${axis} = 0, n = shape[${axis}] | 0; i${axis} < n; i${axis} = (i${axis} + 1) | 0) {
${body}
${each((k) => `p${k}_${axis} = (p${k}_${axis} + s${k}_${axis}) | 0;`)}
}`
  }
  const head = each((k) => {
    const steps = Array.from({ length: rank }, (_, axis) => `s${k}_${axis} = x[${k}].strides[${axis}] | 0`)
    return `const x${k} = x[${k}].data, ${steps.join(', ')}; let p${k}_0 = x[${k}].offset | 0;\n`
  })
  return head + nest(0)
}

function elementSource(formula: Formula, dtypes: readonly DType[], axis: number): string {
  const statements: string[] = []
  const result = formula(sourceAlgebra(statements, !dtypes.some(isFloat)), ...dtypes.map((_, k) => `v${k}`))
  const used = [...statements, result].join('\n')
  const loads = dtypes.flatMap((_, k) => (used.includes(`v${k}`) ? [`const v${k} = x${k}[p${k}_${axis}]`] : []))
  const store = dtypes[0] === 'bool' ? `${result} !== 0 ? 1 : 0` : result
  return [...loads, ...statements, `x0[p0_${axis}] = ${store}`].join('\n')
}

/** The same loop without generated code. */
function interpreted(formula: Formula, dtypes: readonly DType[]): Loop {
  const algebra = dtypes.some(isFloat) ? numbers : integers
  return (shape, operands) => {
    const [target] = operands
    walk(shape, operands, (positions) => {
      const values = operands.map(({ data }, k) => data[positions[k] ?? 0] ?? Number.NaN)
      if (target !== undefined)
        target.data[positions[0] ?? 0] = stored(formula(algebra, ...values), dtypes[0] ?? 'float64')
    })
  }
}

/** What is there, and a term more. */
export const addition: Formula = (m, sum, term) => m.add(sum, term)

/** The source's number in its place. */
export const replacement: Formula = (_m, _old, value) => value
