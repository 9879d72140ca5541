import { leavesOf, record } from '@adjoint/autograd'
import { isFloat, type Op, ops, signature, type Tensor } from '@adjoint/tensor'
import { NDArray, sizeOf } from '@adjoint/tensor/backend'
import { type Graph, type GraphNode, graphOf, rewrite } from '../src/graph.ts'
import { compile } from '../src/index.ts'
import { interpret } from '../src/interpret.ts'
import { cse } from '../src/passes/cse.ts'
import { expand } from '../src/passes/expand.ts'

type TensorFunction = (...x: Tensor[]) => unknown

/** How far a kernel of ours may be from the exact result, in units of the dtype's rounding: the stated bound of an op. */
const ulpOfAnOp = 4

/**
 * Holds a compiled function against the eager one.
 *
 * How much a bound on each op allows at the end of a program depends on the program. It is measured, as Monte Carlo
 * arithmetic does: the program is run several times, what each op rounds shifted at random within the bound. What compiled
 * code gives must lie within a few times what that spreads over (Parker 1997, Monte Carlo Arithmetic). Special values must
 * agree.
 */
export function expectAgreement(f: TensorFunction, x: readonly Tensor[], compiled: TensorFunction = compile(f)): void {
  agreementWith(f, x)(compiled)
}

/** The same for several compiled functions: what the eager one gives is computed once. It uses nothing of a test runner. */
export function agreementWith(f: TensorFunction, x: readonly Tensor[]): (compiled: TensorFunction) => void {
  const eager = leavesOf(f(...x)).map(({ tensor }) => tensor)
  const wanted = eager.map((value) => value.toTypedArray())
  let spreads: number[][] | null = null // most results agree to the bit, or nearly so: then no spread need be known
  const allowedAt = (k: number, i: number, slack: number): number => {
    spreads ??= spreadsOf(f, x)
    return 4 * (spreads[k]?.[i] ?? 0) + slack
  }
  return (compiled) => {
    const results = resultsLike(eager, compiled(...x))
    for (const [k, value] of eager.entries()) {
      const numbers = results[k]?.toTypedArray() ?? []
      for (const [i, number] of (wanted[k] ?? []).entries()) {
        const other = numbers[i] ?? Number.NaN
        if (Object.is(number, other)) continue
        const distance = Math.abs(number - other)
        const slack = ulpOfAnOp * unit(number, value.dtype)
        if (distance <= slack) continue
        const allowed = allowedAt(k, i, slack)
        if (distance <= allowed || Number.isNaN(allowed)) continue
        throw new Error(
          `output ${k}[${i}]: eager ${number}, compiled ${other}, allowed ${allowed}\n${String(record(f, ...x))}`,
        )
      }
    }
  }
}

/** The same numbers to the bit, zeros with their signs: where each instruction rounds as IEEE 754 says. */
export function expectSameNumbers(
  f: TensorFunction,
  x: readonly Tensor[],
  compiled: TensorFunction = compile(f),
): void {
  const eager = leavesOf(f(...x)).map(({ tensor }) => tensor)
  const results = resultsLike(eager, compiled(...x))
  for (const [k, value] of eager.entries()) {
    const numbers = results[k]?.toTypedArray() ?? []
    for (const [i, number] of value.toTypedArray().entries()) {
      if (Object.is(number, numbers[i])) continue
      throw new Error(`output ${k}[${i}]: eager ${number}, compiled ${numbers[i]}\n${String(record(f, ...x))}`)
    }
  }
}

/** The tensors of a compiled function's result, of the shapes and dtypes of the eager ones. */
function resultsLike(eager: readonly Tensor[], result: unknown): Tensor[] {
  const results = leavesOf(result).map(({ tensor }) => tensor)
  const [given, wanted] = [results.map(signature).join(', '), eager.map(signature).join(', ')]
  if (given !== wanted) throw new Error(`eager gives ${wanted}, compiled ${given}`)
  return results
}

/** For each element of each output, how far runs with shifted results lie apart; NaN where they disagree altogether. */
function spreadsOf(f: TensorFunction, x: readonly Tensor[]): number[][] {
  // a composed op is as exact as its parts; and what is equal must be shifted alike, for max and its derivative compare
  const graph = cse(expand(graphOf(record(f, ...x))))
  const noisy = withNoise(graph)
  const runs = [graph, ...new Array<Graph>(8).fill(noisy)].map((one) =>
    interpret(one, x).map((output) => output.copyData()),
  )
  return (runs[0] ?? []).map((first, k) =>
    Array.from(first, (_, i) => {
      const values = runs.map((run) => run[k]?.[i] ?? Number.NaN)
      if (values.every((value) => Object.is(value, values[0]))) return 0 // an infinity or NaN among them
      return Math.max(...values) - Math.min(...values)
    }),
  )
}

/**
 * The graph with every result shifted that is rounded, and what is summed too: the error of a sum is small beside its
 * terms. One of many terms in its own dtype may be further off, half a unit for each (Higham 2002, section 4.2); eager sums
 * of float64 are.
 */
function withNoise(graph: Graph): Graph {
  return rewrite(graph, (node, builder) => {
    if (isExact(node)) return node
    const shifted = (x: GraphNode, ulps = ulpOfAnOp): GraphNode =>
      isFloat(x.dtype) ? builder.apply(noise, [x], { ulps }, 'noise') : x
    const terms = termsOf(node)
    const noisy = builder.add(terms > 0 ? { ...node, inputs: node.inputs.map((x) => shifted(x)) } : node)
    const isWide = node.op !== ops.matmul.op && node.dtype !== 'float64'
    return shifted(noisy, Math.max(ulpOfAnOp, isWide ? 0 : terms / 2))
  })
}

/** Whether an op moves numbers or picks one of many. The derivative of max asks which equal it: none would, were it shifted. */
function isExact({ op }: GraphNode): boolean {
  return op?.family === 'movement' || op === ops.max.op || op === ops.min.op
}

/** How many numbers each of the result is the sum or the product of; 0 for what is neither. */
function termsOf({ op, inputs: [x], shape }: GraphNode): number {
  if (x === undefined) return 0
  if (op === ops.matmul.op) return x.shape.at(-1) ?? 1
  const rounds = op === ops.sum.op || op === ops.mean.op || op === ops.prod.op
  return rounds ? Math.max(1, sizeOf(x.shape) / sizeOf(shape)) : 0
}

let state = 1
const random = (): number => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
  return state / 2 ** 31 - 1
}

const noise: Op = {
  name: 'noise',
  family: 'elementwise',
  arity: 1,
  infer: ([x]) => ({ shape: x?.shape ?? [], dtype: x?.dtype ?? 'float64' }),
  kernel: ([x], attrs, { shape, dtype }) => {
    const { ulps } = attrs as { readonly ulps: number } // as withNoise gives them
    const data = x?.copyData() ?? new Float64Array(0)
    for (const [i, number] of data.entries()) data[i] = number + random() * ulps * unit(number, dtype)
    return new NDArray(data, dtype, shape)
  },
}

/** The distance of neighbouring numbers of a dtype at a number. */
function unit(number: number, dtype: string): number {
  const [digits, least] = dtype === 'float64' ? [52, -1074] : [23, -149]
  if (!isFloat(dtype as Tensor['dtype']) || !Number.isFinite(number)) return 0
  return 2 ** Math.max(least, Math.floor(Math.log2(Math.abs(number))) - digits)
}
