import { broadcastStrides, tileShape } from '@adjoint/tensor/backend'
import type { GraphNode } from '../graph.ts'
import type { MatmulGroup } from '../plan/grouping.ts'
import { bytesOf, laneAxis } from '../plan/layout.ts'
import { matmulStrides } from '../plan/matmul-form.ts'
import { addressesOf, type EmitContext } from './context.ts'

/** An operand of a product: where it begins, and the bytes between its elements. */
interface Operand {
  readonly base: number
  /** along the batch axes */
  readonly batch: readonly number[]
  /** along the axis that the result has, too */
  readonly outer: number
  /** along the axis that is summed over */
  readonly inner: number
}

/** A product's sizes, and where its operands lie. */
export interface Geometry {
  /** the batch axes of more than one element, as axes of the result */
  readonly batchAxes: readonly number[]
  readonly batch: readonly number[]
  /** how many lanes the result has, and how many rows of them */
  readonly lanes: number
  readonly rows: number
  readonly laneAxis: number
  readonly rowAxis: number
  readonly inner: number
  /** the operand that has the lanes, and the one that has the rows */
  readonly ofLanes: Operand
  readonly ofRows: Operand
}

/** How many rows a tile has at most: a sixth one is more code, and pays where sums are long and rows are many. */
export function mostRows({ rows, inner }: Geometry): number {
  return Math.min(tileShape().rows, inner >= 48 && rows >= 40 ? 6 : 5)
}

export function geometryOf(group: MatmulGroup, context: EmitContext): Geometry {
  const { matmul, form, shape, dtype } = group
  const [a, b] = matmul.inputs
  if (a === undefined || b === undefined) throw new RangeError('a product has two operands')
  const { places } = context.grouping
  const size = bytesOf(dtype)
  const { lane, laneInner, row, rowInner } = matmulStrides(places.of(a).layout, places.of(b).layout, form.lanesOf)
  const leading = shape.slice(0, -2)
  const batchAxes = leading.flatMap((length, axis) => (length === 1 ? [] : [axis]))
  const operand = (node: GraphNode, outer: number, inner: number): Operand => {
    const { shape, strides, offset } = places.of(node).layout
    const batch = broadcastStrides({ shape: shape.slice(0, -2), strides: strides.slice(0, -2), offset }, leading)
    return {
      base: addressesOf(node, node.shape, context).base,
      batch: batchAxes.map((axis) => (batch[axis] ?? 0) * size),
      outer: outer * size,
      inner: inner * size,
    }
  }
  const [ofLanes, ofRows] = form.lanesOf === 0 ? [a, b] : [b, a]
  const lanes = laneAxis(shape)
  const rows = lanes === shape.length - 1 ? shape.length - 2 : shape.length - 1
  return {
    batchAxes,
    batch: batchAxes.map((axis) => shape[axis] ?? 1),
    lanes: shape[lanes] ?? 1,
    rows: shape[rows] ?? 1,
    laneAxis: lanes,
    rowAxis: rows,
    inner: a.shape.at(-1) ?? 1,
    ofLanes: operand(ofLanes, lane, laneInner),
    ofRows: operand(ofRows, row, rowInner),
  }
}
