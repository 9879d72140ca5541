import { signature } from '@adjoint/tensor'
import type { Contribution, ExplainedFormula, ExplainedNode, Explanation, Step } from './explanation.ts'
import { short, valueText } from './numbers.ts'
import { adjointSymbol } from './symbols.ts'

/** Longer lines than this put what is computed on a line of its own. */
const width = 96

/** Everything: the nodes, the way back, the layers, and what is worth a look. */
export function explanationText(explanation: Explanation): string {
  const { nodes, constants, seeds, steps, layers, findings } = explanation
  const arrays = constants.filter(({ value }) => value.size !== 1)
  const forward = aligned([
    ...arrays.map(({ symbol, value }) => [
      symbol.unicode,
      '',
      signature(value),
      'constant',
      `= ${valueText(value).unicode}`,
    ]),
    ...nodes.map((node) => nodeCells(explanation, node)),
  ])
  const start = seeds.map(({ node, cotangent }) => `${adjointSymbol(node).unicode} = ${valueText(cotangent).unicode}`)
  const sections = [
    ['Forward', ...forward],
    [`Backward, from ${start.join(', ')}`, '', steps.map((step) => stepText(explanation, step)).join('\n\n')],
  ]
  if (layers.length > 0) {
    const rows = layers.map(({ scope, adjoint, ratio }) => [scope, short(adjoint), short(ratio)])
    sections.push(['Layers', ...aligned([['', 'adjoint', 'of the last'], ...rows])])
  }
  if (findings.length > 0) sections.push(['Findings', ...findings.map(({ message }) => message)])
  return sections.map((lines) => lines.join('\n')).join('\n\n')
}

export function nodeText(explanation: Explanation, node: ExplainedNode): string {
  return nodeCells(explanation, node).filter(Boolean).join('  ')
}

function nodeCells({ outputs }: Explanation, node: ExplainedNode): string[] {
  const { symbol, name, formula, index, callSite } = node
  return [
    symbol.unicode,
    name,
    signature(node),
    formula === null ? 'input' : formula.unicode,
    `= ${valueText(node.value).unicode}${outputs.includes(index) ? '  (result)' : ''}`,
    callSite ?? '',
  ]
}

export function stepText(explanation: Explanation, { node: index, adjoint, contributions }: Step): string {
  const node = explanation.node(index)
  const head = [
    `${node.symbol.unicode} ${node.name}`,
    `${adjointSymbol(index).unicode} = ${valueText(adjoint).unicode}`,
    node.op === null ? 'complete; an input, nothing to pass on' : 'complete',
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
  const parts = [unicode, numbers?.unicode ?? unicode, value].filter((part, i, all) => part !== all[i - 1])
  const line = `${left.endsWith('+') ? left : `${left} `}= ${parts.join(' = ')}`
  if (columns(line) <= width) return [line]
  const [first = '', ...rest] = parts
  return [`${left.endsWith('+') ? left : `${left} `}= ${first}`, ...rest.map((part) => `   = ${part}`)]
}

/** Rows of cells in columns. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const count = Math.max(0, ...rows.map(({ length }) => length))
  const widths = Array.from({ length: count }, (_, i) => Math.max(0, ...rows.map((row) => columns(row[i] ?? ''))))
  return rows.map((row) => row.map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - columns(cell))).join('  ').trimEnd()) // biome-ignore format: one chain
}

/** A macron stands above its letter, and takes no column. */
function columns(text: string): number {
  return text.replaceAll('\u0304', '').length
}
