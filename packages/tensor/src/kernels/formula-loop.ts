import { type DType, isFloat } from '../dtype.ts'
import type { Formula } from '../scalar/algebra.ts'
import { integers, numbers } from '../scalar/numbers.ts'
import { sourceAlgebra } from '../scalar/source.ts'
import { formsOf, once } from './forms.ts'
import { compileLoop, type Loop, loopSource, walk } from './loop.ts'

// One compiled loop for each formula, rank and list of dtypes: the engine keeps a loop fast as long as it always meets
// the same kinds of arrays.
const cache = new WeakMap<Formula, Map<number, Loop>>()

// four dtypes: two bits each, above them the rank; a number is found faster than a string
const codes: Record<DType, number> = { bool: 0, int32: 1, float32: 2, float64: 3 }

/** The loop that computes `formula`; `dtypes` are the result's and then the operands'. */
export function formulaLoop(formula: Formula, dtypes: readonly DType[], rank: number): Loop {
  const key = dtypes.reduce((code, dtype) => code * 4 + codes[dtype], rank)
  const loops = formsOf(cache, formula)
  return once(loops, key, () => compileLoop(formulaSource(formula, dtypes, rank)) ?? interpreted(formula, dtypes))
}

function formulaSource(formula: Formula, dtypes: readonly DType[], rank: number): string {
  const statements: string[] = []
  const operands = dtypes.slice(1).map((_, k) => `v${k + 1}`)
  const result = formula(sourceAlgebra(statements, !dtypes.some(isFloat)), ...operands)
  const loads = operands.map((name, k) => `const ${name} = x${k + 1}[p${k + 1}]`)
  const store = dtypes[0] === 'bool' ? `${result} !== 0 ? 1 : 0` : result
  const inside = [...loads, ...statements, `x0[p0] = ${store}`].join('\n')
  return loopSource(rank, dtypes.length, { inside })
}

/** The same loop without generated code. */
function interpreted(formula: Formula, dtypes: readonly DType[]): Loop {
  const algebra = dtypes.some(isFloat) ? numbers : integers
  return (shape, operands) => {
    const [target, ...rest] = operands
    walk(shape, operands, ([at = 0, ...positions]) => {
      const result = formula(algebra, ...rest.map((x, k) => x.data[positions[k] ?? 0] ?? Number.NaN))
      if (target !== undefined) target.data[at] = dtypes[0] === 'bool' ? Number(result !== 0) : result
    })
  }
}
