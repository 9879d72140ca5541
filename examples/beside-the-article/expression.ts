// One element of a matrix, as the formula with the numbers in it: a value to compute, and a text to read.
import { isExact, latexNumeral, numeral } from './numerals.ts'

export type Expression =
  | number
  | { readonly sum: readonly Expression[] }
  | { readonly product: readonly Expression[] }
  | { readonly quotient: readonly [over: Expression, under: Expression] }
  | { readonly minus: Expression }
  /** a - b */
  | { readonly difference: readonly [Expression, Expression] }
  | { readonly log: Expression }
  /** 1 / (1 + e⁻ᶻ) */
  | { readonly sigmoid: number }
  /** max(0, z) */
  | { readonly relu: number }
  /** 1 where z > 0, else 0 */
  | { readonly positive: number }

/** How the parts are written. Sums and products are joined here, and parentheses set, in the same way for all. */
interface Notation {
  readonly number: (x: number) => string
  readonly times: string
  readonly ellipsis: string
  readonly open: string
  readonly close: string
  /** its parts stand in parentheses already, where the notation needs them */
  readonly quotient: (over: string, under: string) => string
  /** does a quotient keep its parts apart by itself? */
  readonly fraction: boolean
  readonly log: (x: string) => string
  readonly sigmoid: (minusZ: string) => string
  readonly relu: (z: string) => string
  readonly positive: (z: string) => string
  readonly equal: (exact: boolean) => string
}

const unicodeNotation: Notation = {
  number: numeral,
  times: '·',
  ellipsis: '…',
  open: '(',
  close: ')',
  quotient: (over, under) => `${over}/${under}`,
  fraction: false,
  log: (x) => `log(${x})`,
  sigmoid: (minusZ) => `1/(1 + exp(${minusZ}))`,
  relu: (z) => `max(0, ${z})`,
  positive: (z) => `⟦${z} > 0⟧`,
  equal: (exact) => (exact ? '=' : '≈'),
}

const latexNotation: Notation = {
  number: latexNumeral,
  times: ' \\cdot ',
  ellipsis: '\\cdots',
  open: '\\left(',
  close: '\\right)',
  quotient: (over, under) => `\\frac{${over}}{${under}}`,
  fraction: true,
  log: (x) => `\\log\\left(${x}\\right)`,
  sigmoid: (minusZ) => `\\frac{1}{1 + e^{${minusZ}}}`,
  relu: (z) => `\\max(0,\\; ${z})`,
  positive: (z) => `[\\,${z} > 0\\,]`,
  equal: (exact) => (exact ? '=' : '\\approx'),
}

/** Sums of more terms are written with their first and last ones only. */
const mostTerms = 5

export function evaluate(expression: Expression): number {
  if (typeof expression === 'number') return expression
  if ('sum' in expression) return expression.sum.reduce<number>((sum, term) => sum + evaluate(term), 0)
  if ('product' in expression) return expression.product.reduce<number>((product, x) => product * evaluate(x), 1)
  if ('quotient' in expression) return evaluate(expression.quotient[0]) / evaluate(expression.quotient[1])
  if ('minus' in expression) return -evaluate(expression.minus)
  if ('difference' in expression) return evaluate(expression.difference[0]) - evaluate(expression.difference[1])
  if ('log' in expression) return Math.log(evaluate(expression.log))
  if ('sigmoid' in expression) return 1 / (1 + Math.exp(-expression.sigmoid))
  if ('relu' in expression) return Math.max(0, expression.relu)
  return expression.positive > 0 ? 1 : 0
}

/** `0.5·1 + (-0.25)·2 + 0.1` */
export const unicode = (expression: Expression): string => write(expression, unicodeNotation, false)

/** The same in LaTeX. */
export const latex = (expression: Expression): string => write(expression, latexNotation, false)

/** `=` where every number is written in full, `≈` where one is rounded. */
export const unicodeEqual = (expression: Expression, value: number): string =>
  unicodeNotation.equal(isShownInFull(expression, value))

export const latexEqual = (expression: Expression, value: number): string =>
  latexNotation.equal(isShownInFull(expression, value))

function isShownInFull(expression: Expression, value: number): boolean {
  return [...numbersIn(expression), value].every(isExact)
}

/** The numbers of an expression, from left to right. */
export function numbersIn(expression: Expression): number[] {
  return typeof expression === 'number' ? [expression] : Object.values(expression).flat().flatMap(numbersIn)
}

/** @param inside is it a part of a sum or a product, which a sign or a sum would tear apart? */
function write(expression: Expression, notation: Notation, inside: boolean): string {
  const bracketed = (text: string): string => (inside ? `${notation.open}${text}${notation.close}` : text)
  if (typeof expression === 'number') {
    const text = notation.number(expression)
    return text.startsWith('-') ? bracketed(text) : text
  }
  if ('sum' in expression) return bracketed(shortened(expression.sum, notation).join(' + '))
  if ('product' in expression) {
    return expression.product.map((factor) => write(factor, notation, true)).join(notation.times)
  }
  if ('quotient' in expression) {
    const [over, under] = expression.quotient.map((part) => write(part, notation, !notation.fraction))
    return notation.quotient(over ?? '', under ?? '')
  }
  if ('minus' in expression) return bracketed(`-${write(expression.minus, notation, true)}`)
  if ('difference' in expression) {
    return bracketed(expression.difference.map((part) => write(part, notation, isSignedOrSum(part))).join(' - '))
  }
  if ('log' in expression) return notation.log(write(expression.log, notation, false))
  if ('sigmoid' in expression) return notation.sigmoid(notation.number(-expression.sigmoid))
  if ('relu' in expression) return notation.relu(notation.number(expression.relu))
  return notation.positive(notation.number(expression.positive))
}

function shortened(terms: readonly Expression[], notation: Notation): string[] {
  const written = (part: readonly Expression[]): string[] =>
    part.map((term) => write(term, notation, isSignedOrSum(term)))
  if (terms.length <= mostTerms) return written(terms)
  return [...written(terms.slice(0, 2)), notation.ellipsis, ...written(terms.slice(-1))]
}

function isSignedOrSum(expression: Expression): boolean {
  return typeof expression === 'number' || 'sum' in expression || 'minus' in expression || 'difference' in expression
}
