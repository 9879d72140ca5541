import { grad, valueAndGrad, zipTensors } from '@adjoint/autograd'
import { fromTypedArray, matmul, ones, ops, relu, type Shape, type Tensor, zeros } from '@adjoint/tensor'
import { sizeOf } from '@adjoint/tensor/backend'
import { fc } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import type { Graph, GraphNode } from '../../src/graph.ts'
import { interpret } from '../../src/interpret.ts'
import { optimise } from '../../src/passes/index.ts'
import { planArena } from '../../src/plan/arena.ts'
import { membersOf } from '../../src/plan/grouping.ts'
import { groupsOf } from '../../src/plan/groups.ts'
import { isFloatMatmul, layOutOperands } from '../../src/plan/matmul-form.ts'
import { phasesOf, workOf } from '../../src/threads/phases.ts'
import { divide, splitBatch } from '../../src/threads/split-batch.ts'
import { agreementWith } from '../agreement.ts'
import { filled } from '../arbitraries.ts'
import { graphFor } from '../passes/values.ts'
import { programsOf } from '../programs.ts'

interface Layers {
  readonly w: Tensor
  readonly b: Tensor
  readonly out: Tensor
}

const loss = ({ w, b, out }: Layers, x: Tensor, y: Tensor): Tensor =>
  matmul(relu(matmul(x, w).add(b)), out)
    .sub(y)
    .square()
    .mean()

/** A step of training a network of one hidden layer. */
function step(x: Tensor, y: Tensor, w: Tensor, b: Tensor, out: Tensor): Tensor[] {
  const model = { w, b, out }
  const [value, slopes] = valueAndGrad(loss)(model, x, y)
  const next = zipTensors('step', model, slopes, (of, slope) => of.sub(slope.mul(0.125)))
  return [value, next.w, next.b, next.out]
}

const shapesOf = (batch: number, inputs: number, hidden: number): Shape[] => [
  [batch, inputs],
  [batch, 1],
  [inputs, hidden],
  [hidden],
  [hidden, 1],
]

const stepGraph = (batch: number, inputs: number, hidden: number): Graph =>
  optimise(graphFor(step, ...shapesOf(batch, inputs, hidden).map((shape) => zeros(shape))))

/** Where values of one thread are read by another, or by what is no part. */
function crossings({ nodes }: Graph): GraphNode[] {
  return nodes.filter(({ part, inputs }) => inputs.some((x) => x.part !== null && x.part !== part))
}

/** Small integers, whose sums are exact in any order. */
const integers = (shape: Shape, seed: number): Tensor =>
  fromTypedArray(Float32Array.from({ length: sizeOf(shape) }, (_, i) => ((Math.imul(i + seed, 0x9e3779b1) >>> 16) % 5) - 2), shape) // biome-ignore format: one line

