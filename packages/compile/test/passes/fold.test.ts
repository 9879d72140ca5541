import { full, matmul, ops, type Shape, type Tensor, tensor } from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'
import { type Graph, GraphBuilder, type GraphNode } from '../../src/graph.ts'
import { fold } from '../../src/passes/fold.ts'
import { expectSameValues } from './values.ts'

const x = tensor([1, 2, 3])

/** A graph of one argument; what is computed of constants alone is seldom recorded, but derivatives and passes leave it. */
function graphOf(build: (builder: GraphBuilder, x: GraphNode) => GraphNode): Graph {
  const builder = new GraphBuilder()
  const input = builder.input({ shape: [3], dtype: 'float32', name: 'x' })
  const output = build(builder, input)
  return { nodes: builder.nodes, inputs: [input], outputs: [output] }
}

/** How many numbers the constant that the output adds to x holds, and the first of them. */
function folded(build: (builder: GraphBuilder) => GraphNode): (number | undefined)[] {
  const graph = graphOf((builder, x) => builder.apply(ops.add.op, [x, build(builder)], null, 'add'))
  const after = fold(graph)
  expectSameValues(graph, after, [x])
  const constant = after.outputs[0]?.inputs[1]?.constant
  return [constant?.data.length, constant?.data[0]]
}

const constant = (builder: GraphBuilder, value: Tensor): GraphNode => builder.constant(value.read())

describe('fold', () => {
  test('computes what depends on constants alone', () => {
    const build = (builder: GraphBuilder): GraphNode =>
      builder.apply(ops.neg.op, [builder.apply(ops.neg.op, [constant(builder, x)], null, 'a')], null, 'b')
    expect(folded(build)).toEqual([3, 1])
    expect(folded((builder) => builder.apply(ops.square.op, [constant(builder, tensor(-3))], null, 'a'))).toEqual([
      1, 9,
    ])
  })

  test('stores a number that all elements are once, however it came about', () => {
    const zero = (builder: GraphBuilder, shape: Shape): GraphNode => constant(builder, full(shape, 0))
    expect(folded((b) => b.apply(ops.neg.op, [zero(b, [1000, 3])], null, 'a'))).toEqual([1, -0])
    expect(folded((b) => b.apply(ops.matmul.op, [constant(b, full([4, 2], 3)), zero(b, [2, 3])], null, 'a'))).toEqual([
      1, 0,
    ])
    expect(matmul(full([4, 2], 3), full([2, 3], 0)).read().data.length).toBe(12) // else that is no test
  })

  test('leaves what depends on an argument', () => {
    const graph = graphOf((b, x) => b.apply(ops.add.op, [b.apply(ops.neg.op, [x], null, 'a'), x], null, 'b'))
    expect(fold(graph)).toEqual(graph)
  })

  test('takes empty arrays', () => {
    const graph = graphOf((b) => b.apply(ops.neg.op, [constant(b, full([0, 3], 2))], null, 'a'))
    expect(fold(graph).outputs[0]?.constant?.shape).toEqual([0, 3])
  })
})
