import { signature } from '@adjoint/tensor'
import type { Explanation } from './explanation.ts'
import { numbersOf, rootMeanSquare, short } from './numbers.ts'

/** A value as it is drawn. */
export interface GraphNode {
  /** `n3`, or `c1` for a constant */
  readonly id: string
  readonly kind: 'input' | 'op' | 'constant'
  readonly symbol: string
  readonly name: string
  readonly op: string | null
  /** `f32[900,25]` */
  readonly signature: string
  /** the layer in which it is drawn: an input stands in the one that uses it; null outside any */
  readonly group: string | null
  /** how large its adjoint is: the root of the mean of the squares; null where it has none */
  readonly adjoint: number | null
}

/** A use of a value. */
export interface GraphEdge {
  readonly from: string
  readonly to: string
  readonly signature: string
}

/** An explanation as a graph, for drawings of all kinds. Constants of one number are not in it. */
export interface ExplainedGraph {
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
  readonly groups: readonly string[]
}

export function graphOf({ nodes, constants }: Explanation): ExplainedGraph {
  const scopeOf = (index: number): string => nodes[index]?.scope ?? ''
  const groupOf = (scopes: readonly string[]): string | null => {
    const [scope = ''] = scopes
    return scope !== '' && scopes.every((other) => other === scope) ? scope : null
  }
  const values = nodes.map(
    ({ index, symbol, name, scope, op, users, adjoint, ...node }): GraphNode => ({
      id: `n${index}`,
      kind: op === null ? 'input' : 'op',
      symbol: symbol.unicode,
      name,
      op,
      signature: signature(node),
      group: op === null ? groupOf(users.map(scopeOf)) : groupOf([scope]),
      adjoint: adjoint === null || adjoint.size === 0 ? null : rootMeanSquare(adjoint),
    }),
  )
  const usesOf = new Map<number, Set<string>>() // the scopes in which a constant is used
  for (const { operands, scope } of nodes) {
    for (const { kind, index } of operands) {
      if (kind === 'constant') usesOf.set(index, (usesOf.get(index) ?? new Set()).add(scope))
    }
  }
  const arrays = constants.filter(({ value }) => value.size !== 1)
  const fixed = arrays.map(({ index, symbol, value }): GraphNode => {
    const group = groupOf([...(usesOf.get(index) ?? [])])
    return {
      id: `c${index}`,
      kind: 'constant',
      symbol: symbol.unicode,
      name: 'constant',
      op: null,
      signature: signature(value),
      group,
      adjoint: null,
    }
  })
  const shown = new Set(arrays.map(({ index }) => index))
  const edges = nodes.flatMap(({ index, operands }) =>
    operands.flatMap((operand): GraphEdge[] => {
      const to = `n${index}`
      if (operand.kind === 'node') {
        const from = nodes[operand.index]
        return from === undefined ? [] : [{ from: `n${operand.index}`, to, signature: signature(from) }]
      }
      const from = constants[operand.index]
      if (from === undefined || !shown.has(operand.index)) return []
      return [{ from: `c${operand.index}`, to, signature: signature(from.value) }]
    }),
  )
  const all = [...values, ...fixed]
  const groups = [...new Set(nodes.flatMap(({ scope }) => (scope === '' ? [] : [scope])))]
  return { nodes: all, edges, groups }
}

/** The lines of a node's label: what it is, its shape, its numbers, and its adjoint. */
export function labelOf(explanation: Explanation, node: GraphNode): string[] {
  const what = node.op === null || node.name.endsWith(node.op) ? node.name : `${node.name} ${node.op}`
  const explained = node.id.startsWith('n') ? explanation.nodes[Number(node.id.slice(1))] : undefined
  const single = explained?.value.size === 1 ? `  = ${numbersOf(explained.value).unicode}` : ''
  const adjoint = explained?.adjoint
  const lines = [`${node.symbol}  ${what}`, `${node.signature}${single}`]
  if (adjoint === undefined || adjoint === null || node.adjoint === null) return lines
  const size = adjoint.size === 1 ? numbersOf(adjoint).unicode : `rms ${short(node.adjoint)}`
  return [...lines, `adjoint ${size}`]
}
