import { type Lanes, type VectorAlgebra, vectorAlgebra } from '@adjoint/tensor/backend'
import { type FunctionBuilder, i32, type Local, type Place, type Statement, type Value, v128 } from '@adjoint/wasm'
import type { GraphNode } from '../graph.ts'
import { type MatmulGroup, readBy, storedBy } from '../plan/grouping.ts'
import { isInlined } from '../plan/kinds.ts'
import { bytesOf, stepBytes, stepOf, vectorBytes, vectorsInStep } from '../plan/layout.ts'
import { panelBytes, stepsInPanel } from '../plan/matmul-form.ts'
import { addressesOf, type EmitContext, multiplyAdd, splat } from './context.ts'
import { Elements } from './elements.ts'
import { type Geometry, geometryOf, mostRows } from './geometry.ts'
import { Pointers, panelOf, rangeOf } from './pointers.ts'
import { sumAlong } from './sum-along.ts'

type Vector = Value<'v128'>

/** Whatever is read or stored beside the operands: where it lies, and its steps from row to row and from lane to lane. */
interface Beside {
  readonly place: Required<Place>
  readonly row: number
  readonly lane: number
}

/**
 * Writes the kernel of a matrix product whose vectors go along the lanes of the result; each number of the other operand is
 * spread over one. For a range of the rounds of its outermost loop; gives how many there are.
 */
export function emitLanes(f: FunctionBuilder, group: MatmulGroup, context: EmitContext): number {
  const g = geometryOf(group, context)
  const { dtype, shape } = group
  const { ofLanes: v, ofRows: s } = g
  const packed = panelBytes(group.matmul, group.form) > 0
  const chunk = packed ? chunkOf(g, bytesOf(dtype)) : g.rows
  // the loops: over the batch, over chunks of rows (where there is more than one), over steps of lanes (of a packed product
  // over panels, and over the steps of each), over rows
  const steps = Math.ceil(g.lanes / stepOf(dtype))
  const chunks = chunk < g.rows ? [Math.ceil(g.rows / chunk)] : []
  const alongLanes = packed ? [Math.ceil(steps / stepsInPanel), stepsInPanel] : [steps]
  const sizes = [...g.batch, ...chunks, ...alongLanes, Math.min(chunk, g.rows)]
  const chunkLevel = g.batch.length
  const laneLevel = chunkLevel + chunks.length
  const rowLevel = sizes.length - 1
  const along = (batch: readonly number[], row: number, step: number): number[] => [
    ...batch,
    ...chunks.map(() => chunk * row),
    ...(packed ? [stepsInPanel * step, step] : [step]),
    row,
  ]
  const pointers = new Pointers(f, sizes, rangeOf(f))
  const lying = pointers.place({ base: v.base, steps: along(v.batch, 0, steps > 1 ? stepBytes : 0) })
  const besides = new Map<GraphNode, Beside>()
  for (const node of besideNodes(group, context)) {
    const { base, steps: axes } = addressesOf(node, shape, context)
    const [lane, row] = [axes[g.laneAxis] ?? 0, axes[g.rowAxis] ?? 0]
    const batch = g.batchAxes.map((axis) => axes[axis] ?? 0)
    besides.set(node, { place: pointers.place({ base, steps: along(batch, row, lane * stepOf(dtype)) }), row, lane })
  }
  const panel = f.local('i32')
  const common = {
    group,
    context,
    g: packed ? { ...g, ofLanes: { ...v, inner: stepBytes } } : g,
    vectors: packed ? { at: panel, offset: 0 } : lying,
    numbers: pointers.place({ base: s.base, steps: along(s.batch, s.outer, 0) }),
    algebra: vectorAlgebra(f, dtype, context.fused, 'inline'),
    besides,
  }
  const overRows = (count: number): void =>
    pointers.tiles(rowLevel, count, mostRows(g), (rows) => emitTile(f, { ...common, rows }))
  const overPanels = (count: number): void =>
    pointers.steps(laneLevel, steps, stepsInPanel, (stepsOfPanel) => {
      emitPacking(f, lying, v.inner, g.inner, stepsOfPanel)
      f.run(panel.set(panelOf(f)))
      f.repeat(stepsOfPanel, () => {
        overRows(count)
        f.run(panel.set(i32.add(panel, i32.const(g.inner * stepBytes))))
        pointers.advance(laneLevel + 1)
      })
      pointers.advance(laneLevel + 1, -stepsOfPanel)
    })
  const overLanes = (count: number): void =>
    packed ? overPanels(count) : pointers.loop(laneLevel, () => overRows(count))
  pointers.enter()
  pointers.nest(0, g.batch.length, () => {
    if (chunks.length === 0) overLanes(g.rows)
    else pointers.steps(chunkLevel, g.rows, chunk, overLanes)
  })
  return sizes[0] ?? 1
}

/** How many rows of the other operand stay in the second cache while all steps of lanes go over them: chunks of one size. */
function chunkOf({ rows, inner }: Geometry, bytes: number): number {
  const fitting = Math.max(24, Math.floor(2 ** 19 / (inner * bytes)))
  return Math.ceil(rows / Math.ceil(rows / fitting))
}

