import { broadcastStrides, type Lanes, sizeOf, type VectorAlgebra, vectorAlgebra } from '@adjoint/tensor/backend'
import {
  type FunctionBuilder,
  f32,
  f32x4,
  f64,
  f64x2,
  i32,
  type Local,
  type Place,
  type Value,
  v128,
} from '@adjoint/wasm'
import type { GraphNode } from '../graph.ts'
import { readsOf } from '../plan/arena.ts'
import type { MatmulGroup } from '../plan/groups.ts'
import { bytesOf, laneAxis, stepBytes, stepOf } from '../plan/layout.ts'
import { matmulStrides } from '../plan/matmul-form.ts'
import { addressesOf, type EmitContext, vectorBytes, vectorsInStep, vectorsOf } from './context.ts'
import { Elements } from './elements.ts'
import { Pointers, rangeOf } from './pointers.ts'

type Vector = Value<'v128'>

/** How many rows of the result a tile has, and how many steps of the sum may stand in one round of its loop. */
interface Tiling {
  readonly rows: number
  readonly unrolled: readonly number[]
}

// Ten sums, two vectors of the lanes' operand and one spread number of the other take 13 registers of 16. Engines without
// relaxed SIMD are old, and spill with more than eight sums or a longer loop body: they are twice as slow then.
const tilings: { readonly fused: Tiling; readonly plain: Tiling } = {
  fused: { rows: 5, unrolled: [10, 9, 8, 7, 6, 5] },
  plain: { rows: 4, unrolled: [1] },
}

/** Writes the kernel of a matrix product, for a range of the rounds of its outermost loop; gives how many there are. */
export function emitMatmul(f: FunctionBuilder, group: MatmulGroup, context: EmitContext): number {
  return group.form.kernel === 'lanes' ? emitLanes(f, group, context) : emitDot(f, group, context)
}

/** A product's sizes and the bytes between its elements. */
interface Geometry {
  readonly lanes: number
  readonly rows: number
  readonly inner: number
  readonly lanesOperand: {
    readonly base: number
    readonly batch: readonly number[]
    readonly lane: number
    readonly inner: number
  }
  readonly rowsOperand: {
    readonly base: number
    readonly batch: readonly number[]
    readonly row: number
    readonly inner: number
  }
  readonly batch: readonly number[]
}

function geometryOf(group: MatmulGroup, context: EmitContext): Geometry {
  const { matmul, form, shape, dtype } = group
  const [a, b] = matmul.inputs
  if (a === undefined || b === undefined) throw new RangeError('a product has two operands')
  const { places } = context.grouping
  const [left, right] = [places.of(a).layout, places.of(b).layout]
  const size = bytesOf(dtype)
  const { lane, laneInner, row, rowInner } = matmulStrides(left, right, form.lanesOf)
  const batch = shape.slice(0, -2)
  const steps = (node: GraphNode): number[] => {
    const { shape, strides, offset } = places.of(node).layout
    const leading = { shape: shape.slice(0, -2), strides: strides.slice(0, -2), offset }
    return broadcastStrides(leading, batch).map((stride) => stride * size)
  }
  const base = (node: GraphNode): number => addressesOf(node, node.shape, context).base
  const [ofLanes, ofRows] = form.lanesOf === 0 ? [a, b] : [b, a]
  const laneOfResult = laneAxis(shape)
  const rowOfResult = laneOfResult === shape.length - 1 ? shape.length - 2 : shape.length - 1
  return {
    lanes: shape[laneOfResult] ?? 1,
    rows: shape[rowOfResult] ?? 1,
    inner: a.shape.at(-1) ?? 1,
    batch,
    lanesOperand: { base: base(ofLanes), batch: steps(ofLanes), lane: lane * size, inner: laneInner * size },
    rowsOperand: { base: base(ofRows), batch: steps(ofRows), row: row * size, inner: rowInner * size },
  }
}

/** Whatever is read or stored beside the operands: where it lies, and its steps from row to row and from lane to lane. */
interface Beside {
  readonly place: Required<Place>
  readonly row: number
  readonly lane: number
}

