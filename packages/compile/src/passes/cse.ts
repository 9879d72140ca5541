import { type Graph, type GraphNode, rewrite, withInputs } from '../graph.ts'
import { uniformValue } from './constants.ts'

/** Common subexpressions: of equal ops on equal operands, one is kept. */
export function cse(graph: Graph): Graph {
  const numbers = new Map<unknown, number>()
  const numberOf = (of: unknown): number => {
    const known = numbers.get(of) ?? numbers.size
    numbers.set(of, known)
    return known
  }
  const attributes = (attrs: unknown): string =>
    JSON.stringify(attrs, (_key, value: unknown) =>
      isWritten(value) ? value : { number: numberOf(Object.is(value, -0) ? '-0' : value) },
    )
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
    const inputs = node.inputs.map(representative)
    const key = `${numberOf(node.op)} ${inputs.map(numberOf)} ${attributes(node.attrs)}`
    return kept(key, withInputs(node, inputs))
  })
}

/** Whether JSON writes a value, and no other in the same way: functions, NaN or what an object of a class keeps would be lost. */
function isWritten(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0)
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  return Array.isArray(value) || (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype)
}
