import { signature } from '@adjoint/tensor'
import type { Contribution, ExplainedFormula, Explanation, Step } from './explanation.ts'
import { distinct, valueText } from './numbers.ts'
import { adjointSymbol } from './symbols.ts'
import { isNumeral, numeral } from './written.ts'

/** Everything as Markdown: tables of the nodes and layers, and the way back as formulas. */
export function toMarkdown(explanation: Explanation): string {
  const { nodes, constants, seeds, steps, layers, findings, outputs } = explanation
  const forward = nodes.map(({ index, symbol, name, formula, value, ...node }) => [
    inline(symbol.latex),
    code(name),
    code(signature(node)),
    formula === null ? 'input' : inline(formula.latex),
    inline(valueText(value).latex) + (outputs.includes(index) ? ' (result)' : ''),
  ])
  const fixed = constants
    .filter(({ value }) => value.size !== 1)
    .map(({ symbol, value }) => [
      inline(symbol.latex),
      '',
      code(signature(value)),
      'constant',
      inline(valueText(value).latex),
    ])
  const start = seeds.map(({ node, cotangent }, i) => {
    const again = seeds.findIndex((one) => one.node === node) < i
    return inline(`${adjointSymbol(node).latex} ${again ? '\\mathrel{+}=' : '='} ${valueText(cotangent).latex}`)
  })
  const blocks = [
    '## Forward',
    table(['', 'name', 'shape', 'formula', 'value'], [...fixed, ...forward]),
    '## Backward',
    `The way back begins with ${start.join(' and ')}.`,
    ...steps.flatMap((step) => stepBlocks(explanation, step)),
  ]
  if (layers.length > 0) {
    const rows = layers.map(({ scope, adjoint, ratio }) => [
      code(scope),
      inline(numeral(adjoint, 3).latex),
      inline(numeral(ratio, 3).latex),
    ])
    blocks.push('## Layers', table(['layer', 'adjoint, root mean square', 'by that of the last layer'], rows))
  }
  if (findings.length > 0) blocks.push('## Findings', findings.map(({ message }) => `- ${plain(message)}`).join('\n'))
  return `${blocks.join('\n\n')}\n`
}

function stepBlocks(explanation: Explanation, { node: index, adjoint, contributions }: Step): string[] {
  const { name } = explanation.node(index)
  return [
    `### ${inline(adjointSymbol(index).latex)}, of ${code(name)}`,
    `Complete: ${inline(`${adjointSymbol(index).latex} = ${valueText(adjoint).latex}`)}`,
    ...contributions.flatMap((one) => contributionBlocks(explanation, index, one)),
  ]
}

function contributionBlocks(explanation: Explanation, from: number, one: Contribution): string[] {
  const [popped, to] = [explanation.node(from), explanation.node(one.to)]
  const adjoint = adjointSymbol(one.to).latex
  const blocks: string[] = []
  if (one.local !== null) {
    const of = `\\frac{\\partial ${popped.symbol.latex}}{\\partial ${to.symbol.latex}}`
    blocks.push(display(of, '=', one.local, valueText(one.local.value).latex))
  }
  blocks.push(display(adjoint, '\\mathrel{+}=', one.formula, valueText(one.term).latex))
  if (one.of > 1) {
    const whole = one.number === one.of ? ', and complete' : ''
    blocks.push(
      `That is term ${one.number} of ${one.of}${whole}: ${inline(`${adjoint} = ${valueText(one.sum).latex}`)}`,
    )
  }
  return blocks
}

function display(left: string, sign: string, { unicode, latex, numbers }: ExplainedFormula, value: string): string {
  const parts = distinct([latex, numbers?.latex ?? latex, value], isNumeral.test(unicode))
  return `$$\n${left} ${sign} ${parts.join(' = ')}\n$$`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

const inline = (latex: string): string => `$${latex}$`

/** Text that stays what it is, in a cell of a table too. */
function code(text: string): string {
  return `\`${text.replace(/[`|\p{Cc}]/gu, ' ')}\``
}

function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|$]/g, '\\$&').replace(/\p{Cc}/gu, ' ')
}
