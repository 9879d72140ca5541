import { type Algebra, type ElementwiseOp, type Op, signature, TraceError } from '@adjoint/tensor'
import type { NDArray } from '@adjoint/tensor/backend'
import type { Graph, GraphNode } from './graph.ts'
import { uniformValue } from './passes/constants.ts'
import { isPlain } from './passes/cse.ts'
import { isElementwise } from './plan/kinds.ts'
import { fits, flatten } from './signature.ts'

/**
 * Holds two recordings of a function against each other.
 *
 * @throws TraceError where they differ: a program can only be made of what is the same each time
 */
export function checkSame(first: Graph, second: Graph): void {
  const counterpart = new Map(first.nodes.map((node, i) => [node, second.nodes[i]]))
  const sameNodes = (a: readonly GraphNode[], b: readonly GraphNode[]): boolean =>
    a.length === b.length && a.every((node, i) => counterpart.get(node) === b[i])
  const differing = first.nodes.find((node) => {
    const other = counterpart.get(node)
    return other === undefined || !sameNode(node, other) || !sameNodes(node.inputs, other.inputs)
  })
  if (differing === undefined && sameNodes(first.nodes, second.nodes) && sameNodes(first.outputs, second.outputs))
    return
  throw new TraceError(
    `compile: the function did something else when it was run again, first at ${differing?.name ?? 'its end'}: random ` +
      'numbers, or a counter? What changes from call to call must come in as an argument.',
  )
}

function sameNode(a: GraphNode, b: GraphNode): boolean {
  if (!sameOp(a.op, b.op) || signature(a) !== signature(b)) return false
  if (!sameAttributes(a.attrs, b.attrs)) return false
  if (a.constant === null || b.constant === null) return a.constant === b.constant
  const value = uniformValue(a) // the same number throughout, as most constants of derivatives are
  return value === null ? equal(a.constant, b.constant) : Object.is(value, uniformValue(b))
}

/** Equal as arguments are, but for what may be made anew each time. */
function sameAttributes(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  const [some, others] = [flatten([a]), flatten([b])]
  const same = fits(some.signature.map(unlessMadeAnew), others.signature.map(unlessMadeAnew))
  return same && some.tensors.every((x, i) => equal(x.read(), (others.tensors[i] ?? x).read()))
}

/** Null for a function, and for an object of a class that has fields, which are compared, too. */
function unlessMadeAnew(value: unknown): unknown {
  if (!(value instanceof Object) || isPlain(value)) return value
  return typeof value === 'function' || Object.keys(value).length > 0 ? null : value
}

/** The same op, or two that a function makes anew each time that it runs: a solver, an op of its own. */
function sameOp(a: Op | null, b: Op | null): boolean {
  if (a === null || b === null || a === b) return a === b
  const alike = a.name === b.name && a.family === b.family && a.arity === b.arity
  return alike && (!isElementwise(a) || !isElementwise(b) || sameFormula(a, b))
}

/** Whether two formulas take the same steps. */
function sameFormula(a: ElementwiseOp<number>, b: ElementwiseOp<number>): boolean {
  const steps = new Map<string, number>()
  const numberOf = (name: string, x: readonly number[]): number => {
    const step = `${name} ${x.map((value) => (Object.is(value, -0) ? '-0' : value))}`
    const known = steps.get(step) ?? steps.size
    steps.set(step, known)
    return known
  }
  const algebra = new Proxy({} as Algebra<number>, {
    get:
      (_, name) =>
      (...x: number[]) =>
        numberOf(String(name), x),
  })
  const operands = Array.from({ length: a.arity }, (_, i) => numberOf('operand', [i]))
  return a.scalar(algebra, ...operands) === b.scalar(algebra, ...operands)
}

function equal(a: NDArray, b: NDArray): boolean {
  if (a.data === b.data && a.offset === b.offset && String(a.strides) === String(b.strides)) return true
  const other = b.copyData()
  return a.copyData().every((value, i) => Object.is(value, other[i]))
}
