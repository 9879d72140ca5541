// How a number is written, the same everywhere: four digits, and a power of ten where a plain number would be long.

const digits = 4

/** `0.5834`, `-2`, `1.2e-5`; trailing zeros are left out, and -0 is 0. */
export function numeral(x: number): string {
  if (!Number.isFinite(x)) return String(x)
  const size = Math.abs(x)
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) {
    const [mantissa, exponent] = x.toExponential(digits - 1).split('e')
    return `${Number(mantissa)}e${Number(exponent)}`
  }
  return String(Number(x.toPrecision(digits)) + 0) // -0 + 0 is 0
}

/** The same in LaTeX, with a power of ten written as one. */
export function latexNumeral(x: number): string {
  if (Number.isNaN(x)) return '\\mathrm{NaN}'
  if (!Number.isFinite(x)) return x < 0 ? '-\\infty' : '\\infty'
  const [mantissa = '', exponent] = numeral(x).split('e')
  if (exponent === undefined) return mantissa
  return mantissa === '1' ? `10^{${exponent}}` : `${mantissa} \\cdot 10^{${exponent}}`
}

/** Is all of the number in its numeral? What rounding alone has added behind its twelfth digit does not count. */
export function isExact(x: number): boolean {
  return Math.abs(Number(numeral(x)) - x) <= 1e-12 * Math.abs(x)
}

/** A difference or a bound: one or two digits are enough. */
export function small(x: number): string {
  return x === 0 ? '0' : x.toExponential(1)
}