/** Vectors go along the lanes; each number of the other operand is spread over one. */
function emitLanes(f: FunctionBuilder, group: MatmulGroup, context: EmitContext): number {
  const g = geometryOf(group, context)
  const { rows: height, unrolled } = context.fused ? tilings.fused : tilings.plain
  const { dtype, shape } = group
  const steps = Math.ceil(g.lanes / stepOf(dtype))
  // the loops: over the batch, over steps of lanes, over tiles of rows
  const sizes = [...g.batch, steps, Math.ceil(g.rows / height)]
  const rowLevel = g.batch.length + 1
  const pointers = new Pointers(f, sizes, rangeOf(f))
  const { lanesOperand: v, rowsOperand: s } = g
  const vectors = pointers.place({ base: v.base, steps: [...v.batch, steps > 1 ? stepBytes : 0, 0] })
  const numbers = pointers.place({ base: s.base, steps: [...s.batch, 0, height * s.row] })
  const algebra = vectorAlgebra(f, dtype, context.fused, 'inline')
  const besides = new Map<GraphNode, Beside>()
  for (const node of besideNodes(group, context)) {
    const { base, steps: along } = addressesOf(node, shape, context)
    const lane = along[laneAxis(shape)] ?? 0
    const row = along[laneAxis(shape) === shape.length - 1 ? shape.length - 2 : shape.length - 1] ?? 0
    const batch = along.slice(0, -2)
    const place = pointers.place({ base, steps: [...batch, lane * stepOf(dtype), height * row] })
    besides.set(node, { place, row, lane })
  }
  const tile = (rows: number): void =>
    emitTile(f, { group, context, g, rows, unrolled, vectors, numbers, algebra, besides })
  pointers.enter()
  pointers.nest(0, rowLevel, () => pointers.steps(rowLevel, g.rows, height, tile))
  return sizes[0] ?? 1
}

function besideNodes(group: MatmulGroup, { grouping }: EmitContext): GraphNode[] {
  const operands = new Set(group.matmul.inputs)
  const read = [...readsOf(group, grouping).values()].flat()
  const stored = [group.matmul, ...group.nodes].filter((node) => grouping.stored.has(node))
  return [...read.filter((node) => !operands.has(node) || isReadBeside(node, group)), ...stored]
}

/** An operand of the product may be read by what is computed from it, too. */
function isReadBeside(node: GraphNode, group: MatmulGroup): boolean {
  return group.nodes.some((member) => member.inputs.includes(node))
}

interface Tile {
  readonly group: MatmulGroup
  readonly context: EmitContext
  readonly g: Geometry
  readonly rows: number
  readonly unrolled: readonly number[]
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
      const placeOf = ({ place, row: down, lane }: Beside): Place => ({
        at: place.at,
        offset: place.offset + row * down + (lane === 0 ? 0 : vector * vectorBytes),
      })
      const elements = new Elements(algebra, context.grouping.types, (node) => {
        const beside = besides.get(node)
        if (beside === undefined) throw new RangeError(`${node.name} has no place beside its product`)
        if (beside.lane !== 0) return algebra.numbers(v128.load(placeOf(beside)))
        const lanes = spread.get(node) ?? algebra.numbers(splat(node, placeOf(beside)))
        spread.set(node, lanes)
        return lanes
      })
      const store = (node: GraphNode, lanes: Lanes): void => {
        const beside = context.grouping.stored.has(node) ? besides.get(node) : undefined
        if (beside !== undefined)
          f.run(v128.store({ ...placeOf(beside), offset: storeOffset(beside, row, vector) }, algebra.vectorOf(lanes)))
      }
      const product: Lanes = { kind: 'numbers', vector: sum }
      elements.know(group.matmul, product)
      store(group.matmul, product)
      for (const node of group.nodes) store(node, elements.compute(node))
    }
  }
}

/** A result's vectors lie side by side, even where there is one lane and so no step from lane to lane. */
function storeOffset({ place, row: down }: Beside, row: number, vector: number): number {
  return place.offset + row * down + vector * vectorBytes
}

