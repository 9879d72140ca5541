// The article's letters and formulas, in Unicode for a terminal and in LaTeX for a page.
import type { Element, Quantity } from './comparison.ts'
import { latex, latexEqual, unicode, unicodeEqual } from './expression.ts'
import { latexNumeral, numeral } from './numerals.ts'

/** The same in both scripts. */
export interface Written {
  readonly unicode: string
  readonly latex: string
}

type Place = Pick<Quantity, 'kind' | 'layer'>

/** The symbol of a quantity: `Z⁽¹⁾`, `dA⁽¹⁾`, `db⁽²⁾`. */
export function symbolOf({ kind, layer }: Place): Written {
  switch (kind) {
    case 'X':
    case 'Y':
    case 'J':
      return { unicode: kind, latex: kind }
    case 'dYHat':
      return ofLayer('dA', layer)
    case 'dAPrev':
      return layer === 1 ? { unicode: 'dX', latex: 'dX' } : ofLayer('dA', layer - 1)
    default:
      return ofLayer(kind, layer)
  }
}

/** The article's formula of a quantity, in matrices. */
export function formulaOf({ kind, layer }: Place, layers: number): Written {
  const [Z, A, W, b] = [ofLayer('Z', layer), outputOf(layer), ofLayer('W', layer), ofLayer('b', layer)]
  const [dA, dZ, APrev] = [ofLayer('dA', layer), ofLayer('dZ', layer), outputOf(layer - 1)]
  const isLast = layer === layers
  const self = symbolOf({ kind, layer })
  const write = (u: string, l: string): Written => {
    return { unicode: `${self.unicode} = ${u}`, latex: `${self.latex} = ${l}` }
  }
  switch (kind) {
    case 'Z':
      return write(`${W.unicode} ${APrev.unicode} + ${b.unicode}`, `${W.latex} ${APrev.latex} + ${b.latex}`)
    case 'A':
      return isLast
        ? write(`Ŷ = σ(${Z.unicode})`, `\\hat{Y} = \\sigma(${Z.latex})`)
        : write(`relu(${Z.unicode})`, `\\mathrm{relu}(${Z.latex})`)
    case 'J':
      return write(
        '-1/m Σᵢ [ yᵢ log ŷᵢ + (1 - yᵢ) log(1 - ŷᵢ) ]',
        '-\\frac{1}{m} \\sum_{i=1}^{m} \\left[\\, y_i \\log \\hat{y}_i + (1 - y_i) \\log(1 - \\hat{y}_i) \\,\\right]',
      )
    case 'dYHat':
      return write(
        'dŶ = -( Y/Ŷ - (1 - Y)/(1 - Ŷ) )',
        'd\\hat{Y} = -\\left( \\frac{Y}{\\hat{Y}} - \\frac{1 - Y}{1 - \\hat{Y}} \\right)',
      )
    case 'dZ':
      return isLast
        ? write(
            `${dA.unicode} ∘ σ'(${Z.unicode}) = ${dA.unicode} ∘ ${A.unicode} ∘ (1 - ${A.unicode})`,
            `${dA.latex} \\circ \\sigma'(${Z.latex}) = ${dA.latex} \\circ ${A.latex} \\circ (1 - ${A.latex})`,
          )
        : write(
            `${dA.unicode} ∘ relu'(${Z.unicode}) = ${dA.unicode} ∘ ⟦${Z.unicode} > 0⟧`,
            `${dA.latex} \\circ \\mathrm{relu}'(${Z.latex}) = ${dA.latex} \\circ [\\,${Z.latex} > 0\\,]`,
          )
    case 'dW':
      return write(`1/m ${dZ.unicode} ${APrev.unicode}ᵀ`, `\\frac{1}{m}\\, ${dZ.latex} ${transposed(APrev.latex)}`)
    case 'db':
      return write(`1/m Σᵢ ${dZ.unicode}[:, i]`, `\\frac{1}{m} \\sum_{i=1}^{m} ${dZ.latex}_{:,i}`)
    case 'dAPrev':
      return write(`${W.unicode}ᵀ ${dZ.unicode}`, `${transposed(W.latex)} ${dZ.latex}`)
    default:
      return self
  }
}

/** `Z⁽¹⁾₂,₁ = 0.5·1 + ... = 0.48`, counted from 1. */
export function elementText(place: Place, { row, column, expression, value }: Element): Written {
  const self = symbolOf(place)
  const isVector = place.kind === 'db'
  const isScalar = place.kind === 'J'
  const indices = isVector ? [row + 1] : [row + 1, column + 1]
  const name: Written = isScalar
    ? self
    : { unicode: `${self.unicode}${indices.map(subscript).join(',')}`, latex: `${self.latex}_{${indices.join(',')}}` }
  return {
    unicode: `${name.unicode} = ${unicode(expression)} ${unicodeEqual(expression, value)} ${numeral(value)}`,
    latex: `${name.latex} = ${latex(expression)} ${latexEqual(expression, value)} ${latexNumeral(value)}`,
  }
}

/** The tape's node as a symbol: `v₇` its value, `v̄₇` its adjoint. */
export function nodeSymbol({ node, part }: Pick<Quantity, 'node' | 'part'>): Written {
  const isValue = part === 'value'
  return {
    unicode: `${isValue ? 'v' : 'v\u0304'}${subscript(node.index)}`,
    latex: `${isValue ? 'v' : '\\bar{v}'}_{${node.index}}`,
  }
}

/** The quantity, made from the tape's node: `3 · v̄₇ᵀ`. */
export function fromNode(quantity: Pick<Quantity, 'kind' | 'node' | 'part' | 'factor'>): Written {
  const { kind, factor } = quantity
  const symbol = nodeSymbol(quantity)
  if (kind === 'J') return symbol
  const times = factor === 1 ? '' : String(factor)
  return {
    unicode: `${times === '' ? '' : `${times} · `}${symbol.unicode}ᵀ`,
    latex: `${times === '' ? '' : `${times}\\, `}${transposed(symbol.latex)}`,
  }
}

function ofLayer(letter: string, layer: number): Written {
  return { unicode: `${letter}⁽${superscript(layer)}⁾`, latex: `${letter}^{(${layer})}` }
}

function outputOf(layer: number): Written {
  return layer === 0 ? { unicode: 'X', latex: 'X' } : ofLayer('A', layer)
}

/** What has a superscript already gets the sign into it. */
function transposed(tex: string): string {
  return tex.endsWith(')}') ? `${tex.slice(0, -1)}\\top}` : `${tex}^{\\top}`
}

const superscript = (n: number): string => digitsOf(n, '⁰¹²³⁴⁵⁶⁷⁸⁹')

const subscript = (n: number): string => digitsOf(n, '₀₁₂₃₄₅₆₇₈₉')

function digitsOf(n: number, alphabet: string): string {
  return [...String(n)].map((digit) => alphabet[Number(digit)] ?? digit).join('')
}
