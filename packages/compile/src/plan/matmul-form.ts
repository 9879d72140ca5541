import { type DType, isFloat } from '@adjoint/tensor'
import type { Layout } from '@adjoint/tensor/backend'
import { type Graph, type GraphNode, rewrite } from '../graph.ts'
import { copy, isMatmul } from './kinds.ts'
import { laneAxis, stepBytes, stepOf } from './layout.ts'
import { Places } from './places.ts'

/**
 * How a matrix product is computed. `lanes`: vectors go along an axis of the result, and of the operand that has it; the
 * numbers of the other operand are spread. `dot`: vectors go along the axis that is summed over.
 */
export interface MatmulForm {
  readonly kernel: 'lanes' | 'dot'
  /** the operand whose axis the lanes of the result are: 0 (rows) or 1 (columns) */
  readonly lanesOf: 0 | 1
}

/** The strides of a product's operands, as its kernels see them: those of the lanes' operand and of the other one. */
export interface MatmulStrides {
  readonly lane: number
  readonly laneInner: number
  readonly row: number
  readonly rowInner: number
}

export function matmulStrides(a: Layout, b: Layout, lanesOf: 0 | 1): MatmulStrides {
  const [m = 0, left = 0] = a.strides.slice(-2)
  const [right = 0, n = 0] = b.strides.slice(-2)
  return lanesOf === 0
    ? { lane: m, laneInner: left, row: n, rowInner: right }
    : { lane: n, laneInner: right, row: m, rowInner: left }
}

/** The form for operands that lie so; null where they must be laid out anew first. */
export function matmulForm(node: GraphNode, places: Places): MatmulForm | null {
  const [a, b] = node.inputs
  if (a === undefined || b === undefined) return null
  const lanesOf = laneAxis(node.shape) === node.shape.length - 2 ? 0 : 1
  const [left, right] = [places.of(a).layout, places.of(b).layout]
  if ([...left.strides, ...right.strides].some((stride) => stride < 0)) return null
  const { lane, laneInner, rowInner } = matmulStrides(left, right, lanesOf)
  const lanes = node.shape[laneAxis(node.shape)] ?? 1
  const inner = a.shape.at(-1) ?? 1
  const dot = inner === 1 || (laneInner === 1 && rowInner === 1)
  const few = lanes < stepOf(node.dtype) && inner >= 2 * stepOf(node.dtype)
  if (dot && few) return { kernel: 'dot', lanesOf }
  if (lane === 1 || lanes === 1) return { kernel: 'lanes', lanesOf }
  return dot ? { kernel: 'dot', lanesOf } : null
}

/** From which length of the sum on a panel pays: measured, for 900 by 50 by 50 of float64 it makes a third of difference. */
const leastInner: Readonly<Partial<Record<DType, number>>> = { float32: 128, float64: 24 }

/** How many steps of lanes are laid out together: as many as make whole lines of the cache of what is read. */
export const stepsInPanel = 2

/**
 * The bytes of a panel: the lanes' operand of some steps of lanes, each laid side by side, which the tiles then read instead.
 * 0 where it would not pay. Where the sum is long, what the tiles read of the operand itself lies on more lines and pages
 * than the nearest caches hold.
 */
export function panelBytes({ shape, dtype, inputs: [a] }: GraphNode, { kernel, lanesOf }: MatmulForm): number {
  const inner = a?.shape.at(-1) ?? 1
  const rows = shape.at(-1 - lanesOf) ?? 1
  return kernel === 'lanes' && inner >= (leastInner[dtype] ?? 0) && rows >= 20 ? inner * stepBytes * stepsInPanel : 0
}

/** True when a product's operands are of one float dtype, which the kernels take. */
export function isFloatMatmul(node: GraphNode): boolean {
  return isMatmul(node.op) && isFloat(node.dtype) && node.inputs.every(({ dtype }) => dtype === node.dtype)
}

/** The graph with copies of the operands of products that no kernel takes as they lie. */
export function layOutOperands(graph: Graph): Graph {
  const places = new Places()
  return rewrite(graph, (node, builder) => {
    if (!isFloatMatmul(node) || matmulForm(node, places) !== null) return node
    const inputs = node.inputs.map((x) => builder.apply(copy, [x], null, `${x.name}/copy`, node.part))
    return { ...node, inputs }
  })
}