function splat(node: GraphNode, place: Place): Vector {
  return node.dtype === 'float32' ? v128.load32Splat(place) : v128.load64Splat(place)
}

/** The sums of products of a tile, row by row. */
function sumsOfTile(f: FunctionBuilder, tile: Tile): readonly (readonly Local<'v128'>[])[] {
  const { group, context, g, rows, unrolled: steps, algebra } = tile
  const float = vectorsOf(group.dtype)
  const zero = algebra.vectorOf(algebra.constant(0))
  const sums = Array.from({ length: rows }, () => Array.from({ length: vectorsInStep }, () => f.let(zero)))
  const columns = Array.from({ length: vectorsInStep }, () => f.local('v128'))
  const factor = f.local('v128')
  const { lanesOperand: v, rowsOperand: s, inner } = g
  const add = (sum: Local<'v128'>, x: Vector, y: Vector): void =>
    f.run(sum.set(context.fused ? float.multiplyAdd(x, y, sum) : float.add(float.mul(x, y), sum)))
  const unrolled = steps.reduce((best, count) => (inner % count < inner % best ? count : best))
  const looped = inner > unrolled ? Math.floor(inner / unrolled) : 0
  const moving = looped === 0 ? null : { vectors: f.let(tile.vectors.at), numbers: f.let(tile.numbers.at) }
  const vectors = { ...tile.vectors, at: moving?.vectors ?? tile.vectors.at }
  const numbers = { ...tile.numbers, at: moving?.numbers ?? tile.numbers.at }
  const step = (k: number): void => {
    for (const [vector, column] of columns.entries()) {
      f.run(column.set(v128.load({ at: vectors.at, offset: vectors.offset + k * v.inner + vector * vectorBytes })))
    }
    for (const [row, [first, second]] of sums.entries()) {
      const place = { at: numbers.at, offset: numbers.offset + k * s.inner + row * s.row }
      f.run(factor.set(group.dtype === 'float32' ? v128.load32Splat(place) : v128.load64Splat(place)))
      if (first !== undefined && columns[0] !== undefined) add(first, factor, columns[0])
      if (second !== undefined && columns[1] !== undefined) add(second, factor, columns[1])
    }
  }
  if (moving !== null) {
    f.repeat(looped, () => {
      for (let k = 0; k < unrolled; k++) step(k)
      f.run(
        moving.vectors.set(i32.add(moving.vectors, i32.const(unrolled * v.inner))),
        moving.numbers.set(i32.add(moving.numbers, i32.const(unrolled * s.inner))),
      )
    })
  }
  for (let k = 0; k < inner - looped * unrolled; k++) step(k)
  return sums
}

/** Vectors go along the axis that is summed over, in both operands; their lanes are added up at the end. */
function emitDot(f: FunctionBuilder, group: MatmulGroup, context: EmitContext): number {
  const g = geometryOf(group, context)
  const height = context.fused ? tilings.fused.rows : tilings.plain.rows
  const width = 2
  const { dtype, shape, matmul } = group
  const size = bytesOf(dtype)
  const [downRounds, acrossRounds] = [Math.ceil(g.rows / height), Math.ceil(g.lanes / width)]
  const sizes = [...g.batch, downRounds, acrossRounds]
  const level = g.batch.length
  const pointers = new Pointers(f, sizes, rangeOf(f))
  const { lanesOperand: v, rowsOperand: s } = g
  const vectors = pointers.place({ base: v.base, steps: [...v.batch, 0, width * v.lane] })
  const numbers = pointers.place({ base: s.base, steps: [...s.batch, height * s.row, 0] })
  const { base, steps } = addressesOf(matmul, shape, context)
  const laneStep = steps[laneAxis(shape)] ?? 0
  const rowStep = steps[laneAxis(shape) === shape.length - 1 ? shape.length - 2 : shape.length - 1] ?? 0
  const result = pointers.place({ base, steps: [...steps.slice(0, -2), height * rowStep, width * laneStep] })
  const tile = (rows: number, columns: number): void => {
    const sums = dotsOfTile(f, { g, group, context, rows, columns, vectors, numbers })
    for (const [row, across] of sums.entries()) {
      for (const [column, sum] of across.entries()) {
        const place = { at: result.at, offset: result.offset + row * rowStep + column * laneStep }
        f.run(size === 4 ? f32.store(place, laneSum32(f, sum)) : f64.store(place, laneSum64(sum)))
      }
    }
  }
  pointers.enter()
  pointers.nest(0, level, () => {
    pointers.steps(level, g.rows, height, (rows) => {
      pointers.steps(level + 1, g.lanes, width, (columns) => tile(rows, columns))
    })
  })
  return sizes[0] ?? 1
}

