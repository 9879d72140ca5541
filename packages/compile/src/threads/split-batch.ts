import { isFloat, type Op, ops } from '@adjoint/tensor'
import { rowMajor, sizeOf } from '@adjoint/tensor/backend'
import { flopsOfNode } from '../flops.ts'
import { type Graph, GraphBuilder, type GraphNode, withInputs } from '../graph.ts'
import { uniform, uniformValue } from '../passes/constants.ts'
import { dce } from '../passes/dce.ts'
import { isElementwise, isMovement, isReduction } from '../plan/kinds.ts'
import { isFloatMatmul } from '../plan/matmul-form.ts'
import { reductionAttrs } from '../plan/reductions.ts'

/** A part has so many samples, or a multiple: whole vectors, and whole lines of the cache. */
const unit = 16

/** Fewer operations are done before threads have met. */
const leastFlops = 2 ** 19

/**
 * How many operations on parts pay for a number that another thread reads: one of a sum's terms, which the first thread adds
 * up, and one of a value that must be put together, which is copied as well.
 */
const flopsPerTerm = 32
const flopsPerCopy = 2 ** 13

/** A value with samples along an axis: each thread's part of it, and the whole, where it can be had without the parts. */
interface Batch {
  readonly axis: number
  readonly parts: readonly GraphNode[]
  readonly whole: GraphNode | null
}

type Value = GraphNode | Batch

/**
 * The graph with the batch divided among threads: what is computed for each sample is computed in parts, and what is added
 * up over the samples, such as the gradient of a weight, is a sum over the parts. So each thread works on its own samples, in
 * its own memory, until these sums are taken. The graph itself, where that would not pay.
 */
export function splitBatch(graph: Graph, threads: number): Graph {
  const length = batchOf(graph)
  if (length < threads * unit) return graph
  const split = divide(graph, length, threads)
  return pays(split) ? split : graph
}

/**
 * The graph with the axes of that length divided, from the products on, whatever it costs. Each thread needs a unit of
 * samples.
 */
export function divide(graph: Graph, length: number, threads: number): Graph {
  return dce(new Splitter(length, threads).run(graph))
}

/** The length over which the most operations go: as the rows of a product, or as what it sums over. */
function batchOf({ nodes }: Graph): number {
  const flops = new Map<number, number>()
  for (const node of nodes) {
    if (!isMatrixProduct(node)) continue
    for (const length of new Set([node.shape[0] ?? 0, node.inputs[0]?.shape[1] ?? 0])) {
      flops.set(length, (flops.get(length) ?? 0) + flopsOfNode(node))
    }
  }
  return [...flops].reduce((most, other) => (other[1] > most[1] ? other : most), [0, 0])[0]
}

function isMatrixProduct(node: GraphNode): boolean {
  return isFloatMatmul(node) && node.inputs.every(({ shape }) => shape.length === 2)
}

/** Whether what is done in parts outweighs what threads then read of each other's. */
function pays({ nodes }: Graph): boolean {
  let [flops, least] = [0, leastFlops]
  for (const node of nodes) {
    const others = node.inputs.filter(({ part }) => part !== node.part && part !== null)
    for (const { shape } of others) least += sizeOf(shape) * (node.op === ops.concat.op ? flopsPerCopy : flopsPerTerm)
    if (node.part !== null) flops += flopsOfNode(node)
  }
  return flops >= least
}

/**
 * By which op the results of a reduction's parts are combined; a mean's once they have their weights. Not a product's: those
 * of parts may be out of range where that of all is not.
 */
const combining: ReadonlyMap<Op | null, Op> = new Map<Op, Op>([
  [ops.sum.op, ops.add.op],
  [ops.mean.op, ops.add.op],
  [ops.max.op, ops.maximum.op],
  [ops.min.op, ops.minimum.op],
])

/** The movements that may keep an axis as it is. */
const following: ReadonlySet<Op> = new Set<Op>([
  ops.reshape.op,
  ops.broadcastTo.op,
  ops.transpose.op,
  ops.expandDims.op,
  ops.squeeze.op,
])

