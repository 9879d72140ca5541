import { checkOptions, DomainError, isFloat, ones, ShapeError, sameShape, Tensor } from '@adjoint/tensor'
import { backward } from '../backward.ts'
import { runOn } from '../record.ts'
import type { Node } from '../recording.ts'
import { Tape } from '../tape.ts'
import { tensorsOf, zipTensors } from '../tree.ts'
import { CallSites } from './call-sites.ts'
import {
  type ExplainedConstant,
  type ExplainedNode,
  type ExplainedOperand,
  Explanation,
  type Seed,
} from './explanation.ts'
import { findingsOf, layersOf } from './findings.ts'
import { nodeFormula, scripts } from './node-formula.ts'
import { stepsOf } from './steps.ts'
import { constantSymbol, valueSymbol } from './symbols.ts'
import { numeral } from './written.ts'

/** How to explain. */
export interface ExplainOptions<Y> {
  /** the cotangent of the result, a tree like it; without one, the result must be a scalar, and its cotangent is 1 */
  readonly cotangent?: Y
  /** whether to note where in the program each node was made; false by default, for it takes a stack trace a node */
  readonly callSites?: boolean
}

/**
 * Runs a function, goes back through it, and tells all of it: each value with its formula, each step of the chain rule with
 * its local derivatives, the numbers put in, and the adjoint of every value on the way. All numbers are those of the engine.
 *
 *   v̄ = Σ over the uses u of v:  ū ∂u/∂v
 *
 * @param f takes and returns trees of tensors
 * @param args its arguments; the adjoints of all their tensors are explained
 * @returns an object to walk, and to print: `toString()`, `toMarkdown()`, `toMermaid()`, `toDot()`, `toJson()`
 * @throws ShapeError where f's result is no scalar and there is no cotangent; DomainError where it is no float, or does not
 *   depend on the arguments
 * @example console.log(String(explain((x: Tensor) => x.square().add(x), tensor(3))))
 */
export function explain<A extends readonly unknown[], Y>(f: (...args: A) => Y, ...args: A): Explanation
/** @param options stand before the function, as its arguments may be anything */
export function explain<A extends readonly unknown[], Y>(
  options: ExplainOptions<NoInfer<Y>>,
  f: (...args: A) => Y,
  ...args: A
): Explanation
export function explain(...given: readonly unknown[]): Explanation {
  const [first, second, ...others] = given
  if (isFunction(first)) return explained({}, first, given.slice(1))
  if (typeof first === 'object' && first !== null && isFunction(second)) return explained(first, second, others)
  throw new DomainError('explain: give a function and its arguments, explain(f, x), or options before them.')
}

type AnyFunction = (...args: readonly unknown[]) => unknown

function isFunction(x: unknown): x is AnyFunction {
  return typeof x === 'function'
}

function explained(options: ExplainOptions<unknown>, f: AnyFunction, args: readonly unknown[]): Explanation {
  checkOptions('explain', options, ['cotangent', 'callSites'])
  const sites = options.callSites === true ? new CallSites() : null
  const tape = sites ?? new Tape()
  const result = runOn(tape, f, args)
  const seeds = seedsOf(tape, result, options.cotangent)
  const adjoints = backward(
    tape,
    seeds.map(({ node, cotangent }) => [at(tape.nodes, node), cotangent]),
  )
  const constants = constantsOf(tape)
  const users = usersOf(tape)
  const nodes = tape.nodes.map((node) => explainNode(tape, node, adjoints, constants, users, sites))
  const layers = layersOf(nodes)
  const steps = stepsOf(tape, seeds, adjoints, constants)
  const outputs = tensorsOf(result).flatMap((output) => (tape.has(output) ? [output.index] : []))
  return new Explanation({
    nodes,
    constants: [...constants].map(([value, index]) => explainConstant(value, index)),
    outputs,
    seeds,
    steps,
    layers,
    findings: findingsOf(tape, nodes, layers),
  })
}

/** Where the way back begins. */
function seedsOf(tape: Tape, result: unknown, cotangent: unknown): Seed[] {
  const seeds: Seed[] = []
  const seed = (output: Tensor, g: Tensor): void => {
    if (!tape.has(output) || !isFloat(output.dtype)) return
    if (!sameShape(output.shape, g.shape)) {
      throw new ShapeError(
        `explain: the cotangent ${g.describe()} does not match the result ${output.describe()}; give a cotangent of its shape.`,
      )
    }
    seeds.push({ node: output.index, cotangent: g.astype(output.dtype) })
  }
  if (cotangent !== undefined) {
    zipTensors('explain', result, cotangent, (output, g) => {
      seed(output, g)
      return output
    })
  } else if (result instanceof Tensor && result.rank === 0) {
    seed(result, ones([], { dtype: result.dtype }))
  } else {
    const what = result instanceof Tensor ? result.describe() : 'no tensor'
    throw new ShapeError(
      `explain: f returned ${what}, but only a scalar has a gradient. Reduce it by sum() or mean(), or give a cotangent: ` +
        'explain({ cotangent }, f, ...).',
    )
  }
  if (seeds.length > 0) return seeds
  throw new DomainError(
    'explain: nothing in the result of f is a float that depends on a tensor of its arguments, so there is no way back.',
  )
}

/** The tensors that are used and are no nodes, numbered in the order of their first use. */
function constantsOf(tape: Tape): Map<Tensor, number> {
  const constants = new Map<Tensor, number>()
  for (const { inputs } of tape.nodes) {
    for (const x of inputs) if (!tape.has(x) && !constants.has(x)) constants.set(x, constants.size)
  }
  return constants
}

/** For each node the nodes that use it. */
function usersOf(tape: Tape): number[][] {
  const users: number[][] = tape.nodes.map(() => [])
  for (const node of tape.nodes) for (const x of node.inputs) if (tape.has(x)) users[x.index]?.push(node.index)
  return users
}

function explainConstant(value: Tensor, index: number): ExplainedConstant {
  return Object.freeze({
    index,
    symbol: scripts(value.size === 1 ? numeral(value.item()) : constantSymbol(index)),
    value,
  })
}

function explainNode(
  tape: Tape,
  node: Node,
  adjoints: readonly (Tensor | null)[],
  constants: ReadonlyMap<Tensor, number>,
  users: readonly (readonly number[])[],
  sites: CallSites | null,
): ExplainedNode {
  const { index, name, scope, op, shape, dtype } = node
  return Object.freeze({
    index,
    symbol: scripts(valueSymbol(index)),
    name,
    scope,
    op: op?.name ?? null,
    operands: node.inputs.map(
      (x): ExplainedOperand =>
        tape.has(x) ? { kind: 'node', index: x.index } : { kind: 'constant', index: constants.get(x) ?? 0 },
    ),
    shape,
    dtype,
    formula: op === null ? null : nodeFormula(tape, node, constants),
    value: tape.lower(node),
    adjoint: adjoints[index] ?? null,
    users: users[index] ?? [],
    callSite: sites?.of(node) ?? null,
  })
}

function at<T>(list: readonly T[], index: number): T {
  const value = list[index]
  if (value === undefined) throw new RangeError(`there is no node ${index}`)
  return value
}