interface DotTile {
  readonly g: Geometry
  readonly group: MatmulGroup
  readonly context: EmitContext
  readonly rows: number
  readonly columns: number
  readonly vectors: Required<Place>
  readonly numbers: Required<Place>
}

function dotsOfTile(f: FunctionBuilder, tile: DotTile): readonly (readonly Local<'v128'>[])[] {
  const { g, group, context, rows, columns } = tile
  const float = vectorsOf(group.dtype)
  const zero = v128.const(new Array<number>(16).fill(0))
  const sums = Array.from({ length: rows }, () => Array.from({ length: columns }, () => f.let(zero)))
  const lanes = vectorBytes / bytesOf(group.dtype)
  const loaded = Array.from({ length: columns }, () => f.local('v128'))
  const factor = f.local('v128')
  const { lanesOperand: v, rowsOperand: s, inner } = g
  const whole = Math.floor(inner / lanes)
  const rest = inner % lanes
  const vectors = { ...tile.vectors, at: f.let(tile.vectors.at) }
  const numbers = { ...tile.numbers, at: f.let(tile.numbers.at) }
  /** Lanes beyond the last belong to nobody, and may be NaN: both operands are masked. */
  const load = (place: Place, masked: boolean): Vector =>
    masked ? v128.and(v128.load(place), v128.const(firstBytes(rest * bytesOf(group.dtype)))) : v128.load(place)
  const step = (masked: boolean, k: number): void => {
    for (const [column, x] of loaded.entries()) {
      f.run(x.set(load({ at: vectors.at, offset: vectors.offset + column * v.lane + k * vectorBytes }, masked)))
    }
    for (const [row, across] of sums.entries()) {
      f.run(factor.set(load({ at: numbers.at, offset: numbers.offset + row * s.row + k * vectorBytes }, masked)))
      for (const [column, sum] of across.entries()) {
        const x = loaded[column] ?? zero
        f.run(sum.set(context.fused ? float.multiplyAdd(factor, x, sum) : float.add(float.mul(factor, x), sum)))
      }
    }
  }
  const unrolled = context.fused ? 2 : 1
  const rounds = Math.floor(whole / unrolled)
  if (rounds > 0) {
    f.repeat(rounds, () => {
      for (let k = 0; k < unrolled; k++) step(false, k)
      const by = i32.const(unrolled * vectorBytes)
      f.run(vectors.at.set(i32.add(vectors.at, by)), numbers.at.set(i32.add(numbers.at, by)))
    })
  }
  for (let k = 0; k < whole % unrolled; k++) step(false, k)
  if (rest > 0) step(true, whole % unrolled)
  return sums
}

function firstBytes(count: number): number[] {
  return Array.from({ length: 16 }, (_, i) => (i < count ? 255 : 0))
}

const upperHalf = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]

function laneSum32(f: FunctionBuilder, sum: Local<'v128'>): Value<'f32'> {
  const pairs = f.let(f32x4.add(sum, v128.shuffle(upperHalf, sum, sum)))
  return f32.add(f32x4.lane(0, pairs), f32x4.lane(1, pairs))
}

function laneSum64(sum: Local<'v128'>): Value<'f64'> {
  return f64.add(f64x2.lane(0, sum), f64x2.lane(1, sum))
}

/** The floating-point operations of a product: a multiplication and an addition for each term. */
export function flopsOf(matmul: GraphNode): number {
  return 2 * sizeOf(matmul.shape) * (matmul.inputs[0]?.shape.at(-1) ?? 1)
}
