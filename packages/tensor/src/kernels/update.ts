import type { Buffer } from '../array.ts'
import { type DType, dtypeOf, isFloat, stored } from '../dtype.ts'
import type { Formula } from '../scalar/algebra.ts'
import { integers, numbers } from '../scalar/numbers.ts'
import { sourceAlgebra } from '../scalar/source.ts'
import { sizeOf } from '../shape.ts'
import { formsOf, once } from './forms.ts'
import { compileLoop, type Loop, loopSource, nested, walk } from './loop.ts'

/**
 * Changes each element of the target, an array that is still being made.
 *
 * @param formula the new number from the one that is there, and from those of the sources
 * @param sources of the target's shape
 */
export function update(formula: Formula, target: Buffer, ...sources: readonly Buffer[]): void {
  if (sizeOf(target.shape) === 0) return
  const all = [target, ...sources]
  const { shape, operands } = nested(target.shape, all)
  const dtypes = all.map(({ data }) => dtypeOf(data))
  loopFor(formula, dtypes, shape.length)(shape, operands)
}

// one loop for each formula, rank and list of dtypes: see formula-loop.ts
const cache = new WeakMap<Formula, Map<string, Loop>>()

function loopFor(formula: Formula, dtypes: readonly DType[], rank: number): Loop {
  const key = `${rank} ${dtypes}`
  const loops = formsOf(cache, formula)
  return once(loops, key, () => compileLoop(updateSource(formula, dtypes, rank)) ?? interpreted(formula, dtypes))
}

// Windows make short rows, so that what a row costs beside its elements counts: the target's own element is loaded and
// stored at one position, and nothing is loaded that the formula does not read.
function updateSource(formula: Formula, dtypes: readonly DType[], rank: number): string {
  const statements: string[] = []
  const result = formula(sourceAlgebra(statements, !dtypes.some(isFloat)), ...dtypes.map((_, k) => `v${k}`))
  const used = [...statements, result].join('\n')
  const loads = dtypes.flatMap((_, k) => (used.includes(`v${k}`) ? [`const v${k} = x${k}[p${k}]`] : []))
  const store = dtypes[0] === 'bool' ? `${result} !== 0 ? 1 : 0` : result
  const inside = [...loads, ...statements, `x0[p0] = ${store}`].join('\n')
  return loopSource(rank, dtypes.length, { inside })
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