describe('a step of training', () => {
  test('is computed in parts, which meet in the sums over the samples alone', () => {
    const graph = splitBatch(stepGraph(900, 20, 30), 2)
    const met = crossings(graph)
    // the loss, and the gradients of three weights: each is one sum of two parts
    expect(met.map(({ op }) => op?.name)).toEqual(['add', 'add', 'add', 'add'])
    const flops = graph.nodes.filter(({ op }) => op === ops.matmul.op)
    expect(flops.every(({ part }) => part !== null)).toBe(true)
    expect(flops.map(({ part }) => part)).toEqual(flops.map((_, i) => i % 2))
  })

  test('lets threads meet once before the sums, and once after them', () => {
    const deep = (x: Tensor, ...w: Tensor[]): Tensor =>
      w
        .reduce((y, each) => matmul(y, each).relu(), x)
        .square()
        .sum()
    const shapes = [[900, 30], [30, 50], [50, 40], [40, 60], [60, 20]] // biome-ignore format: a list
    const f = grad(deep as (x: Tensor, a: Tensor, b: Tensor, c: Tensor, d: Tensor) => Tensor, { argnums: [1, 2, 3, 4] })
    const graph = optimise(graphFor((...x) => f(...(x as [Tensor, Tensor, Tensor, Tensor, Tensor])), ...shapes.map((shape) => zeros(shape)))) // biome-ignore format: one line
    const divided = layOutOperands(splitBatch(graph, 3))
    const grouping = groupsOf(divided)
    const work = workOf(grouping, planArena(divided, grouping, [], 3), grouping.groups.map(() => 100)) // biome-ignore format: one line
    expect(phasesOf(work, 3)).toHaveLength(2)
  })

  test('leaves no work on the whole batch, so that no thread waits for another', () => {
    const { nodes } = splitBatch(stepGraph(900, 20, 30), 3)
    const whole = nodes.filter(({ op, part }) => op !== null && part === null)
    expect(whole.filter(({ op, shape }) => op !== ops.slice.op && shape.includes(900))).toEqual([])
    const slices = whole.filter(({ op }) => op === ops.slice.op)
    expect(slices.map(({ inputs }) => inputs[0]?.op)).toEqual(slices.map(() => null)) // of arguments alone
    expect(slices.every(({ inputs }) => inputs[0]?.constant === null)).toBe(true)
  })

  test.each([
    ['where batch and layers are of one length', 64, 64, 64],
    ['of a batch that no number of threads divides', 901, 7, 12],
    ['of samples that are fewer than a layer', 64, 80, 90],
  ])('has the same numbers, %s', (_, batch, inputs, hidden) => {
    const graph = stepGraph(batch, inputs, hidden)
    const x = shapesOf(batch, inputs, hidden).map((shape, i) => integers(shape, i))
    for (const threads of [2, 3]) {
      const split = divide(graph, batch, threads)
      expect(crossings(split).length).toBeGreaterThan(3)
      expect(split.nodes.filter(({ op }) => op === ops.concat.op)).toEqual([])
      const [wanted, given] = [graph, split].map((g) => interpret(g, x))
      // integers, but for the mean at the end, each part's of which is rounded
      const [value = zeros([]), ...next] = given ?? []
      const mean = wanted?.[0]?.item() ?? Number.NaN
      expect(Math.abs(value.item() - mean)).toBeLessThanOrEqual(2 ** -21 * mean)
      for (const [i, y] of next.entries()) {
        const other = wanted?.[i + 1]?.toTypedArray() ?? [] // below 300, where float32 has steps of 3e-5
        for (const [k, number] of y.toTypedArray().entries()) expect(number).toBeCloseTo(other[k] ?? Number.NaN, 4)
      }
    }
  })
})

