import type { Explanation } from './explanation.ts'
import { type GraphNode, graphOf, labelOf } from './graph.ts'

const shapes = { input: 'ellipse', op: 'box', constant: 'note' } as const

/** A digraph from top to bottom; a layer is a cluster, and an edge bears the shape of what flows. */
export function toDot(explanation: Explanation): string {
  const { nodes, edges, groups } = graphOf(explanation)
  const draw = (node: GraphNode): string =>
    `${node.id} [label=${quoted(labelOf(explanation, node).join('\n'))}, shape=${shapes[node.kind]}];`
  const clusters = groups.flatMap((group, i) => {
    const members = nodes.filter((node) => node.group === group)
    return [`subgraph cluster_${i} {`, `  label=${quoted(group)};`, ...members.map((node) => `  ${draw(node)}`), '}']
  })
  return [
    'digraph tape {',
    '  node [fontname="sans-serif", fontsize=11];',
    '  edge [fontname="sans-serif", fontsize=9];',
    ...clusters.map((line) => `  ${line}`),
    ...nodes.filter(({ group }) => group === null).map((node) => `  ${draw(node)}`),
    ...edges.map(({ from, to, signature }) => `  ${from} -> ${to} [label=${quoted(signature)}];`),
    '}',
    '',
  ].join('\n')
}

function quoted(text: string): string {
  return `"${text
    .replace(/["\\]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replace(/\p{Cc}/gu, ' ')}"`
}
