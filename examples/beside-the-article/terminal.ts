// The comparison as text for a terminal, quantity by quantity.
import { styleText } from 'node:util'
import type { Matrix } from '@adjoint/nn/by-hand'
import { table } from '@adjoint/viz'
import { folded } from '../lines.ts'
import type { Comparison, Quantity } from './comparison.ts'
import { elementText, formulaOf, fromNode, nodeSymbol, symbolOf } from './formulas.ts'
import { norm } from './matrix.ts'
import { type Block, beside, captioned, matrixBlocks, mostShown } from './matrix-text.ts'
import { numeral, small } from './numerals.ts'
import { type Language, type Words, words } from './words.ts'

export interface TextOptions {
  readonly language: Language
  /** columns of the terminal */
  readonly width: number
  readonly color: boolean
  /** whole matrices, where otherwise only the corners are shown */
  readonly full: boolean
}

interface Page extends TextOptions {
  readonly say: Words
  readonly paint: (format: Parameters<typeof styleText>[0], text: string) => string
  readonly layers: number
}

const margin = '  '

/** Lines of at most `width` columns, without colours unless they are asked for. */
export function terminalText(comparison: Comparison, options: TextOptions): string {
  const { task, samples, path, given, forward, backward, tape } = comparison
  const { color, language } = options
  const say = words[language]
  const page: Page = {
    ...options,
    say,
    paint: (format, text) => (color ? styleText(format, text, { validateStream: false }) : text),
    layers: task.architecture.length,
  }
  const units = path.units.map((unit) => unit + 1).join(' → ')
  const quantities = [...forward, ...backward]
  const introduction = [
    task.rounded ? say.rounded : say.unrounded,
    ...orientation(forward[0], say),
    say.follow(path.sample + 1, units),
  ]
  return [
    ...folded(say.title(task.sizes.join('-'), samples), options.width, '').map((line) => page.paint('bold', line)),
    '',
    ...introduction.flatMap((line) => folded(line, options.width, '')),
    '',
    heading(say.given, page),
    ...givenLines(given, page),
    ...sections(comparison, page),
    heading(say.summary, page),
    ...summaryLines(quantities, page),
    '',
    heading(say.tapeTitle, page),
    ...tape.split('\n').map((line) => page.paint('dim', line)), // as it is printed by toString, however narrow the terminal
  ].join('\n')
}

/** What the symbols of the tape mean, by the example of its first one. */
function orientation(example: Quantity | undefined, say: Words): readonly string[] {
  if (example === undefined) return []
  const { node } = example
  const [value, adjoint] = (['value', 'adjoint'] as const).map((part) => nodeSymbol({ node, part }).unicode)
  return say.orientation(value ?? '', adjoint ?? '', node.label)
}

/** The quantities under the headings of their layers. */
function sections({ forward, backward }: Comparison, page: Page): string[] {
  const { say } = page
  const lines: string[] = []
  let before = ''
  for (const quantity of [...forward, ...backward]) {
    const title = headingOf(quantity, say)
    if (title !== before) lines.push(heading(title, page))
    lines.push(...quantityLines(quantity, page), '')
    before = title
  }
  return lines
}

function headingOf({ kind, layer, part }: Quantity, say: Words): string {
  if (kind === 'J') return say.cost
  if (kind === 'dYHat') return say.output
  return part === 'value' ? say.forwardLayer(layer) : say.backwardLayer(layer)
}

function heading(text: string, { paint, width }: Page): string {
  const lines = folded(text, width, '').map((line) => paint(['bold', 'cyan'], line))
  return [...lines, paint('dim', '─'.repeat(width))].join('\n')
}

function givenLines(given: readonly Quantity[], { width, full, paint, say }: Page): string[] {
  const inner = width - margin.length
  return given.flatMap((quantity) => {
    const { byHand, raw, node } = quantity
    const left = `${symbolOf(quantity).unicode} ${shapeOf(byHand)}`
    const right = `${say.tape} ${nodeSymbol(quantity).unicode} = ${node.name} ${listed(node.shape)}`
    const blocks = [
      ...withCaption(left, matrixBlocks(byHand, full, inner)),
      ...withCaption(right, matrixBlocks(raw, full, inner), (text) => paint('green', text)),
    ]
    return [...indented(blocks, width), '']
  })
}

function quantityLines(quantity: Quantity, page: Page): string[] {
  const { width, full, paint, say, layers } = page
  const { byHand, tape, raw, node, part, element, difference, bound, agrees } = quantity
  const inner = width - margin.length
  const mark = (text: string, row: number, column: number): string =>
    element?.row === row && element.column === column ? paint(['bold', 'yellow'], text) : text
  const markRaw = (text: string, row: number, column: number): string => mark(text, column, row)
  const green = (text: string): string => paint('green', text)
  const symbol = nodeSymbol(quantity).unicode
  const meaning = say.isPartOf(symbol, say.part[part], node.name)
  const matrices = [
    ...withCaption(`${say.byHand} ${shapeOf(byHand)}`, matrixBlocks(byHand, full, inner, mark)),
    ...(quantity.kind === 'J'
      ? []
      : withCaption(`${say.tape} ${fromNode(quantity).unicode}`, matrixBlocks(tape, full, inner, mark), green)),
    ...withCaption(`${symbol} ${listed(node.shape)}`, matrixBlocks(raw, full, inner, markRaw), green),
  ]
  const verdict = `${meaning}${say.stop}${say.difference(small(difference), small(bound))}`
  const isLarge = Math.max(byHand.length, byHand[0]?.length ?? 0) > mostShown
  return [
    ...folded(formulaOf(quantity, layers).unicode, width, margin).map((line) => paint('bold', line)),
    ...(element === null ? [] : folded(margin + elementText(quantity, element).unicode, width, margin.repeat(3))),
    ...indented(matrices, width),
    ...(isLarge ? [margin + say.norms(symbolOf(quantity).unicode, numeral(norm(byHand)), numeral(norm(tape)))] : []),
    ...folded(margin + (agrees ? verdict : `${verdict}: ${say.tooLarge}`), width, margin).map((line) =>
      paint(agrees ? 'dim' : 'red', line),
    ),
  ]
}

/** The caption over the first part of a matrix. */
function withCaption(caption: string, parts: readonly Block[], paint?: (text: string) => string): Block[] {
  return parts.map((part, i) => (i === 0 ? captioned(caption, part, paint) : captioned('', part)))
}

function indented(blocks: readonly Block[], width: number): string[] {
  return beside(blocks, width - margin.length).map((line) => `${margin}${line}`.trimEnd())
}

function summaryLines(quantities: readonly Quantity[], { say, width, color, paint }: Page): string[] {
  const [quantity, shape, size, node, difference, bound] = say.heads
  const rows = quantities.map((one) => ({
    [quantity]: symbolOf(one).unicode,
    [shape]: shapeOf(one.byHand),
    [size]: numeral(norm(one.byHand)),
    [node]: `${fromNode(one).unicode}  ${one.node.name} ${say.part[one.part]}`,
    [difference]: small(one.difference),
    [bound]: small(one.bound),
  }))
  const worst = small(Math.max(...quantities.map((one) => one.difference)))
  const agree = quantities.every(({ agrees }) => agrees)
  const verdict = say.verdict(quantities.length, worst, agree)
  const lines = folded(verdict, width, '').map((line) => paint(agree ? 'green' : 'red', line))
  return [table(rows, { width, color }), '', ...lines]
}

function shapeOf(a: Matrix): string {
  return listed([a.length, a[0]?.length ?? 0])
}

function listed(sizes: readonly number[]): string {
  return `[${sizes.join(', ')}]`
}
