import type { Algebra } from './algebra.ts'

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
  const call = (name: string) => (a: string) => bind(`Math.${name}(${a})`)
  const infix = (operator: string) => (a: string, b: string) => bind(`${a} ${operator} ${b}`)
  const test = (operator: string) => (a: string, b: string) => bind(`${a} ${operator} ${b} ? 1 : 0`)
  return {
    constant: (value) => (Object.is(value, -0) ? '(-0)' : `(${value})`),
    add: infix('+'),
    sub: infix('-'),
    // the product of two int32 can need more than a double's 53 bits before it wraps
    mul: integer ? (a, b) => bind(`Math.imul(${a}, ${b})`) : infix('*'),
    div: infix('/'),
    pow: (a, b) => bind(`pow(${a}, ${b})`),
    rem: infix('%'),
    neg: (a) => bind(`-${a}`),
    abs: call('abs'),
    floor: call('floor'),
    nearest: (a) => bind(`nearest(${a})`),
    sqrt: call('sqrt'),
    exp: call('exp'),
    expm1: call('expm1'),
    log: call('log'),
    log1p: call('log1p'),
    sin: call('sin'),
    cos: call('cos'),
    tan: call('tan'),
    asin: call('asin'),
    acos: call('acos'),
    atan: call('atan'),
    atan2: (a, b) => bind(`Math.atan2(${a}, ${b})`),
    sinh: call('sinh'),
    cosh: call('cosh'),
    tanh: call('tanh'),
    erf: (a) => bind(`erf(${a})`),
    less: test('<'),
    lessEqual: test('<='),
    equal: test('==='),
    select: (condition, yes, no) => bind(`${condition} !== 0 ? ${yes} : ${no}`),
  }
}
