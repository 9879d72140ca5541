import { grad, jvp, record } from '@adjoint/autograd'
import { ops, scope, type Tensor, TraceError, tensor } from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'
import { graphOf, rewrite } from '../src/graph.ts'
import { interpret } from '../src/interpret.ts'
import { formatGraph } from './format-graph.ts'

const x = tensor([1, 2])
const graphFor = (f: (x: Tensor) => unknown) => graphOf(record(f, x))

describe('the graph of a recording', () => {
  test('has a node for each value, constants where they are first used', () => {
    const weight = tensor([3, 4])
    const graph = graphFor((x) => scope('fc', () => [x.mul(weight), x, weight.sum()]))
    expect(formatGraph(graph).split('\n')).toEqual([
      '%00 x0 f32[2] input',
      '%01 constant f32[2] constant',
      '%02 fc/mul f32[2] mul %00 %01',
      '%03 constant f32[] constant',
      'return %02 %00 %03',
    ])
    expect(interpret(graph, [x]).map((y) => y.toArray())).toEqual([[3, 8], [1, 2], 7])
  })

  test('knows a constant that is used twice by its identity', () => {
    const two = tensor(2)
    expect(graphFor((x) => x.mul(two).add(two)).nodes.filter(({ constant }) => constant !== null)).toHaveLength(1)
  })

  test('refuses what another transform traces', () => {
    const outer = (y: Tensor): Tensor => {
      record((x: Tensor) => x.mul(2), x)
      return interpret(graphFor((x) => x.mul(y)), [x])[0] ?? y // biome-ignore format: one line
    }
    expect(() => grad((y: Tensor) => outer(y).sum())(tensor(3))).toThrow(TraceError)
    expect(() => jvp(outer, [tensor(3)], [tensor(1)])).toThrow(/from outside, which another transform traces/)
  })
})

describe('rewrite', () => {
  test('that changes nothing keeps each node', () => {
    const graph = graphFor((x) => x.mul(2).exp())
    expect(rewrite(graph, (node) => node)).toEqual(graph)
    expect(rewrite(graph, (node) => node).nodes.every((node, i) => node === graph.nodes[i])).toBe(true)
  })

  test('gives each visit inputs that have been replaced, and the outputs too', () => {
    const graph = graphFor((x) => x.neg().exp().neg())
    const without = rewrite(graph, (node) => (node.op === ops.neg.op ? (node.inputs[0] ?? node) : node))
    expect(without.nodes.map(({ name }) => name)).toEqual(['x0', 'exp'])
    expect(without.outputs[0]?.name).toBe('exp')
  })

  test('may add nodes', () => {
    const graph = graphFor((x) => x.exp())
    const doubled = rewrite(graph, (node, builder) =>
      builder.apply(ops.add.op, [node, builder.add(node)], null, 'twice'),
    )
    expect(formatGraph(doubled)).toBe(
      '%00 x0 f32[2] input\n%01 exp f32[2] exp %00\n%02 twice f32[2] add %01 %01\nreturn %02',
    )
  })

  test('of 100,000 nodes takes no recursion', () => {
    const graph = graphFor((x) => {
      let y = x
      for (let i = 0; i < 100_000; i++) y = y.neg()
      return y
    })
    expect(rewrite(graph, (node) => ({ ...node })).nodes).toHaveLength(100_001)
    expect(formatGraph(graph).split('\n')).toHaveLength(100_002)
  })
})
