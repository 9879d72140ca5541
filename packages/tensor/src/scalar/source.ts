import type { Algebra } from './algebra.ts'
import { forFunctions } from './functions.ts'

/**
 * Formulas read as JavaScript source: each step becomes a statement `const t3 = ...`, so that a value which is used
 * twice is computed once. From outside the generated code sees the names of `outside` in numbers.ts.
 */
export function sourceAlgebra(statements: string[], integer: boolean): Algebra<string> {
  const bind = (expression: string): string => {
    const name = `t${statements.length}`
    statements.push(`const ${name} = ${expression}`)
    return name
  }
  const call =
    (name: string) =>
    (...operands: string[]) =>
      bind(`${name}(${operands})`)
  const ofMath = (name: string) => call(`Math.${name}`)
  const infix = (operator: string) => (a: string, b: string) => bind(`${a} ${operator} ${b}`)
  const test = (operator: string) => (a: string, b: string) => bind(`${a} ${operator} ${b} ? 1 : 0`)
  return {
    ...forFunctions(ofMath),
    constant: (value) => (Object.is(value, -0) ? '(-0)' : `(${value})`),
    add: infix('+'),
    sub: infix('-'),
    // a product or power of int32 can need more than a double's 53 bits before it wraps
    mul: integer ? ofMath('imul') : infix('*'),
    div: infix('/'),
    pow: call(integer ? 'integerPower' : 'pow'),
    rem: infix('%'),
    neg: (a) => bind(`-${a}`),
    abs: ofMath('abs'),
    floor: ofMath('floor'),
    nearest: call('nearest'),
    sqrt: ofMath('sqrt'),
    erf: call('erf'),
    less: test('<'),
    lessEqual: test('<='),
    equal: test('==='),
    select: (condition, yes, no) => bind(`${condition} !== 0 ? ${yes} : ${no}`),
  }
}
