import { grad, record } from '@adjoint/autograd'
import { functionOf, program } from '@adjoint/gradcheck'
import { adjoint, vocabulary } from '@adjoint/gradcheck/adjoint'
import { matmul, type Tensor, zeros } from '@adjoint/tensor'
import { fc } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { type GraphNode, graphOf } from '../../src/graph.ts'
import { optimise } from '../../src/passes/index.ts'
import { planArena, storageBytes } from '../../src/plan/arena.ts'
import { membersOf } from '../../src/plan/grouping.ts'
import { groupsOf } from '../../src/plan/groups.ts'
import { bytesOf, stepBytes, storedLayout } from '../../src/plan/layout.ts'
import { layOutOperands } from '../../src/plan/matmul-form.ts'
import { splitBatch } from '../../src/threads/split-batch.ts'
import { filled } from '../arbitraries.ts'
import { sizedPrograms } from '../programs.ts'

function planOf(
  f: (...x: Tensor[]) => unknown,
  x: readonly Tensor[],
  donated: { input: number; output: number }[] = [],
) {
  const graph = layOutOperands(optimise(graphOf(record(f, ...x))))
  const grouping = groupsOf(graph)
  return { graph, grouping, plan: planArena(graph, grouping, donated) }
}

type Planned = ReturnType<typeof planOf>

/** From which group to which one each value is needed. */
function neededIn({ graph, grouping }: Planned): Map<GraphNode, { from: number; to: number }> {
  const end = grouping.groups.length
  const needed = new Map<GraphNode, { from: number; to: number }>()
  const lasts = new Set(graph.outputs.map((node) => grouping.places.of(node).base))
  for (const node of grouping.stored) {
    const from = grouping.groups.findIndex((group) => membersOf(group).includes(node))
    const readers = grouping.groups.map((group, i) => (grouping.reads.get(group)?.has(node) ? i : -1))
    needed.set(node, { from, to: node.op === null || lasts.has(node) ? end : Math.max(from, ...readers) })
  }
  return needed
}

/** Fails where two values that are needed at one time share bytes, but for an output in the place of an argument. */
function expectApart(planned: Planned): void {
  const { graph, plan } = planned
  const needed = neededIn(planned)
  const inPlace = new Map(
    plan.donations.flatMap(({ input, output, inPlace }) =>
      inPlace ? [[graph.outputs[output], graph.inputs[input]]] : [],
    ),
  )
  const bytesAt = (node: GraphNode): { begin: number; end: number } => {
    const begin = plan.offsets.get(node) ?? Number.NaN
    return { begin, end: begin + storedLayout(node.shape, node.dtype).length * bytesOf(node.dtype) }
  }
  const values = [...needed.keys()]
  for (const [i, a] of values.entries()) {
    const [at, when] = [bytesAt(a), needed.get(a)]
    expect(at.begin).toBeGreaterThanOrEqual(32)
    expect(at.end).toBeLessThanOrEqual(plan.bytes - 32)
    expect(at.begin % 32).toBe(0)
    for (const b of values.slice(i + 1)) {
      const [other, then] = [bytesAt(b), needed.get(b)]
      if (when === undefined || then === undefined || inPlace.get(a) === b || inPlace.get(b) === a) continue
      const together = when.from <= then.to && then.from <= when.to
      if (together) expect(at.end <= other.begin || other.end <= at.begin, `${a.name} and ${b.name}`).toBe(true)
    }
  }
}

