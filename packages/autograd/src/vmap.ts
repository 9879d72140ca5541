import {
  apply,
  broadcastTo,
  checkOptions,
  DomainError,
  nextLevel,
  type Op,
  type Shape,
  ShapeError,
  slice,
  stack,
  Tensor,
  type Trace,
  TraceError,
  transpose,
} from '@adjoint/tensor'
import { applyBatched, isOfCatalogue } from './batching/index.ts'
import { sampleOf } from './batching/one-by-one.ts'
import { checkpoint, insideCheckpoint, isAgain } from './checkpoint.ts'
import { customOfBatches, type Mapping } from './custom.ts'
import { checkFunction, returned } from './given.ts'
import { mapTensors, tensorsOf } from './tree.ts'

type Read = ReturnType<Tensor['read']>

/** One element of a batch, as the mapped function sees it: the batch axis is not there. */
class Element extends Tensor {
  readonly tracedBy: BatchTrace
  /** all elements, along axis 0 */
  readonly batch: Tensor

  constructor(trace: BatchTrace, batch: Tensor) {
    super()
    this.tracedBy = trace
    this.batch = batch
  }

  get shape(): Shape {
    return this.batch.shape.slice(1)
  }

  get dtype(): Tensor['dtype'] {
    return this.batch.dtype
  }

  read(): Read {
    throw new TraceError(
      'vmap: the function reads a number of one element, but it runs for all at once: if and item() cannot work ' +
        'here. Use where() to choose between values.',
    )
  }

  describe(): string {
    return `[${this.shape.join(', ')}] of ${this.tracedBy.size}`
  }
}

/** Takes each op that touches an element and applies it to the whole batch. */
class BatchTrace implements Trace {
  readonly level: number = nextLevel()
  open = true
  readonly size: number

  constructor(size: number) {
    this.size = size
  }

  process<A>(op: Op<A>, inputs: readonly Tensor[], attrs: A): Tensor {
    // throws where one element does not fit: a batch of rows may, for it looks like a matrix
    if (isOfCatalogue(op)) op.infer(inputs, attrs)
    const x = inputs.map((input) => (this.has(input) ? input.batch : input))
    const batched = inputs.map((input) => this.has(input))
    // of a checkpoint the inside is mapped, and all of it is a checkpoint again
    const inside = insideCheckpoint(op, attrs)
    if (inside) {
      const inAxes = batched.map((is) => (is ? 0 : null))
      return new Element(this, checkpoint(vmap(inside, { inAxes: [inAxes] }))(x))
    }
    const custom = customOfBatches(op, attrs, batched, mapOrLoop)
    if (custom) return new Element(this, custom(x))
    const y = isAgain(op) ? apply(op, x, attrs) : applyBatched(op, { x, batched, size: this.size }, attrs)
    return new Element(this, y)
  }

  has(x: Tensor): x is Element {
    return x.tracedBy === this
  }

  /** The batch of a result: one that does not depend on the element is repeated. */
  batchOf(x: Tensor): Tensor {
    return this.has(x) ? x.batch : broadcastTo(x, [this.size, ...x.shape])
  }
}

/** The axis that is mapped over; null for what is the same for every element. */
type MappedAxis = number | null

/** An axis for all tensors of a tree, or a tree of axes for its parts: `[0, { w: null, b: -1 }]`. */
type MappedAxes =
  | MappedAxis
  | readonly MappedAxes[]
  | { readonly [key: string]: MappedAxes }
  | ReadonlyMap<unknown, MappedAxes>

/** Which axes are mapped. */
export interface VmapOptions {
  /** of the arguments: one for all, or a list with one, or a tree of them, for each; negative from the end; 0 by default */
  readonly inAxes?: MappedAxis | readonly MappedAxes[]
  /**
   * where the new axis stands in the results: one for all, or a tree of them; null for a result that is the same for all
   * samples, and gets none; 0 by default
   */
  readonly outAxes?: MappedAxes
}

/**
 * A function of one sample as a function of a batch, without a loop: each op is applied to all samples at once.
 *
 *   vmap(f)(x)ᵢ = f(xᵢ)
 *
 * It composes with every other transform: vmap(grad(f)) gives a gradient for each sample.
 *
 * @param f takes and returns trees of tensors
 * @param options.inAxes the axis of the samples in all arguments, or a list with one, or a tree of them, for each argument;
 *   null for what all samples share
 * @param options.outAxes where the axis of the samples goes in the results: one for all, or a tree of them
 * @returns a function of batches
 * @throws DomainError when f is no function, or returns nothing, nothing is mapped, an option is unknown, or the axes, or a
 *   null among them, do not fit; ShapeError when arguments differ in the number of samples or have no such axis; TraceError
 *   when f reads a number
 * @example vmap((a: Tensor, b: Tensor) => a.mul(b).sum())(tensor([[1, 2], [3, 4]]), tensor([[1, 1], [1, 0]])) // Tensor f32[2] [3, 3]
 */
