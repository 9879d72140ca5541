import { signature } from '@adjoint/tensor'
import type { Contribution, ExplainedFormula, ExplainedNode, Explanation, Step } from './explanation.ts'
import { distinct, short, valueText } from './numbers.ts'
import { adjointSymbol } from './symbols.ts'
import { isNumeral } from './written.ts'

/** Longer lines than this put what is computed on a line of its own. */
const width = 96

/** A longer formula than this makes its own line longer, and no other one. */
const widest = 40

/** Everything: the nodes, the way back, the layers, and what is worth a look. */
export function explanationText(explanation: Explanation): string {
  const { nodes, constants, seeds, steps, layers, findings } = explanation
  const arrays = constants.filter(({ value }) => value.size !== 1)
  const rows = [
    ...arrays.map(({ symbol, value }) => [
      symbol.unicode,
      '',
      signature(value),
      'constant',
      `= ${valueText(value).unicode}`,
    ]),
    ...nodes.map((node) => nodeCells(explanation, node)),
  ]
  const forward = aligned(rows, 3)
  const start = seeds.map(({ node, cotangent }, i) => {
    const again = seeds.findIndex((one) => one.node === node) < i
    return `${adjointSymbol(node).unicode} ${again ? '+=' : '='} ${valueText(cotangent).unicode}`
  })
  const sections = [
    ['Forward', ...forward],
    [`Backward, from ${start.join(', ')}`, '', steps.map((step) => stepText(explanation, step)).join('\n\n')],
  ]
  if (layers.length > 0) {
    const measures = layers.map(({ scope, adjoint, ratio }) => [oneLine(scope), short(adjoint), short(ratio)])
    sections.push(['Layers', ...aligned([['', 'adjoint', 'of the last'], ...measures])])
  }
  if (findings.length > 0) sections.push(['Findings', ...findings.map(({ message }) => oneLine(message))])
  return sections.map((lines) => lines.join('\n')).join('\n\n')
}

export function nodeText(explanation: Explanation, node: ExplainedNode): string {
  return nodeCells(explanation, node).filter(Boolean).join('  ')
}

function nodeCells({ outputs }: Explanation, node: ExplainedNode): string[] {
  const { symbol, name, formula, index, callSite } = node
  return [
    symbol.unicode,
    oneLine(name),
    signature(node),
    formula === null ? 'input' : formula.unicode,
    `= ${valueText(node.value).unicode}${outputs.includes(index) ? '  (result)' : ''}`,
    callSite ?? '',
  ]
}

export function stepText(explanation: Explanation, { node: index, adjoint, contributions }: Step): string {
  const node = explanation.node(index)
  const passes = contributions.length > 0
  const head = [
    `${node.symbol.unicode} ${oneLine(node.name)}`,
    `${adjointSymbol(index).unicode} = ${valueText(adjoint).unicode}`,
    node.op === null ? 'complete; an input, nothing to pass on' : `complete${passes ? '' : '; passes nothing on'}`,
  ].join('  ')
  return [head, ...contributions.flatMap((one) => contributionLines(explanation, index, one))].join('\n')
}

function contributionLines(explanation: Explanation, from: number, one: Contribution): string[] {
  const [popped, to] = [explanation.node(from), explanation.node(one.to)]
  const adjoint = adjointSymbol(one.to).unicode
  const lines: string[] = []
  if (one.local !== null) {
    const of = `∂${popped.symbol.unicode}/∂${to.symbol.unicode}`
    lines.push(...equation(of, one.local, valueText(one.local.value).unicode))
  }
  lines.push(...equation(`${adjoint} +`, one.formula, valueText(one.term).unicode))
  if (one.of > 1) {
    const whole = one.number === one.of ? ', complete' : ''
    lines.push(`${adjoint} so far ${valueText(one.sum).unicode}  (term ${one.number} of ${one.of}${whole})`)
  }
  return lines.map((line) => `    ${line}`)
}

/** `left = formula = numbers = value`, in as many lines as it needs. */
function equation(left: string, { unicode, numbers }: ExplainedFormula, value: string): string[] {
  const parts = distinct([unicode, numbers?.unicode ?? unicode, value], isNumeral.test(unicode))
  const line = `${left.endsWith('+') ? left : `${left} `}= ${parts.join(' = ')}`
  if (columns(line) <= width) return [line]
  const [first = '', ...rest] = parts
  return [`${left.endsWith('+') ? left : `${left} `}= ${first}`, ...rest.map((part) => `   = ${part}`)]
}

/** Rows of cells in columns; in the one called loose, a cell may be too long for it. */
function aligned(rows: readonly (readonly string[])[], loose = -1): string[] {
  const count = rows.reduce((most, { length }) => Math.max(most, length), 0)
  const widths = Array.from({ length: count }, (_, i) => {
    const cells = rows.map((row) => columns(row[i] ?? ''))
    return cells.reduce((most, cell) => (i !== loose || cell <= widest ? Math.max(most, cell) : most), 0)
  })
  return rows.map((row) => row.map((cell, i) => cell + ' '.repeat(Math.max(0, (widths[i] ?? 0) - columns(cell)))).join('  ').trimEnd()) // biome-ignore format: one chain
}

/** Chinese, Japanese and Korean signs, their full-width punctuation, and pictures take two columns. */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF01-\uFF60\p{Emoji_Presentation}]/u

/** The columns of a text in a terminal. What stands above a letter, such as a macron, takes none. */
function columns(text: string): number {
  const signs = [...text.replace(/\p{M}/gu, '')]
  return signs.length + signs.filter((sign) => wide.test(sign)).length
}

/** A name may hold anything; an end of line or a code for the terminal is not let through. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ')
}