class Splitter {
  readonly #length: number
  /** the samples of each part, from the first up to the second */
  readonly #ranges: readonly (readonly [begin: number, end: number])[]
  readonly #builder = new GraphBuilder()
  readonly #joined = new Map<Batch, GraphNode>()

  constructor(length: number, threads: number) {
    this.#length = length
    const bounds = Array.from({ length: threads + 1 }, (_, part) =>
      part === threads ? length : Math.floor((length * part) / (threads * unit)) * unit,
    )
    this.#ranges = bounds.slice(1).map((end, part) => [bounds[part] ?? 0, end])
  }

  /** The graph in parts; what nothing needs is still in it. */
  run({ nodes, inputs, outputs }: Graph): Graph {
    const values = new Map<GraphNode, Value>()
    const now = (node: GraphNode): Value => values.get(node) ?? node
    for (const node of nodes) {
      values.set(node, node.op === null ? this.#given(node) : this.#computed(node, node.inputs.map(now)))
    }
    return { nodes: this.#builder.nodes, inputs, outputs: outputs.map((node) => this.#whole(now(node))) }
  }

  #given(node: GraphNode): Value {
    const whole = this.#builder.add(node)
    const axis = node.shape.indexOf(this.#length)
    return axis < 0 ? whole : { axis, parts: this.#slices(whole, axis), whole }
  }

  #computed(node: GraphNode, inputs: readonly Value[]): Value {
    const product = isMatrixProduct(node) ? this.#product(node, inputs) : null
    if (product !== null) return product
    const value = this.#follow(node, inputs)
    if (value !== null && inputs.some(isDivided)) return value
    const whole = this.#builder.add(withInputs(node, inputs.map((x) => this.#whole(x)))) // biome-ignore format: one line
    return value !== null && isBatch(value) ? { ...value, whole } : whole
  }

  /** What is made of samples; null where the whole of them is needed. */
  #follow(node: GraphNode, inputs: readonly Value[]): Value | null {
    const batches = inputs.filter(isBatch)
    const batch = batches.find(isDivided) ?? batches[0]
    if (batch === undefined) return null
    if (isElementwise(node.op) || node.op === ops.astype.op) return this.#elementwise(node, inputs, batch)
    if (isReduction(node.op)) return this.#reduction(node, batch)
    return this.#movement(node, batch)
  }

  #elementwise(node: GraphNode, inputs: readonly Value[], batch: Batch): Batch {
    const fromEnd = batch.axis - rankOf(batch)
    const part = (index: number) => inputs.map((x) => this.#part(x, rankOf(x) + fromEnd, index))
    return this.#each(node, node.shape.length + fromEnd, part)
  }

  #reduction(node: GraphNode, x: Batch): Value | null {
    const { axes, keepDims } = reductionAttrs(node)
    if (!axes.includes(x.axis)) {
      const before = keepDims ? 0 : axes.filter((axis) => axis < x.axis).length
      return this.#each(node, x.axis - before, (part) => [this.#part(x, x.axis, part)])
    }
    const combine = combining.get(node.op)
    if (combine === undefined || !isFloat(x.parts[0]?.dtype ?? 'int32')) return null
    const { parts } = this.#each(node, 0, (part) => [this.#part(x, x.axis, part)])
    const isMean = node.op === ops.mean.op
    return this.#combined(node, combine, isMean ? parts.map((mean, part) => this.#weighted(mean, part)) : parts)
  }