describe('what follows a layer', () => {
  const x = [integers([64, 3], 1), integers([3, 5], 2)]
  const after = (f: (y: Tensor, x: Tensor) => Tensor | Tensor[]): Graph => {
    const graph = optimise(graphFor((a, w) => f(matmul(a as Tensor, w as Tensor), a as Tensor), ...x))
    const split = divide(graph, 64, 3)
    const [wanted, given] = [graph, split].map((g) => interpret(g, x).map((y) => y.toArray()))
    expect(given).toEqual(wanted)
    return split
  }

  test('is reduced in parts', () => {
    const split = after((y) => [y.sum(), y.max({ axis: 0 }), y.min({ axis: 0 }), y.mean({ axis: 0 })])
    const combined = crossings(split).map(({ op }) => op?.name)
    expect(combined).toEqual(['add', 'maximum', 'minimum', 'add'].flatMap((name) => [name, name]))
  })

  test('has a mean and a product, though what a part adds up or multiplies is out of range', () => {
    const f = (x: Tensor, w: Tensor): Tensor[] => [matmul(x, w).mul(1e36).mean(), matmul(x, w).prod()]
    const column = fromTypedArray(
      Float32Array.from({ length: 128 }, (_, i) => (i < 64 ? 64 : 1 / 64)),
      [128, 1],
    )
    const graph = optimise(graphFor((...x) => f(...(x as [Tensor, Tensor])), column, zeros([1, 1])))
    const given = interpret(divide(graph, 128, 3), [column, ones([1, 1])]).map((y) => y.item())
    expect(given).toEqual([expect.closeTo((1e36 * (64 + 1 / 64)) / 2, -32), 1])
  })

  test('is put together once, where the whole of it is needed', () => {
    const split = after((y) => [y, y.sort({ axis: 0 }), y.cumsum({ axis: 0 })])
    expect(crossings(split).map(({ op }) => op?.name)).toEqual(['concat'])
  })

  test('keeps its axis beside arguments that have another one of that length', () => {
    const graph = graphFor((x, w) => (x as Tensor).add(matmul(x as Tensor, w as Tensor).transpose()).sum(), zeros([64, 64]), zeros([64, 64])) // biome-ignore format: one line
    expect(crossings(divide(graph, 64, 2)).map(({ op }) => op?.name)).toEqual(['add'])
  })

  test('leaves whole what has nothing of the layer in it', () => {
    const split = after((y, x) => [y.sum(), x.square().mean(), x.astype('int32').mul(2).sum()])
    expect(crossings(split).map(({ op }) => op?.name)).toEqual(['add', 'add'])
    const parts = split.nodes.filter(({ part }) => part !== null)
    expect(new Set(parts.map(({ op }) => op?.name))).toEqual(new Set(['matmul', 'sum']))
  })
})

test('random programs behind a layer have the same numbers in parts', () => {
  const programs = programsOf(fc.constantFrom(48, 49, 64, 100))
  fc.assert(
    fc.property(programs, fc.integer({ min: 2, max: 3 }), ({ dtype, shapes, run, seed }, threads) => {
      const [[rows = 0, columns = 0] = [], ...others] = shapes
      const given = [[columns, columns], [rows, columns], ...others]
      const x = given.map((shape, i) => filled(shape, dtype, seed + i))
      const layer = (w: Tensor, first: Tensor, ...xs: Tensor[]): Tensor[] => run(matmul(first, w), ...xs)
      const total = (w: Tensor, ...xs: Tensor[]): Tensor =>
        layer(w, ...(xs as [Tensor])).reduce((sum, y) => sum.add(y.sum()), zeros([], { dtype }))
      const f = (...xs: [Tensor, Tensor]): Tensor[] => [...layer(...xs), grad(total)(...xs)]
      const graph = optimise(graphFor((...xs) => f(...(xs as [Tensor, Tensor])), ...x))
      const split = divide(graph, rows, threads)
      agreementWith((...xs) => f(...(xs as [Tensor, Tensor])), x)((...xs) => interpret(split, xs))
      const products = graph.nodes.some((node) => isFloatMatmul(node) && node.shape[0] === rows)
      if (products) expect(crossings(split)).not.toEqual([])
      for (const group of groupsOf(layOutOperands(split)).groups) {
        const [first, ...others] = membersOf(group)
        expect(others.every(({ part }) => part === first?.part)).toBe(true)
      }
    }),
    { numRuns: 300 },
  )
})

describe('stays whole', () => {
  const isWhole = (graph: Graph, threads = 2): boolean => splitBatch(graph, threads) === graph

  test('what is too small, or too short for so many threads', () => {
    expect(isWhole(stepGraph(900, 20, 30))).toBe(false)
    expect(isWhole(stepGraph(900, 2, 3))).toBe(true)
    expect(isWhole(stepGraph(31, 200, 300))).toBe(true)
    expect(isWhole(stepGraph(900, 20, 30), 57)).toBe(true)
  })

  test('what would have to be put together again', () => {
    const product = (shape: Shape): Graph =>
      graphFor((a, b) => matmul(a as Tensor, b as Tensor), zeros(shape), zeros(shape))
    expect(isWhole(product([512, 512]))).toBe(true)
  })
})
