import { type DType, isFloat, ops } from '@adjoint/tensor'
import { type Graph, type GraphBuilder, type GraphNode, rewrite, withInputs } from '../graph.ts'
import { isElementwise, LoopTypes } from '../plan/kinds.ts'
import { uniform, uniformValue } from './constants.ts'

/**
 * Makes promotion visible: operands of another dtype than their op computes in are cast before it, where the cast is exact.
 * A loop of vectors then meets one dtype only.
 */
export function cast(graph: Graph): Graph {
  const types = new LoopTypes()
  return rewrite(graph, (node, builder) => {
    for (const input of node.inputs) types.of(input) // in order, lest the last of a long chain ask for all before it
    if (!isElementwise(node.op) || node.inputs.some((x) => x.dtype === 'int32' && uniformValue(x) === null)) return node
    const dtype = isFloat(node.dtype) ? node.dtype : widest(node.inputs)
    if (dtype === null) return node
    return withInputs(node, node.inputs.map((x) => asOperand(x, dtype, types, builder))) // biome-ignore format: one line
  })
}

function widest(nodes: readonly GraphNode[]): DType | null {
  if (nodes.some(({ dtype }) => dtype === 'float64')) return 'float64'
  return nodes.some(({ dtype }) => dtype === 'float32') ? 'float32' : null
}

function asOperand(x: GraphNode, dtype: DType, types: LoopTypes, builder: GraphBuilder): GraphNode {
  if (x.dtype === dtype) return x
  const value = uniformValue(x)
  if (value !== null && fits(value, dtype)) return builder.constant(uniform(value, { shape: x.shape, dtype }), x.name)
  const type = types.of(x)
  const widens = x.dtype === 'float32' && dtype === 'float64'
  const isTruth = x.dtype === 'bool' && type !== 'any' && type !== dtype
  return widens || isTruth ? builder.apply(ops.astype.op, [x], { dtype }, x.name) : x
}

function fits(value: number, dtype: DType): boolean {
  return dtype === 'float64' || Object.is(Math.fround(value), value)
}