  /** A part's mean with its weight in the mean of all: a sum that is divided later may be out of range before. */
  #weighted(mean: GraphNode, part: number): GraphNode {
    const [begin, end] = this.#ranges[part] ?? [0, 0]
    const weight = this.#builder.constant(uniform((end - begin) / this.#length, mean))
    return this.#builder.apply(ops.mul.op, [mean, weight], null, mean.name, part)
  }

  #movement(node: GraphNode, x: Batch): Batch | null {
    const { op, attrs, inputs } = node
    const [{ shape } = node] = inputs
    if (!isMovement(op) || !following.has(op)) return null
    const strides = rowMajor(shape)
    const view = op.view({ shape, strides, offset: 0 }, attrs)
    const axis = view?.strides.findIndex((by, i) => by === strides[x.axis] && view.shape[i] === this.#length) ?? -1
    if (axis < 0) return null
    const ofPart = (samples: number): unknown =>
      hasShape(attrs) ? { ...attrs, shape: attrs.shape.with(axis, samples) } : attrs
    return this.#each(node, axis, (part) => [this.#part(x, x.axis, part)], ofPart)
  }

  /** Rows stay apart, and columns; sums over the samples are combined. Products of what is given are where the parts begin. */
  #product(node: GraphNode, [a = node, b = node]: readonly Value[]): Value | null {
    const [left, right] = [a, b].map((x) => (isDivided(x) ? x.axis : null))
    const begins = left === null && right === null && node.shape[0] === this.#length
    if (left === 0 || begins) return this.#each(node, 0, (part) => [this.#part(a, 0, part), this.#whole(b)])
    if (right === 1) return this.#each(node, 1, (part) => [this.#whole(a), this.#part(b, 1, part)])
    if (left === null && right === null) return null
    const { parts } = this.#each(node, 0, (part) => [this.#part(a, 1, part), this.#part(b, 0, part)])
    return this.#combined(node, ops.add.op, parts)
  }

  /** A node for each part. */
  #each(
    node: GraphNode,
    axis: number,
    inputs: (part: number) => readonly GraphNode[],
    attrs: (samples: number) => unknown = () => node.attrs,
  ): Batch {
    const { op, name } = node
    if (op === null) throw new RangeError('what is given is not computed')
    const parts = this.#ranges.map(([begin, end], part) =>
      this.#builder.apply(op, inputs(part), attrs(end - begin), `${name}/part${part}`, part),
    )
    return { axis, parts, whole: null }
  }

  /** What the parts give, combined. */
  #combined({ name }: GraphNode, op: Op, parts: readonly GraphNode[]): GraphNode {
    return parts.reduce((total, part) => this.#builder.apply(op, [total, part], null, name))
  }

  /** A part of a value along an axis; all of it, where it has no samples there. */
  #part(x: Value, axis: number, part: number): GraphNode {
    if (isBatch(x) && x.axis === axis) return x.parts[part] ?? this.#whole(x)
    const value = this.#whole(x)
    return value.shape[axis] === this.#length ? (this.#slices(value, axis)[part] ?? value) : value
  }

  #slices(value: GraphNode, axis: number): GraphNode[] {
    const { shape, dtype, name } = value
    const number = uniformValue(value)
    return this.#ranges.map(([start, end]) => {
      const part = shape.with(axis, end - start)
      if (number !== null) return this.#builder.constant(uniform(number, { shape: part, dtype }), name)
      const parts = part.map((count, i) => ({ take: 'range', start: i === axis ? start : 0, step: 1, count }))
      return this.#builder.apply(ops.slice.op, [value], { parts }, `${name}/slice`)
    })
  }

  #whole(x: Value): GraphNode {
    if (!isBatch(x)) return x
    if (x.whole !== null) return x.whole
    const known = this.#joined.get(x)
    if (known !== undefined) return known
    const whole = this.#builder.apply(ops.concat.op, x.parts, { axis: x.axis }, 'concat')
    this.#joined.set(x, whole)
    return whole
  }
}

function isBatch(x: Value): x is Batch {
  return 'parts' in x
}

/** True for a value that is there in parts only. */
function isDivided(x: Value): x is Batch {
  return isBatch(x) && x.whole === null
}

function rankOf(x: Value): number {
  return isBatch(x) ? (x.parts[0]?.shape.length ?? 0) : x.shape.length
}

function hasShape(attrs: unknown): attrs is { readonly shape: readonly number[] } {
  return typeof attrs === 'object' && attrs !== null && 'shape' in attrs
}
