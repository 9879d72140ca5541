import { collapse, type Lanes, type VectorAlgebra, vectorAlgebra } from '@adjoint/tensor/backend'
import { type FunctionBuilder, f32, f32x4, f64, f64x2, type Place, type Value, v128 } from '@adjoint/wasm'
import type { GraphNode } from '../graph.ts'
import { type LoopGroup, readBy } from '../plan/grouping.ts'
import { isLight } from '../plan/kinds.ts'
import { bytesOf, laneAxis, storedOrder, vectorBytes, vectorsInReduction, vectorsInStep } from '../plan/layout.ts'
import { keptStrides, reductionAttrs } from '../plan/reductions.ts'
import { addressesOf, type EmitContext, lanesOf, splat } from './context.ts'
import { Elements } from './elements.ts'
import { Pointers, rangeOf } from './pointers.ts'
import { Reducer } from './reducer.ts'

/** The nest of loops over a group's elements. */
interface Loops {
  /** rounds of each loop, the lanes' counted in steps; loops that run along reduced axes come last */
  readonly sizes: readonly number[]
  /** how many loops are outside of the reduction */
  readonly outside: number
  /** whether parts of the outermost loop may run apart: not those of a reduction */
  readonly splits: boolean
  /** which loop goes along the lanes */
  readonly lane: number
  /** how many lanes there are */
  readonly lanes: number
  /** how many vectors a round takes: more than one where their code is short */
  readonly vectors: number
  /** for each operand, the bytes by which it goes on in each loop, and from one lane to the next */
  readonly operands: readonly { readonly steps: readonly number[]; readonly lane: number }[]
}

/** Writes the kernel of a loop group, for a range of the rounds of its outermost loop; gives how many there are. */
export function emitLoop(f: FunctionBuilder, group: LoopGroup, context: EmitContext): number {
  return new LoopKernel(f, group, context).emit()
}

class LoopKernel {
  readonly #f: FunctionBuilder
  readonly #group: LoopGroup
  readonly #context: EmitContext
  readonly #algebra: VectorAlgebra
  readonly #loops: Loops
  readonly #pointers: Pointers
  /** where operands and results lie */
  readonly #places = new Map<GraphNode, { readonly place: Required<Place>; readonly lane: number }>()
  readonly #reducers: readonly Reducer[]
  /** what is read from storage */
  readonly #reads: readonly GraphNode[]
  /** what of it is the same for all lanes, and read before their loop */
  readonly #spread = new Map<GraphNode, Lanes>()

  constructor(f: FunctionBuilder, group: LoopGroup, context: EmitContext) {
    this.#f = f
    this.#group = group
    this.#context = context
    this.#algebra = vectorAlgebra(f, group.dtype, context.fused)
    this.#reads = readBy(group, context.grouping)
    const stored = group.nodes.filter((node) => context.grouping.stored.has(node))
    const streams = new Map(
      [...this.#reads, ...stored].map((node) => [node, addressesOf(node, group.shape, context)] as const),
    )
    for (const node of group.reductions) {
      const { base } = addressesOf(node, node.shape, context)
      const size = bytesOf(node.dtype)
      streams.set(node, { base, steps: keptStrides(node, context.grouping.places).map((stride) => stride * size) })
    }
    this.#loops = loopsOf(group, [...streams.values()].map(({ steps }) => steps)) // biome-ignore format: one line
    this.#pointers = new Pointers(f, this.#loops.sizes, this.#loops.splits ? rangeOf(f) : null)
    for (const [i, [node, { base }]] of [...streams].entries()) {
      const { steps = [], lane = 0 } = this.#loops.operands[i] ?? {}
      this.#places.set(node, { place: this.#pointers.place({ base, steps }), lane })
    }
    this.#pointers.enter()
    const { vectors } = this.#loops
    this.#reducers = group.reductions.map(
      (node) => new Reducer(f, node, { dtype: group.dtype, fused: context.fused, algebra: this.#algebra, vectors }),
    )
  }

  emit(): number {
    const { sizes, outside, lane, splits } = this.#loops
    const inside = lane >= outside
    this.#pointers.nest(0, outside, () => {
      for (const reducer of this.#reducers) reducer.begin()
      this.#pointers.nest(outside, inside ? lane : sizes.length, () => {
        if (inside) this.#alongLanes()
        else this.#step(null)
      })
      for (const reducer of this.#reducers) this.#finish(reducer, inside)
    })
    return splits ? (sizes[0] ?? 1) : 1
  }

  /** The loop along the lanes. */
  #alongLanes(): void {
    this.#readSpread()
    if (this.#reducers.length === 0) this.#pointers.loop(this.#loops.lane, () => this.#step(null))
    else this.#reduceLanes()
  }

  #reduceLanes(): void {
    const { lane, lanes, vectors } = this.#loops
    const step = vectors * lanesOf(this.#group.dtype)
    const rounds = Math.floor(lanes / step)
    const next = (): void => {
      this.#step({ valid: null })
      this.#pointers.advance(lane)
    }
    this.#times(rounds, next)
    if (lanes % step !== 0) this.#step({ valid: lanes % step })
    this.#pointers.advance(lane, -rounds)
  }

