import type { Algebra, Formula } from './algebra.ts'
import { numbers } from './numbers.ts'

/** The names of the functions that a formula calls, and not only instructions. It is read once, with numbers that do not matter. */
export function functionsIn(formula: Formula, arity: number): ReadonlySet<string> {
  const called = new Set<string>()
  const watch = (name: string) => (): number => {
    called.add(name)
    return 1
  }
  const watched: Algebra<number> = {
    ...numbers,
    pow: watch('pow'),
    rem: watch('rem'),
    exp: watch('exp'),
    expm1: watch('expm1'),
    log: watch('log'),
    log1p: watch('log1p'),
    sin: watch('sin'),
    cos: watch('cos'),
    tan: watch('tan'),
    asin: watch('asin'),
    acos: watch('acos'),
    atan: watch('atan'),
    atan2: watch('atan2'),
    sinh: watch('sinh'),
    cosh: watch('cosh'),
    tanh: watch('tanh'),
    erf: watch('erf'),
  }
  formula(watched, ...new Array<number>(arity).fill(1))
  return called
}