export function vmap<A extends readonly unknown[], Y>(f: (...xs: A) => Y, options: VmapOptions = {}): (...xs: A) => Y {
  checkFunction('vmap: f', f)
  checkOptions('vmap', options, ['inAxes', 'outAxes'])
  const { inAxes = 0, outAxes = 0 } = options
  return (...xs) => {
    const axes = axesOf('inAxes', inAxes, xs)
    const trace = new BatchTrace(sizeOf(tensorsOf(xs), axes))
    let next = 0
    const elements = mapTensors(xs, (leaf) => {
      const axis = axes[next++] ?? null
      return axis === null ? leaf : new Element(trace, toFront(leaf, axis))
    })
    let y: Y
    try {
      y = returned('vmap', f(...elements))
    } finally {
      trace.open = false
    }
    const places = axesOf('outAxes', outAxes, y)
    next = 0
    return mapTensors(y, (leaf) => {
      const axis = places[next++] ?? null
      if (axis !== null) return fromFront(trace.batchOf(leaf), axis)
      if (!trace.has(leaf)) return leaf
      throw new DomainError(
        `vmap: outAxes is null for ${leaf.describe()}, which differs from sample to sample; give an axis.`,
      )
    })
  }
}

/** vmap along first axes, or where numbers are read a loop; of no samples it is called with zeros, to see what it gives. */
const mapOrLoop: Mapping =
  (f, inAxes) =>
  (...xs) => {
    try {
      return vmap(f, { inAxes })(...xs)
    } catch (error) {
      if (!(error instanceof TraceError)) throw error
      const axes = axesOf('inAxes', inAxes, xs)
      const size = sizeOf(tensorsOf(xs), axes)
      const call = (i: number) => {
        let next = 0
        return f(...mapTensors(xs, (leaf) => (axes[next++] === 0 ? sampleOf(leaf, i) : leaf)))
      }
      const first = call(0)
      const rest = Array.from({ length: Math.max(size - 1, 0) }, (_, i) => tensorsOf(call(i + 1)))
      let next = 0
      return mapTensors(first, (leaf) => {
        const place = next++
        return slice(stack([leaf, ...rest.flatMap((tensors) => tensors[place] ?? [])]), [0, size])
      })
    }
  }

/** The axis of each tensor of a tree, in their order; `option` says where the axes stand, such as `inAxes.0.w`. */
function axesOf(option: string, axes: MappedAxes | undefined, tree: unknown): MappedAxis[] {
  const tensors = tensorsOf(tree)
  if (axes === null || typeof axes === 'number') return tensors.map(() => axes)
  if (tensors.length === 0) return []
  if (axes === undefined) {
    throw new DomainError(`vmap: ${option} is missing; give an axis or null, or one for all in the place of the tree.`)
  }
  if (typeof tree !== 'object' || tree === null || tree instanceof Tensor) {
    throw new DomainError(`vmap: ${option} has parts, but what it stands for is one tensor; give an axis or null.`)
  }
  const parts: (readonly [unknown, unknown])[] = tree instanceof Map ? [...tree] : Object.entries(tree)
  if (Array.isArray(axes) && axes.length !== parts.length) {
    throw new DomainError(
      `vmap: ${option} is a list of ${axes.length} for ${parts.length} parts; give an axis for each.`,
    )
  }
  const given: Iterable<readonly [unknown, MappedAxes]> = axes instanceof Map ? axes : Object.entries(axes)
  const own = new Map(Array.from(given, ([key, axis]) => [String(key), axis]))
  const keys = new Set(parts.map(([key]) => String(key)))
  const unknown = [...own.keys()].find((key) => !keys.has(key))
  if (unknown !== undefined)
    throw new DomainError(`vmap: ${option} has an axis for "${unknown}", which is no part of it.`)
  return parts.flatMap(([key, part]) => axesOf(`${option}.${key}`, own.get(String(key)), part))
}

/** How many samples the mapped arguments have. */
function sizeOf(xs: readonly Tensor[], axes: readonly MappedAxis[]): number {
  const mapped = xs.flatMap((tensor, i) => {
    const axis = axes[i] ?? null
    return axis === null ? [] : [{ tensor, size: tensor.shape[normalized('inAxes', tensor, axis)] ?? 0 }]
  })
  const [first] = mapped
  if (first === undefined) {
    throw new DomainError(
      'vmap: no argument holds a tensor to map over; give a tensor of samples, and at least one axis in inAxes.',
    )
  }
  const other = mapped.find(({ size }) => size !== first.size)
  if (other === undefined) return first.size
  throw new ShapeError(
    `vmap: ${first.tensor.describe()} has ${first.size} samples, but ${other.tensor.describe()} has ${other.size}. ` +
      'Give all the same number, or null in inAxes for what all samples share.',
  )
}

function normalized(option: string, x: Tensor, axis: number): number {
  if (Number.isInteger(axis) && axis >= -x.rank && axis < x.rank) return axis < 0 ? axis + x.rank : axis
  throw new ShapeError(
    `vmap: ${x.describe()} has no axis ${axis} for ${option}; give one that it has, or null for what all samples share.`,
  )
}

/** The axis brought to the front. */
function toFront(x: Tensor, axis: number): Tensor {
  const at = normalized('inAxes', x, axis)
  if (at === 0) return x
  return transpose(x, [at, ...[...x.shape.keys()].filter((other) => other !== at)])
}

/** The first axis brought to where it is wanted. */
function fromFront(x: Tensor, axis: number): Tensor {
  const at = normalized('outAxes', x, axis)
  if (at === 0) return x
  const others = [...x.shape.keys()].slice(1)
  return transpose(x, others.toSpliced(at, 0, 0))
}