describe('the arena', () => {
  test('keeps apart what is needed at the same time', () => {
    fc.assert(
      fc.property(sizedPrograms, ({ dtype, shapes, run }) => {
        expectApart(planOf(run, shapes.map((shape) => filled(shape, dtype)))) // biome-ignore format: one line
      }),
    )
  })

  test('in programs with gradients, too', () => {
    const programs = program(adjoint, vocabulary, { maxOps: 10, maxSize: 60 })
    fc.assert(
      fc.property(programs, (p) => {
        const f = functionOf(p)
        const x = p.inputs.map(adjoint.tensor)
        const scalar = (...xs: Tensor[]): Tensor => f(...xs).sum()
        const step = (...xs: Tensor[]) => xs.map((one, i) => one.sub(grad(scalar, { argnums: i })(...xs)))
        expectApart(planOf(step, x, x.map((_, i) => ({ input: i, output: i })))) // biome-ignore format: one line
      }),
    )
  })

  test('of a long chain of products stays small', () => {
    const bytes = (length: number): number => {
      const f = (x: Tensor, w: Tensor): Tensor => {
        let y = x
        for (let i = 0; i < length; i++) y = matmul(y, w).tanh()
        return y
      }
      return planOf(f, [zeros([40, 30]), zeros([30, 30])]).plan.bytes
    }
    expect(bytes(100)).toBe(bytes(4))
  })

  test('of a network and its gradient is as large as what is needed at the busiest moment', () => {
    const loss = (x: Tensor, ...w: Tensor[]): Tensor => w.reduce((y, each) => matmul(y, each).relu(), x).sum()
    const shapes = [[900, 2], [2, 25], [25, 50], [50, 50], [50, 25], [25, 1]] // biome-ignore format: a list
    const planned = planOf(grad(loss, { argnums: [1, 2, 3, 4, 5] }), shapes.map((shape) => zeros(shape))) // biome-ignore format: one line
    const needed = [...neededIn(planned)]
    const moments = planned.grouping.groups.map((_, i) =>
      needed.reduce((sum, [node, { from, to }]) => (from <= i && i <= to ? sum + storageBytes(node) : sum), 0),
    )
    const slack = 4 * stepBytes // two steps at both ends
    expect(planned.plan.bytes).toBe(Math.max(...moments) + slack)
  })

  test('values of a loop have no room where nobody else reads them, nor have constants that are given as they are', () => {
    const { plan } = planOf((x) => [x.mul(2).exp().tanh().neg(), zeros([1000])], [zeros([1000])])
    expect(plan.offsets.size).toBe(2)
  })

  test('ends with a panel for each thread, as large as the largest that a product needs', () => {
    const f = (x: Tensor, w: Tensor, v: Tensor): Tensor => matmul(matmul(x, w), v)
    const shapes = [[900, 60], [60, 50], [50, 30]] // biome-ignore format: a list
    const { graph, grouping } = planOf(f, shapes.map((shape) => zeros(shape, { dtype: 'float64' }))) // biome-ignore format: one line
    expect(planArena(graph, grouping, []).panelStride).toBe(60 * 2 * stepBytes)
    const plan = planArena(graph, grouping, [], 3)
    expect(plan.panelStride).toBeGreaterThan(60 * 2 * stepBytes) // what threads write lies apart
    expect(plan.bytes).toBe(plan.panel + 3 * plan.panelStride)
    const ends = [...plan.offsets].map(([node, begin]) => begin + storageBytes(node))
    expect(Math.max(...ends)).toBeLessThan(plan.panel)
  })
})

describe('what threads have parts of', () => {
  const layers = (x: Tensor, v: Tensor, w: Tensor): Tensor => matmul(matmul(x, v).relu(), w).square().sum()
  const shapes = [[900, 20], [20, 50], [50, 30]] // biome-ignore format: a list
  const [x = zeros([]), v = x, w = x] = shapes.map((shape) => zeros(shape))
  const step = graphOf(record(grad(layers, { argnums: [1, 2] }), x, v, w))
  const graph = layOutOperands(splitBatch(optimise(step), 2))
  const grouping = groupsOf(graph)
  const { offsets } = planArena(graph, grouping, [], 2)
  const placed = [...offsets].map(([node, begin]) => ({ node, begin, end: begin + storageBytes(node) }))

  test('lies apart, further than a core fetches ahead', () => {
    const written = [0, 1].map((thread) => placed.filter(({ node }) => node.part === thread))
    for (const [thread, own] of written.entries()) {
      expect(own.length).toBeGreaterThan(4)
      const others = placed.filter(({ node }) => node.part !== thread)
      for (const a of own) {
        for (const b of others) expect(Math.max(a.begin - b.end, b.begin - a.end)).toBeGreaterThan(2 ** 16)
      }
    }
  })
})

describe('an output in the place of an argument', () => {
  const donations = (f: (...x: Tensor[]) => unknown, ...shapes: number[][]): boolean[] => {
    const x = shapes.map((shape) => zeros(shape))
    const planned = planOf(f, x, x.map((_, i) => ({ input: i, output: i }))) // biome-ignore format: one line
    expectApart(planned)
    return planned.plan.donations.map(({ inPlace }) => inPlace)
  }

  test('is computed right there', () => {
    expect(donations((x) => [x.mul(2)], [9])).toEqual([true])
    expect(donations((x, y) => [x.sub(y.mul(0.1)), y.mul(0.9)], [3, 4], [3, 4])).toEqual([true, true])
  })

  test('unless it reads the argument in another order, or that is read afterwards', () => {
    expect(donations((x) => [x.transpose().mul(2)], [4, 4])).toEqual([false])
    expect(donations((x) => [x.slice([null, null, -1]).mul(2)], [9])).toEqual([false])
    expect(donations((x) => [matmul(x, x)], [5, 5])).toEqual([false])
    expect(donations((x) => [x.mul(2).add(x.mul(2).sum()).mul(x)], [9])).toEqual([true])
    expect(donations((x) => [x.mul(x.slice([null, null, -1]))], [9])).toEqual([false])
    expect(donations((x) => [x.mul(2), matmul(x.mul(2), x)], [5, 5])).toEqual([false])
    expect(donations((x) => [x.mul(2), x], [9])).toEqual([false])
    expect(donations((x, y) => [x.add(y), x.add(y)], [9], [9])).toEqual([true, false])
  })

  test('is an argument or a constant, which need to be brought there', () => {
    expect(donations((x, y) => [y, x], [9], [9])).toEqual([false, false])
    expect(donations((x) => [x], [9])).toEqual([false])
  })
})
