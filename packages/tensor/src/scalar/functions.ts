import type { Algebra, Formula } from './algebra.ts'
import { numbers } from './numbers.ts'

/** The members of the algebra that are functions, and not only instructions. */
export type FunctionName =
  | ('pow' | 'rem' | 'exp' | 'expm1' | 'log' | 'log1p' | 'sin' | 'cos' | 'tan' | 'asin' | 'acos' | 'atan' | 'atan2')
  | ('sinh' | 'cosh' | 'tanh' | 'erf')

/** One member for each function. */
export function forFunctions<F>(make: (name: FunctionName) => F): Record<FunctionName, F> {
  return {
    pow: make('pow'),
    rem: make('rem'),
    exp: make('exp'),
    expm1: make('expm1'),
    log: make('log'),
    log1p: make('log1p'),
    sin: make('sin'),
    cos: make('cos'),
    tan: make('tan'),
    asin: make('asin'),
    acos: make('acos'),
    atan: make('atan'),
    atan2: make('atan2'),
    sinh: make('sinh'),
    cosh: make('cosh'),
    tanh: make('tanh'),
    erf: make('erf'),
  }
}

const known = new WeakMap<Formula, ReadonlySet<FunctionName>>()

/** The names of the functions that a formula calls. It is read once, with numbers that do not matter. */
export function functionsIn(formula: Formula, arity: number): ReadonlySet<FunctionName> {
  const before = known.get(formula)
  if (before !== undefined) return before
  const called = new Set<FunctionName>()
  const watch = (name: FunctionName) => (): number => {
    called.add(name)
    return 1
  }
  const watched: Algebra<number> = { ...numbers, ...forFunctions(watch) }
  formula(watched, ...new Array<number>(arity).fill(1))
  known.set(formula, called)
  return called
}