/** Lays steps of lanes out one after the other, each side by side: for each step of the sum its two vectors. */
function emitPacking(f: FunctionBuilder, from: Required<Place>, stride: number, inner: number, steps: number): void {
  const [source, target] = [f.let(from.at), f.let(panelOf(f))]
  const copy = (k: number): void => {
    for (let vector = 0; vector < steps * vectorsInStep; vector++) {
      const x = v128.load({ at: source, offset: from.offset + k * stride + vector * vectorBytes })
      const [step, within] = [Math.floor(vector / vectorsInStep), vector % vectorsInStep]
      f.run(v128.store({ at: target, offset: step * inner * stepBytes + k * stepBytes + within * vectorBytes }, x))
    }
  }
  const unrolled = 2
  f.repeat(Math.floor(inner / unrolled), () => {
    for (let k = 0; k < unrolled; k++) copy(k)
    f.run(source.set(i32.add(source, i32.const(unrolled * stride))))
    f.run(target.set(i32.add(target, i32.const(unrolled * stepBytes))))
  })
  for (let k = 0; k < inner % unrolled; k++) copy(k)
}

function besideNodes(group: MatmulGroup, context: EmitContext): GraphNode[] {
  const operands = new Set(group.matmul.inputs)
  const beside = readByMembers(group, context)
  const read = readBy(group, context.grouping).filter((node) => !operands.has(node) || beside.has(node))
  return [...read, ...storedBy(group, context.grouping)]
}

/** What is read by what is computed from the product, through truths too: an operand of the product may be among it. */
function readByMembers({ nodes }: MatmulGroup, { grouping }: EmitContext): Set<GraphNode> {
  const met = new Set<GraphNode>()
  const open = nodes.flatMap(({ inputs }) => inputs)
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (met.has(node)) continue
    met.add(node)
    if (isInlined(node, grouping.types)) open.push(...node.inputs)
  }
  return met
}

interface Tile {
  readonly group: MatmulGroup
  readonly context: EmitContext
  readonly g: Geometry
  readonly rows: number
  readonly vectors: Required<Place>
  readonly numbers: Required<Place>
  readonly algebra: VectorAlgebra
  readonly besides: ReadonlyMap<GraphNode, Beside>
}

function emitTile(f: FunctionBuilder, tile: Tile): void {
  const { group, context, algebra, besides } = tile
  const sums = sumsOfTile(f, tile)
  for (const [row, vectors] of sums.entries()) {
    const spread = new Map<GraphNode, Lanes>() // what is the same for all lanes of the row
    for (const [vector, sum] of vectors.entries()) {
      /** Vectors lie side by side, even in a result of one lane, which has no step from lane to lane. */
      const placeOf = ({ place, row: down }: Beside, bytes = vector * vectorBytes): Place => ({
        at: place.at,
        offset: place.offset + row * down + bytes,
      })
      const elements = new Elements(algebra, context.grouping.types, (node) => {
        const beside = besides.get(node)
        if (beside === undefined) throw new RangeError(`${node.name} has no place beside its product`)
        if (beside.lane !== 0) return algebra.numbers(v128.load(placeOf(beside)))
        const lanes = spread.get(node) ?? algebra.numbers(splat(node.dtype, placeOf(beside, 0)))
        spread.set(node, lanes)
        return lanes
      })
      const store = (node: GraphNode, lanes: Lanes): void => {
        const beside = besides.get(node)
        if (beside !== undefined) f.run(v128.store(placeOf(beside), algebra.vectorOf(lanes)))
      }
      const product: Lanes = { kind: 'numbers', vector: sum }
      elements.know(group.matmul, product)
      store(group.matmul, product)
      for (const node of group.nodes) store(node, elements.compute(node))
    }
  }
}

/** The sums of products of a tile, row by row. */
function sumsOfTile(f: FunctionBuilder, tile: Tile): readonly (readonly Local<'v128'>[])[] {
  const { group, g, rows, algebra } = tile
  const { fused } = tile.context
  const choices = fused ? [5, 4, 6, 7] : [1] // how many steps of the sum may stand in a round of its loop
  const zero = algebra.vectorOf(algebra.constant(0))
  const sums = Array.from({ length: rows }, () => Array.from({ length: vectorsInStep }, () => f.let(zero)))
  const columns = Array.from({ length: vectorsInStep }, () => f.local('v128'))
  const factor = f.local('v128')
  const { ofLanes: v, ofRows: s, inner } = g
  const added = (sum: Local<'v128'>, x: Vector): Statement => sum.set(multiplyAdd(group.dtype, fused, sum, factor, x))
  // a row's sums take the number that stands in `factor`: the same code in each step
  const additions = sums.map((row) => row.map((sum, vector) => added(sum, columns[vector] ?? factor)))
  const unrolled = choices.reduce((best, count) => (inner % count < inner % best ? count : best))
  const vectors = { ...tile.vectors, at: f.let(tile.vectors.at) }
  const numbers = { ...tile.numbers, at: f.let(tile.numbers.at) }
  const step = (k: number): void => {
    for (const [vector, column] of columns.entries()) {
      f.run(column.set(v128.load({ at: vectors.at, offset: vectors.offset + k * v.inner + vector * vectorBytes })))
    }
    for (const [row, statements] of additions.entries()) {
      const place = { at: numbers.at, offset: numbers.offset + k * s.inner + row * s.outer }
      f.run(factor.set(splat(group.dtype, place)), ...statements)
    }
  }
  const moving = [[vectors.at, v.inner], [numbers.at, s.inner]] as const // biome-ignore format: one line
  const axis = { dtype: group.dtype, inner, steps: inner, unrolled, moving }
  sumAlong(f, axis, sums.flat(), step)
  return sums
}
