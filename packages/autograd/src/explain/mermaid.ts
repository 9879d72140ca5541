import type { Explanation } from './explanation.ts'
import { type GraphNode, graphOf, labelOf } from './graph.ts'

const shapes = { input: ['([', '])'], op: ['[', ']'], constant: ['[/', '/]'] } as const

/** A flowchart from top to bottom; a layer is a subgraph, and an edge bears the shape of what flows. */
export function toMermaid(explanation: Explanation): string {
  const { nodes, edges, groups } = graphOf(explanation)
  const draw = (node: GraphNode): string => {
    const [open, close] = shapes[node.kind]
    return `${node.id}${open}"${labelOf(explanation, node).map(escaped).join('<br/>')}"${close}`
  }
  const lines = groups.flatMap((group, i) => {
    const members = nodes.filter((node) => node.group === group)
    return [`subgraph s${i}["${escaped(group)}"]`, ...members.map((node) => `  ${draw(node)}`), 'end']
  })
  return [
    'flowchart TD',
    ...lines.map((line) => `  ${line}`),
    ...nodes.filter(({ group }) => group === null).map((node) => `  ${draw(node)}`),
    ...edges.map(({ from, to, signature }) => `  ${from} -->|"${escaped(signature)}"| ${to}`),
    '',
  ].join('\n')
}

/** Entities, of which Mermaid's own begin with #. */
function escaped(text: string): string {
  return text.replace(/[#"&<>;`\\|\p{Cc}]/gu, (sign) => `#${sign.codePointAt(0)};`)
}
