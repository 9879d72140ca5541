// An explanation in pages: one for each value on the way forward, one for each node that is popped on the way back.
import type { Explanation } from '@adjoint/autograd'
import type { Tensor } from '@adjoint/tensor'
import { table } from '@adjoint/viz'
import { folded } from '../lines.ts'

/** How much of the way has been gone. */
interface Progress {
  readonly values: number
  readonly steps: number
  /** the node that this page is about */
  readonly node: number
}

/** The least width: what is narrower cuts lines. */
const narrowest = 40

/** @param columns of the terminal, which lines and tables are to fit */
export function pagesOf(title: string, explanation: Explanation, columns: number): string[] {
  const { nodes, steps } = explanation
  const width = Math.max(narrowest, columns)
  const forward = nodes.map(({ index }) =>
    page(
      `${title}: forward`,
      explanation.describeNode(index),
      explanation,
      { values: index + 1, steps: 0, node: index },
      width,
    ),
  )
  const backward = steps.map(({ node }, i) => {
    const progress = { values: nodes.length, steps: i + 1, node }
    return page(`${title}: backward`, explanation.describeStep(i), explanation, progress, width)
  })
  return [...forward, ...backward]
}

function page(title: string, text: string, explanation: Explanation, progress: Progress, width: number): string {
  const lines = [title, '', ...text.split('\n')].flatMap((line) => folded(line, width, '      '))
  return `${lines.join('\n')}\n\n${table(rowsOf(explanation, progress), { width })}`
}

function rowsOf(explanation: Explanation, { values, steps, node: current }: Progress) {
  const sums = new Map<number, Tensor>()
  if (steps > 0) for (const { node, cotangent } of explanation.seeds) sums.set(node, cotangent)
  const popped = explanation.steps.slice(0, steps)
  const complete = new Set(popped.map(({ node }) => node))
  for (const { to, sum, number, of } of popped.flatMap(({ contributions }) => contributions)) {
    sums.set(to, sum)
    if (number === of) complete.add(to)
  }
  return explanation.nodes.map(({ index, symbol, name, formula, value }) => {
    const sum = sums.get(index)
    return {
      '': index === current ? '▶' : '',
      node: symbol.unicode,
      name,
      formula: formula?.unicode ?? 'input',
      value: index < values ? numbers(value) : '',
      adjoint: sum === undefined ? '' : `${numbers(sum)}${complete.has(index) ? '' : ' ...'}`,
    }
  })
}

/** Nested brackets, four digits each. */
function numbers(x: Tensor): string {
  const write = (part: unknown): string =>
    Array.isArray(part) ? `[${part.map(write).join(', ')}]` : String(Number(Number(part).toPrecision(4)))
  return write(x.toArray())
}
