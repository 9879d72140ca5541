import { DomainError, type DType, type Tensor, TraceError, type TypedArray } from '@adjoint/tensor'
import {
  allocate,
  arraysOn,
  copyOf,
  keepFreedMemory,
  type Layout,
  NDArray,
  rowMajor,
  sizeOf,
} from '@adjoint/tensor/backend'
import {
  compileModule,
  createMemory,
  type FunctionSource,
  instantiate,
  type Kernel,
  mathFunctions,
} from '@adjoint/wasm'
import { crossingOf } from './border.ts'
import { emitModule, nameOf } from './emit/module.ts'
import { emitRelayout } from './emit/relayout.ts'
import type { Graph, GraphNode } from './graph.ts'
import { computed, interpret } from './interpret.ts'
import { type ArenaPlan, type DonatedPair, planArena } from './plan/arena.ts'
import type { Group, Grouping } from './plan/grouping.ts'
import { groupsOf } from './plan/groups.ts'
import { bytesOf } from './plan/layout.ts'
import { splitLongProducts } from './plan/long-products.ts'
import { layOutOperands } from './plan/matmul-form.ts'
import { Resident } from './resident.ts'
import { phasesOf, type Rounds, workOf } from './threads/phases.ts'
import { splitBatch } from './threads/split-batch.ts'
import { Team, threadsProblem } from './threads/team.ts'
import { type Region, transfer } from './transfer.ts'

/** How a program is made. */
export interface ProgramOptions {
  /** whether the engine has relaxed SIMD */
  readonly fused: boolean
  readonly donated: readonly DonatedPair[]
  /** false to give each op a loop of its own */
  readonly fuse?: boolean
  /** how many threads to share the work among; 1 by default */
  readonly threads?: number
}

const pageBytes = 65_536

/** WebAssembly's addresses are 32 bits long. */
const mostPages = 65_536

/** Runs a group: some rounds of its kernel, or all. */
type Step = (rounds: Rounds | null) => void

/** A program in WebAssembly, and the memory that it works in. */
export class Program {
  readonly grouping: Grouping
  readonly plan: ArenaPlan
  readonly moduleBytes: number
  readonly #graph: Graph
  /** the rounds of each group's outermost loop */
  readonly #rounds: readonly number[]
  readonly #steps: readonly Step[]
  readonly #team: Team | null
  readonly #threadsProblem: string | null
  readonly #threads: number
  readonly #arrays: Readonly<Record<DType, TypedArray>>
  /** what each argument's place holds, so that it is not copied there again */
  readonly #held: (Tensor | null)[]
  /** how arguments and outputs that do not lie in row-major order go in and out */
  readonly #crossings: ReadonlyMap<GraphNode, { readonly in: Kernel | undefined; readonly out: Kernel | undefined }>
  /** the argument whose place an output takes, by their numbers */
  readonly #donations: ReadonlyMap<number, number>
  /** whether kernels run, one of which may call the function itself */
  #running = false

  constructor(optimised: Graph, { fused, donated, fuse = true, threads: wished = 1 }: ProgramOptions) {
    this.#threadsProblem = wished > 1 ? threadsProblem() : null
    const threads = this.#threadsProblem === null ? wished : 1
    this.#threads = threads
    const divided = threads === 1 ? optimised : splitBatch(optimised, threads)
    const graph = splitLongProducts(layOutOperands(divided))
    this.#graph = graph
    this.grouping = groupsOf(graph, { fuse })
    this.plan = planArena(graph, this.grouping, donated, threads)
    this.#donations = new Map(this.plan.donations.map(({ input, output }) => [output, input]))
    const border = this.#findBorder()
    const pages = Math.ceil((this.plan.bytes + border.bytes) / pageBytes)
    if (pages > mostPages) {
      throw new DomainError(
        `compile: the program's values take ${((pages * pageBytes) / 1e9).toFixed(1)} GB, more than the 4 GB that ` +
          'WebAssembly reaches. Give smaller arguments, such as parts of a batch, or call the function itself.',
      )
    }
    const limits = threads === 1 ? { initial: pages } : { initial: pages, maximum: pages, shared: true }
    keepFreedMemory() // what it gives is fresh in each call
    const memory = createMemory(limits)
    this.#arrays = arraysOn(memory.buffer)
    const context = { grouping: this.grouping, offsets: this.plan.offsets, fused }
    const { bytes, rounds } = emitModule(context, limits, border.functions)
    this.moduleBytes = bytes.length
    this.#rounds = rounds
    const module = compileModule(bytes)
    const kernels = instantiate(module, memory, mathFunctions)
    this.#steps = this.grouping.groups.map((group, index) => this.#stepOf(group, index, kernels[nameOf(index)]))
    this.#team = threads === 1 ? null : this.#gather(module, memory, threads)
    this.#crossings = new Map(
      [...border.names].map(([node, name]) => [node, { in: kernels[`in${name}`], out: kernels[`out${name}`] }]),
    )
    this.#held = graph.inputs.map(() => null)
    for (const node of this.grouping.stored) {
      if (node.constant !== null) transfer(this.#region(node), node.constant)
    }
  }

