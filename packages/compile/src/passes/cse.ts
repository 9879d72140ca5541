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
    JSON.stringify(attrs, function (this: Readonly<Record<string, unknown>>, key) {
      const value = this[key] // the second argument is what toJSON made of it, if it has one
      return isPlain(value) ? value : numberOf(Object.is(value, -0) ? negativeZero : value)
    })
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

/** Stands for -0, which a map takes for 0. */
const negativeZero = Symbol('-0')

/** Whether a value is what its parts are. Of another, JSON would lose something: of functions, of NaN, of objects of a class. */
export function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return [Array.prototype, Object.prototype].includes(Object.getPrototypeOf(value))
}
