/** How tightly a formula holds together. Where it meets an operator that binds more, it needs brackets. */
export const binding = { choice: 0, sum: 1, quotient: 2, product: 3, juxtaposition: 4, power: 5, atom: 6 } as const

export type Binding = (typeof binding)[keyof typeof binding]

/**
 * A formula in two scripts. The LaTeX has no backslash before a sign, such as `\\` or `\,`: Markdown would take it away before the
 * formula is read. So lines end in `\cr`.
 */
export interface Written {
  readonly unicode: string
  readonly latex: string
  readonly binds: Binding
}

export function written(unicode: string, latex: string, binds: Binding = binding.atom): Written {
  return { unicode, latex, binds }
}

/** In brackets, unless it holds together at least so tightly. */
export function atLeast(least: Binding, x: Written): Written {
  return x.binds >= least ? x : written(`(${x.unicode})`, `\\left(${x.latex}\\right)`)
}

/** An operator between two operands; of several in a row, the left one is meant first. */
export function infix(unicode: string, latex: string, binds: Binding, right: Binding = binds) {
  return (a: Written, b: Written): Written => {
    const [left, other] = [atLeast(binds, a), atLeast(right, b)]
    return written(`${left.unicode}${unicode}${other.unicode}`, `${left.latex}${latex}${other.latex}`, binds)
  }
}

/** A function with its arguments in brackets. */
export function call(unicode: string, latex: string) {
  return (...x: readonly Written[]): Written =>
    written(
      `${unicode}(${x.map((one) => one.unicode).join(', ')})`,
      `${latex}\\left(${x.map((one) => one.latex).join(', ')}\\right)`,
    )
}

/** A function by its name, as it stands in the program. */
export function named(name: string): (...x: readonly Written[]) => Written {
  return call(name, `\\operatorname{${escapeLatex(name)}}`)
}

/** Text inside a formula. What LaTeX or Markdown would read as a sign of theirs is a hyphen. */
export function escapeLatex(text: string): string {
  return text.replace(/[\\{}$&#^_%~`|<>*]/g, '-')
}

/** Is a text a finite number, as `numeral` writes it? */
export const isNumeral: RegExp = /^-?[\d.]+(e-?\d+)?$/

/** A number below the line: `₁₂`. */
export function subscript(value: number | string): string {
  return shifted(String(value), '₀₁₂₃₄₅₆₇₈₉₋‚')
}

/** A number above the line: `¹²`. */
export function superscript(value: number | string): string {
  return shifted(String(value), '⁰¹²³⁴⁵⁶⁷⁸⁹⁻˒')
}

function shifted(text: string, signs: string): string {
  return [...text].map((sign) => signs['0123456789-,'.indexOf(sign)] ?? sign).join('')
}

/**
 * A number with as many digits as people read, in both scripts; all of those of an integer that int32 holds. A digit that
 * was rounded away is not shown as a 0.
 */
export function numeral(value: number, digits = 6): Written {
  if (Number.isNaN(value)) return written('NaN', '\\mathrm{NaN}')
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  const binds = sign === '' ? binding.atom : binding.sum
  if (!Number.isFinite(value)) return written(`${sign}∞`, `${sign}\\infty`, binds)
  const whole = value === (value | 0)
  const rounded = whole ? Math.abs(value) : Number(Math.abs(value).toPrecision(digits))
  const scientific = !whole && (rounded < 1e-4 || rounded >= 10 ** digits)
  const text = sign + (scientific ? rounded.toExponential().replace('+', '') : String(rounded))
  const [mantissa = '', exponent] = text.split('e')
  if (exponent === undefined) return written(text, text, binds)
  return written(text, `${mantissa} \\times 10^{${Number(exponent)}}`, sign === '' ? binding.product : binding.sum)
}