  #times(rounds: number, body: () => void): void {
    if (rounds === 1) body()
    else if (rounds > 1) this.#f.repeat(rounds, body)
  }

  #readSpread(): void {
    for (const node of this.#reads) {
      const found = this.#places.get(node)
      if (found?.lane === 0) this.#spread.set(node, this.#algebra.numbers(splat(node.dtype, found.place)))
    }
  }

  /** One step along the lanes. `all`: how a reduction along the lanes takes them; null where there is none. */
  #step(all: { readonly valid: number | null } | null): void {
    const { nodes, dtype } = this.#group
    const operands = this.#reducers.map((): Value<'v128'>[] => [])
    const vectors = all?.valid == null ? this.#loops.vectors : Math.ceil(all.valid / lanesOf(dtype))
    for (let vector = 0; vector < vectors; vector++) {
      const elements = new Elements(this.#algebra, this.#context.grouping.types, (node) => this.#load(node, vector))
      for (const node of nodes) {
        const lanes = elements.compute(node)
        const target = this.#places.get(node)
        if (target !== undefined) this.#f.run(v128.store(shifted(target.place, vector), this.#algebra.vectorOf(lanes)))
      }
      for (const [i, { operand }] of this.#reducers.entries()) {
        operands[i]?.push(this.#f.let(this.#algebra.vectorOf(elements.of(operand))))
      }
    }
    for (const [i, reducer] of this.#reducers.entries()) {
      if (all === null) reducer.takeEach(operands[i] ?? [])
      else reducer.takeAll(operands[i] ?? [], all.valid)
    }
  }

  #load(node: GraphNode, vector: number): Lanes {
    const spread = this.#spread.get(node)
    if (spread !== undefined) return spread
    const found = this.#places.get(node)
    if (found === undefined) throw new RangeError(`${node.name} has no place in its loop`)
    const { place, lane } = found
    const size = bytesOf(node.dtype)
    if (lane === 0) return this.#algebra.numbers(splat(node.dtype, place))
    if (lane === size || this.#loops.lanes === 1) return this.#algebra.numbers(v128.load(shifted(place, vector)))
    return this.#algebra.numbers(this.#gather(place, lane, vector))
  }

  /** Lanes that lie apart from each other, one by one. */
  #gather({ at, offset }: Required<Place>, lane: number, vector: number): Value<'v128'> {
    const { dtype } = this.#group
    const lanes = lanesOf(dtype)
    const result = this.#f.local('v128')
    for (let i = 0; i < lanes; i++) {
      const place = { at, offset: offset + (vector * lanes + i) * lane }
      const next =
        dtype === 'float32'
          ? f32x4.replaceLane(i, result, f32.load(place))
          : f64x2.replaceLane(i, result, f64.load(place))
      this.#f.run(result.set(next))
    }
    return result
  }

  #finish(reducer: Reducer, alongLanes: boolean): void {
    const found = this.#places.get(reducer.node)
    if (found === undefined) return
    if (alongLanes) reducer.storeOne(found.place)
    else reducer.storeVectors((vector) => shifted(found.place, vector))
  }
}

function shifted({ at, offset }: Required<Place>, vector: number): Place {
  return { at, offset: offset + vector * vectorBytes }
}

/** Orders the axes of a group's loops, and joins those that all operands step through evenly. */
function loopsOf(group: LoopGroup, operands: readonly (readonly number[])[]): Loops {
  const { shape, dtype, reductions } = group
  const [reduction] = reductions
  const isInside = (axis: number): boolean => reduction === undefined || reductionAttrs(reduction).axes.includes(axis)
  const lane = laneAxis(shape)
  const order = storedOrder(shape).filter((axis) => axis !== lane)
  const [kept, inside] = [order.filter((axis) => !isInside(axis)), order.filter(isInside)]
  const laneInside = isInside(lane) || (shape[lane] ?? 1) === 1
  // the lanes' axis innermost; there is none in a 0-d group, which has one lane all the same
  const lists = laneInside ? [kept, [...inside, lane]] : [[...kept, lane], inside]
  const parts = lists.map((axes) => joined(axes, shape, operands))
  const sizes = parts.flatMap((part) => part.sizes)
  const outside = parts[0]?.sizes.length ?? 0
  const laneLevel = laneInside ? sizes.length - 1 : outside - 1
  const lanes = sizes[laneLevel] ?? 1
  const most = reduction !== undefined && laneInside ? vectorsInReduction : vectorsInStep
  const vectors = group.nodes.every(isLight) ? most : 1
  const steps = vectors * lanesOf(dtype)
  return {
    vectors,
    sizes: sizes.map((size, level) => (level === laneLevel ? Math.ceil(size / steps) : size)),
    outside,
    splits: reduction === undefined || outside > 0,
    lane: laneLevel,
    lanes,
    operands: operands.map((_, i) => {
      const along = parts.flatMap((part) => part.steps[i] ?? [])
      const laneStep = lanes === 1 ? 0 : (along[laneLevel] ?? 0)
      return { steps: along.map((step, level) => (level === laneLevel ? laneStep * steps : step)), lane: laneStep }
    }),
  }
}

interface Joined {
  readonly sizes: readonly number[]
  /** for each operand, its steps */
  readonly steps: readonly (readonly number[])[]
}

function joined(axes: readonly number[], shape: readonly number[], operands: readonly (readonly number[])[]): Joined {
  if (axes.length === 0) return { sizes: [], steps: operands.map(() => []) }
  const sizes = axes.map((axis) => shape[axis] ?? 1)
  const steps = operands.map((along) => axes.map((axis) => along[axis] ?? 0))
  // The last axis may be the lanes', which must stay the last even where its size is 1.
  if (sizes.at(-1) === 1) return { sizes, steps }
  const { shape: fewer, strides } = collapse(sizes, steps)
  return { sizes: fewer, steps: strides }
}
