import { type Graph, type GraphNode, rewrite } from '../graph.ts'
import { uniformValue } from './constants.ts'

/** Common subexpressions: of equal ops on equal operands, one is kept. */
export function cse(graph: Graph): Graph {
  const numbers = new Map<object, number>()
  const numberOf = (of: object): number => {
    const known = numbers.get(of) ?? numbers.size
    numbers.set(of, known)
    return known
  }
  // text would leave functions out, and two of one text may keep other values
  const attributes = (attrs: unknown): string =>
    JSON.stringify(attrs, (_key, value: unknown) => (typeof value === 'function' ? numberOf(value) : value))
  const first = new Map<string, GraphNode>()
  const representative = (node: GraphNode): GraphNode => {
    const value = uniformValue(node)
    if (value === null) return node
    return kept(`${Object.is(value, -0) ? '-0' : value} ${node.dtype} ${node.shape}`, node)
  }
  const kept = (key: string, node: GraphNode): GraphNode => {
    const known = first.get(key)
    if (known === undefined) first.set(key, node)
    return known ?? node
  }
  return rewrite(graph, (node) => {
    if (node.op === null) return node
    const inputs = node.inputs.map(representative)
    const key = `${numberOf(node.op)} ${inputs.map(numberOf)} ${attributes(node.attrs)}`
    return kept(key, inputs.every((input, i) => input === node.inputs[i]) ? node : { ...node, inputs })
  })
}
