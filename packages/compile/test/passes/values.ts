import { record } from '@adjoint/autograd'
import type { Tensor } from '@adjoint/tensor'
import { withInstructionSet } from '@adjoint/tensor/backend'
import { expect } from 'vitest'
import { type Graph, graphOf } from '../../src/graph.ts'
import { interpret } from '../../src/interpret.ts'
import { dce } from '../../src/passes/dce.ts'
import type { Pass } from '../../src/passes/index.ts'
import { formatGraph } from '../format-graph.ts'

/** The graph of a function. */
export function graphFor(f: (...x: Tensor[]) => unknown, ...x: readonly Tensor[]): Graph {
  return graphOf(record(f, ...x))
}

/** What is left of a function after a pass, a line for each node that an output needs. */
export function linesAfter(pass: Pass, f: (...x: Tensor[]) => unknown, ...x: readonly Tensor[]): string[] {
  return formatGraph(dce(pass(graphFor(f, ...x)))).split('\n')
}

/** Fails unless two graphs give the same numbers, to the bit, and the same shapes and dtypes. */
export function expectSameValues(before: Graph, after: Graph, x: readonly Tensor[]): void {
  const valuesOf = (graph: Graph) =>
    interpret(graph, x).map((y) => ({ shape: y.shape, dtype: y.dtype, numbers: [...y.copyData()] }))
  // one loop for all sizes: what is folded to one number must not take another path
  withInstructionSet('none', () => expect(valuesOf(after)).toEqual(valuesOf(before)))
}
