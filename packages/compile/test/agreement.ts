import { leavesOf, record } from '@adjoint/autograd'
import { isFloat, type Op, ops, type Tensor } from '@adjoint/tensor'
import { NDArray } from '@adjoint/tensor/backend'
import { expect } from 'vitest'
import { type Graph, type GraphNode, graphOf, rewrite } from '../src/graph.ts'
import { compile } from '../src/index.ts'
import { interpret } from '../src/interpret.ts'
import { cse } from '../src/passes/cse.ts'

type TensorFunction = (...x: Tensor[]) => unknown

/** How far a kernel of ours may be from the exact result, in units of the dtype's rounding: the stated bound of an op. */
const ulpOfAnOp = 4

/**
 * Holds a compiled function against the eager one.
 *
 * How much a bound on each op allows at the end of a program depends on the program. It is measured, as Monte Carlo
 * arithmetic does: the program is run several times, each op's result shifted at random within the bound. What compiled code
 * gives must lie within a few times what that spreads over (Parker 1997, Monte Carlo Arithmetic). Special values must agree.
 */
export function expectAgreement(f: TensorFunction, x: readonly Tensor[], compiled: TensorFunction = compile(f)): void {
  const eager = leavesOf(f(...x)).map(({ tensor }) => tensor)
  const results = leavesOf(compiled(...x)).map(({ tensor }) => tensor)
  expect(results.map(({ shape }) => shape)).toEqual(eager.map(({ shape }) => shape))
  expect(results.map(({ dtype }) => dtype)).toEqual(eager.map(({ dtype }) => dtype))
  const spreads = spreadsOf(f, x)
  for (const [k, value] of eager.entries()) {
    const [wanted, given] = [value.toTypedArray(), results[k]?.toTypedArray() ?? []]
    for (const [i, number] of wanted.entries()) {
      const other = given[i] ?? Number.NaN
      if (Object.is(number, other)) continue
      const distance = Math.abs(number - other)
      const allowed = 4 * (spreads[k]?.[i] ?? 0) + ulpOfAnOp * unit(number, value.dtype)
      if (distance <= allowed || Number.isNaN(allowed)) continue
      throw new Error(
        `output ${k}[${i}]: eager ${number}, compiled ${other}, allowed ${allowed}\n${String(record(f, ...x))}`,
      )
    }
  }
}

/** For each element of each output, how far runs with shifted results lie apart; NaN where they disagree altogether. */
function spreadsOf(f: TensorFunction, x: readonly Tensor[]): number[][] {
  const graph = cse(graphOf(record(f, ...x))) // what is equal must be shifted alike, for max and its derivative compare
  const noisy = withNoise(graph)
  const runs = [graph, ...new Array<Graph>(8).fill(noisy)].map((one) =>
    interpret(one, x).map((output) => output.copyData()),
  )
  return (runs[0] ?? []).map((first, k) =>
    Array.from(first, (_, i) => {
      const values = runs.map((run) => run[k]?.[i] ?? Number.NaN)
      return Math.max(...values) - Math.min(...values)
    }),
  )
}

/** The graph with every result shifted, and what is summed too: the error of a sum is small beside its terms. */
function withNoise(graph: Graph): Graph {
  return rewrite(graph, (node, builder) => {
    const shifted = (x: GraphNode): GraphNode => (isFloat(x.dtype) ? builder.apply(noise, [x], null, 'noise') : x)
    const sums = node.op === ops.sum.op || node.op === ops.mean.op || node.op === ops.matmul.op
    const noisy = builder.add(sums ? { ...node, inputs: node.inputs.map(shifted) } : node)
    return shifted(noisy)
  })
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
  kernel: ([x], _attrs, { shape, dtype }) => {
    const data = x?.copyData() ?? new Float64Array(0)
    for (const [i, number] of data.entries()) data[i] = number + random() * ulpOfAnOp * unit(number, dtype)
    return new NDArray(data, dtype, shape)
  },
}

/** The distance of neighbouring numbers of a dtype at a number. */
function unit(number: number, dtype: string): number {
  const [digits, least] = dtype === 'float64' ? [52, -1074] : [23, -149]
  if (!isFloat(dtype as Tensor['dtype']) || !Number.isFinite(number)) return 0
  return 2 ** Math.max(least, Math.floor(Math.log2(Math.abs(number))) - digits)
}