  /** The kernels that bring arguments and outputs from row-major order to theirs and back, by way of a place that all share. */
  #findBorder(): { bytes: number; names: Map<GraphNode, number>; functions: FunctionSource[] } {
    const { inputs, outputs } = this.#graph
    const names = new Map<GraphNode, number>()
    const functions: FunctionSource[] = []
    let bytes = 0
    const given = outputs.filter((_, index) => !this.#donations.has(index))
    for (const node of new Set([...inputs, ...given])) {
      if (node.constant !== null || !this.plan.offsets.has(this.grouping.places.of(node).base)) continue
      const copies = crossingOf(node, this.#layoutInArena(node), this.plan.bytes)
      if (copies === null) continue
      for (const way of ['in', 'out'] as const) {
        if (way === 'in' && node.op !== null) continue
        functions.push({ name: `${way}${names.size}`, parameters: [], build: (f) => emitRelayout(f, copies[way]) })
      }
      names.set(node, names.size)
      bytes = Math.max(bytes, sizeOf(node.shape) * bytesOf(node.dtype))
    }
    return { bytes, names, functions }
  }

  /** One run: from the arguments' leaves to the outputs'. Within another one, whose numbers the arena holds, by eager kernels. */
  run(inputs: readonly Tensor[]): Tensor[] {
    if (this.#running) return interpret(this.#graph, inputs)
    this.#takeInputs(inputs)
    // from here on their places are written over, even where an eager op throws
    for (const { input } of this.plan.donations) this.#held[input] = null
    this.#running = true
    try {
      if (this.#team === null) for (const step of this.#steps) step(null)
      else this.#team.run((group, rounds) => this.#steps[group]?.(rounds))
    } finally {
      this.#running = false
    }
    return this.#giveOutputs()
  }

  /** Why the work is not shared although `threads` asked for it; else null. */
  get threadsProblem(): string | null {
    if (this.#team !== null) return this.#team.problem
    return this.#threadsProblem ?? (this.#threads > 1 ? 'each kernel is so short that threads would only meet' : null)
  }

  #gather(module: object, memory: object, threads: number): Team | null {
    const phases = phasesOf(workOf(this.grouping, this.plan, this.#rounds), threads)
    if (phases.flat().every(({ thread }) => thread === 0)) return null
    const { panel, panelStride } = this.plan
    const names = this.grouping.groups.map((_, i) => nameOf(i))
    return new Team({ module, memory, phases, names, threads, panel, panelStride })
  }

  /**
   * The time of each group in microseconds, the median of so many runs on what the arena holds; it is as it was afterwards.
   */
  time(runs: number): number[] {
    const held = this.#arrays.bool.slice()
    const sample = (step: Step): number => {
      const begin = performance.now()
      step(null)
      return 1000 * (performance.now() - begin)
    }
    this.#running = true
    try {
      return this.#steps.map((step) => {
        const samples = Array.from({ length: runs }, () => sample(step))
        return samples.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? 0
      })
    } finally {
      this.#running = false
      this.#arrays.bool.set(held)
    }
  }

  #takeInputs(inputs: readonly Tensor[]): void {
    const moves = this.#graph.inputs.flatMap((node, index) => {
      const x = inputs[index]
      if (x === undefined || x === this.#held[index] || !this.grouping.stored.has(node)) return []
      return [{ node, index, x, source: x.read() }]
    })
    // only now: what one argument's place holds may be given for another argument
    for (const { node, index, x, source } of moves) {
      this.#write(node, source)
      this.#held[index] = x
    }
  }

  #giveOutputs(): Tensor[] {
    const { outputs } = this.#graph
    const copies = outputs.map((node, index) => (this.#donations.has(index) ? null : this.#read(node)))
    this.#copyBack()
    return outputs.map((node, index) => copies[index] ?? this.#resident(this.#donations.get(index) ?? 0, node))
  }

  /** Brings donated outputs that were computed elsewhere to the places of their arguments. */
  #copyBack(): void {
    const moves = this.plan.donations.flatMap(({ input, output, inPlace }) => {
      const [to, from] = [this.#graph.inputs[input], this.#graph.outputs[output]]
      if (inPlace || to === undefined || from === undefined) return []
      // another argument, say, may be overwritten by another move
      const isOwn = from.op !== null && !this.grouping.places.isView(from)
      return [{ target: this.#region(to), source: isOwn ? this.#region(from) : this.#read(from) }]
    })
    for (const { target, source } of moves) transfer(target, source)
  }

  #resident(input: number, output: GraphNode): Tensor {
    const node = this.#graph.inputs[input] ?? output
    const resident = new Resident(node, () => {
      if (this.#held[input] === resident) return this.#read(node)
      throw new TraceError(
        `${node.name} was donated to a compiled function, which has written over it since. Read it before the next ` +
          'call, or compile without donate.',
      )
    })
    this.#held[input] = resident
    return resident
  }

  #write(node: GraphNode, source: NDArray): void {
    const bringIn = this.#crossings.get(node)?.in
    transfer(bringIn === undefined ? this.#region(node) : this.#staging(node), source)
    bringIn?.()
  }

  #read(node: GraphNode): NDArray {
    if (node.constant !== null) return node.constant
    const { shape, dtype } = node
    const takeOut = this.#crossings.get(node)?.out
    takeOut?.()
    return new NDArray(copied(takeOut === undefined ? this.#region(node) : this.#staging(node), dtype), dtype, shape)
  }

  /** Where a node's numbers lie in the arena. */
  #region(node: GraphNode): Region {
    return { ...this.#layoutInArena(node), data: this.#arrays[node.dtype] }
  }

  #layoutInArena(node: GraphNode): Layout {
    const { base, layout } = this.grouping.places.of(node)
    const start = (this.plan.offsets.get(base) ?? 0) / bytesOf(node.dtype)
    return { ...layout, offset: start + layout.offset }
  }

  /** The place by way of which numbers go in and out in row-major order. */
  #staging({ shape, dtype }: GraphNode): Region {
    return { shape, strides: rowMajor(shape), offset: this.plan.bytes / bytesOf(dtype), data: this.#arrays[dtype] }
  }

  #stepOf(group: Group, index: number, kernel: Kernel | undefined): Step {
    if (group.kind !== 'eager') {
      if (kernel === undefined) throw new RangeError('a group has no kernel')
      const all = [0, this.#rounds[index] ?? 1] as const
      const { panel } = this.plan
      return (rounds) => {
        const [begin, end] = rounds ?? all
        kernel(begin, end, panel)
      }
    }
    const { node } = group
    const operands = node.inputs.map((input) => this.#operand(input))
    const target = this.#region(node)
    return () => {
      const inputs = operands.map((operand) => operand())
      transfer(target, computed(node, inputs))
    }
  }

  /**
   * An eager op's operand: the arena's own numbers. It is another tensor in each run: a solver's function may be compiled,
   * and a tensor that a program has met before has not changed.
   */
  #operand(node: GraphNode): () => NDArray {
    const { data, strides, offset } = node.constant ?? this.#region(node)
    return () => new NDArray(data, node.dtype, node.shape, strides, offset)
  }
}

/** Numbers in row-major order, out of the arena. */
function copied(region: Region, dtype: DType): TypedArray {
  const { shape, offset, data } = region
  const size = sizeOf(shape)
  const strides = rowMajor(shape)
  if (shape.every((length, axis) => length === 1 || strides[axis] === region.strides[axis])) {
    return copyOf(data, offset, offset + size)
  }
  const copy = allocate(dtype, size)
  transfer({ data: copy, shape, strides, offset: 0 }, region)
  return copy
}
