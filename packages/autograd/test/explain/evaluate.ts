// Reads a formula as a person would, by the rules of precedence, and computes it. It knows nothing of the code that writes them.
// It computes in the integers modulo a prime: there is no rounding, so that two formulas that mean the same give the same.
import type { Algebra } from '@adjoint/tensor'
import { numbers } from '@adjoint/tensor/backend'

const prime = 65521
const powers = '⁰¹²³⁴⁵⁶⁷⁸⁹'

const modulo = (x: number): number => ((x % prime) + prime) % prime

function raised(base: number, exponent: number): number {
  let result = 1
  for (let i = 0; i < exponent; i++) result = modulo(result * base)
  return result
}

/** By Fermat; of 0, which has none, it gives 0. */
const inverse = (x: number): number => {
  let [result, base] = [1, x]
  for (let exponent = prime - 2; exponent > 0; exponent = Math.floor(exponent / 2)) {
    if (exponent % 2 === 1) result = modulo(result * base)
    base = modulo(base * base)
  }
  return result
}

/** Some function of its operands, another one for each name. */
const some = (name: string, ...x: readonly number[]): number =>
  [...name].map((letter) => letter.codePointAt(0) ?? 0).concat(x).reduce((hash, one) => modulo(hash * 31 + one * 7 + 3), 1) // biome-ignore format: one chain

/** The algebra of formulas, modulo the prime. */
export const field: Algebra<number> = {
  ...numbers,
  constant: modulo,
  add: (a, b) => modulo(a + b),
  sub: (a, b) => modulo(a - b),
  mul: (a, b) => modulo(a * b),
  div: (a, b) => modulo(a * inverse(b)),
  neg: (a) => modulo(-a),
  pow: raised,
  sqrt: (a) => some('√', a),
  abs: (a) => some('|', a),
  exp: (a) => some('exp', a),
  expm1: (a) => modulo(some('exp', a) - 1),
  log1p: (a) => some('ln', modulo(1 + a)),
  tanh: (a) => some('tanh', a),
  atan2: (a, b) => some('atan2', a, b),
}

/** The value of a formula such as `-x0² / (1 + exp(x1))`. */
export function evaluate(text: string, variables: Readonly<Record<string, number>>): number {
  const tokens = text.match(/[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[a-z]+\d*|\d+|[^\s]/g) ?? []
  let next = 0
  const take = (...wanted: readonly string[]): string | null => {
    const token = tokens[next]
    if (token === undefined || !wanted.includes(token)) return null
    next++
    return token
  }
  const closed = (value: number, bracket: string): number => {
    if (take(bracket) !== null) return value
    throw new SyntaxError(`${bracket} was expected, not ${tokens[next]}, in ${text}`)
  }
  const sum = (): number => {
    let value = take('-') === null ? product() : field.neg(product())
    for (let sign = take('+', '-'); sign !== null; sign = take('+', '-'))
      value = field[sign === '+' ? 'add' : 'sub'](value, product())
    return value
  }
  const product = (): number => {
    let value = power()
    for (let sign = take('·', '/'); sign !== null; sign = take('·', '/'))
      value = field[sign === '·' ? 'mul' : 'div'](value, power())
    return value
  }
  const power = (): number => {
    const base = take('√') === null ? atom() : field.sqrt(atom())
    const exponent = tokens[next]
    if (exponent === undefined || !powers.includes(exponent[0] ?? ' ')) return base
    next++
    return raised(base, Number([...exponent].map((digit) => powers.indexOf(digit)).join('')))
  }
  const atom = (): number => {
    if (take('(') !== null) return closed(sum(), ')')
    if (take('|') !== null) return closed(field.abs(sum()), '|')
    const token = tokens[next++] ?? ''
    if (/^\d/.test(token)) return modulo(Number(token))
    const variable = variables[token]
    if (variable !== undefined) return variable
    if (!/^[a-z]/.test(token) || take('(') === null) throw new SyntaxError(`${token} is unknown, in ${text}`)
    const operands = [sum()]
    while (take(',') !== null) operands.push(sum())
    return closed(some(token, ...operands), ')')
  }
  const value = sum()
  if (next < tokens.length) throw new SyntaxError(`${tokens[next]} is left over, in ${text}`)
  return value
}
