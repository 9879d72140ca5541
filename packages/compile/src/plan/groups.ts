import { type FloatDType, isFloat, type ReductionAttrs, type Shape, sameShape } from '@adjoint/tensor'
import { broadcastStrides, sizeOf } from '@adjoint/tensor/backend'
import type { Graph, GraphNode } from '../graph.ts'
import { uniformValue } from '../passes/constants.ts'
import { isInlined, isLight, isMatmul, isReduction, LoopTypes } from './kinds.ts'
import { laneAxis } from './layout.ts'
import { isFloatMatmul, type MatmulForm, matmulForm } from './matmul-form.ts'
import { Places } from './places.ts'

/** Elements and reductions that one loop over `shape` computes. */
export interface LoopGroup {
  readonly kind: 'loop'
  readonly shape: Shape
  readonly dtype: FloatDType
  /** computed for each element, in order */
  nodes: GraphNode[]
  /** combined from them, all along the same axes */
  readonly reductions: GraphNode[]
}

/** A matrix product, and what is computed from its elements before they are stored. */
export interface MatmulGroup {
  readonly kind: 'matmul'
  readonly shape: Shape
  readonly dtype: FloatDType
  readonly matmul: GraphNode
  readonly form: MatmulForm
  nodes: GraphNode[]
}

/** An op that no kernel is made for: its eager one runs. */
interface EagerGroup {
  readonly kind: 'eager'
  readonly node: GraphNode
}

export type Group = LoopGroup | MatmulGroup | EagerGroup

/** What is computed together, in which order, and what of it is stored. */
export interface Grouping {
  readonly groups: readonly Group[]
  readonly places: Places
  readonly types: LoopTypes
  /** the nodes that have storage: bases of what another group, or the caller, reads */
  readonly stored: ReadonlySet<GraphNode>
  /** for each group the bases that it reads, and the nodes by which it reads them */
  readonly reads: ReadonlyMap<Group, ReadonlyMap<GraphNode, readonly GraphNode[]>>
}

/** More than that in one loop would cost the engine much time, and spill. */
const largest = 100

/** Options of the fusion, for tests. */
export interface GroupOptions {
  /** false to compute each node by itself */
  readonly fuse?: boolean
}

/** Fusion: decides which nodes are computed together. */
export function groupsOf(graph: Graph, options: GroupOptions = {}): Grouping {
  return new Grouper(graph, options.fuse ?? true).run()
}

type Kind = 'source' | 'view' | 'truth' | 'element' | 'reduction' | 'matmul' | 'eager'

class Grouper {
  readonly #graph: Graph
  readonly #fuse: boolean
  readonly #places = new Places()
  readonly #types = new LoopTypes()
  readonly #kinds = new Map<GraphNode, Kind>()
  readonly #groups: (Group | null)[] = []
  /** the last loop over each shape */
  readonly #loops = new Map<string, number>()
  /** the group that computes a node */
  readonly #groupOf = new Map<GraphNode, number>()
  /** what a node's loop reads: its inputs, through the truths among them, which are computed where they are used */
  readonly #leaves = new Map<GraphNode, readonly GraphNode[]>()
  /** nodes that must have storage, whoever else uses them */
  readonly #required = new Set<GraphNode>()
  /** the nodes whose loops read each node */
  readonly #readers = new Map<GraphNode, GraphNode[]>()

  constructor(graph: Graph, fuse: boolean) {
    this.#graph = graph
    this.#fuse = fuse
  }

  run(): Grouping {
    for (const node of this.#graph.nodes) this.#kinds.set(node, this.#findKind(node))
    this.#findRequired()
    for (const node of this.#graph.nodes) this.#assign(node)
    if (this.#fuse) this.#sink()
    const groups = this.#groups.filter((group) => group !== null)
    const [places, types] = [this.#places, this.#types]
    const reads = new Map(groups.map((group) => [group, readsOf(group, places, types)]))
    return { groups, places, types, stored: this.#findStored(groups), reads }
  }

  #findKind(node: GraphNode): Kind {
    if (node.op === null) return 'source'
    if (this.#places.isView(node)) return 'view'
    if (this.#types.of(node) !== null) return node.dtype === 'bool' ? 'truth' : 'element'
    if (this.#isLoopReduction(node)) return 'reduction'
    return isFloatMatmul(node) && node.inputs.every((x) => sizeOf(x.shape) > 0) && sizeOf(node.shape) > 0
      ? 'matmul'
      : 'eager'
  }

  /** Lanes of the result, where they are kept, must lie side by side in it too. */
  #isLoopReduction(node: GraphNode): boolean {
    const [x] = node.inputs
    if (!isReduction(node.op) || x === undefined || x.dtype !== node.dtype || !isFloat(node.dtype)) return false
    if (sizeOf(x.shape) === 0) return false
    const { axes } = reductionAttrs(node)
    const lane = laneAxis(x.shape)
    if (axes.includes(lane)) return true
    return keptStrides(node, this.#places)[lane] === 1 || x.shape[lane] === 1
  }

  #kindOf(node: GraphNode): Kind {
    return this.#kinds.get(node) ?? 'source'
  }

  #baseOf(node: GraphNode): GraphNode {
    return this.#places.of(node).base
  }

  #findRequired(): void {
    const need = (node: GraphNode): void => {
      if (uniformValue(node) === null || this.#places.isView(node)) this.#required.add(this.#baseOf(node))
      else if (this.#kindOf(node) === 'source') this.#required.add(node)
    }
    for (const output of this.#graph.outputs) if (output.constant === null) need(output)
    for (const node of this.#graph.nodes.toReversed()) {
      const kind = this.#kindOf(node)
      const reads = kind === 'matmul' || kind === 'eager' || (kind === 'truth' && this.#required.has(node))
      for (const input of node.inputs) if (reads || this.#places.isView(input)) need(input)
    }
  }

  #assign(node: GraphNode): void {
    const kind = this.#kindOf(node)
    if (kind === 'source' || kind === 'view') return
    this.#leaves.set(node, this.#findLeaves(node))
    if (kind === 'truth') {
      if (this.#required.has(node)) this.#begin({ kind: 'eager', node }, node)
    } else if (kind === 'eager') this.#begin({ kind, node }, node)
    else if (kind === 'matmul') this.#beginMatmul(node)
    else if (kind === 'reduction') this.#assignReduction(node)
    else this.#assignElement(node)
  }

  #findLeaves(node: GraphNode): readonly GraphNode[] {
    const leaves = node.inputs.flatMap((input) => {
      if (uniformValue(input) !== null && !this.#places.isView(input)) return []
      return this.#kindOf(input) === 'truth' ? (this.#leaves.get(input) ?? []) : [input]
    })
    return [...new Set(leaves)]
  }

  #leavesOf(node: GraphNode): readonly GraphNode[] {
    return this.#leaves.get(node) ?? []
  }

  #indexOf(node: GraphNode): number {
    return this.#groupOf.get(this.#baseOf(node)) ?? -1
  }

  #begin(group: Group, node: GraphNode): void {
    this.#groupOf.set(node, this.#groups.length)
    this.#groups.push(group)
  }

  #beginMatmul(node: GraphNode): void {
    const form = matmulForm(node, this.#places)
    if (form === null || !isFloat(node.dtype)) this.#begin({ kind: 'eager', node }, node)
    else {
      const { shape, dtype } = node
      this.#begin({ kind: 'matmul', shape, dtype, matmul: node, form, nodes: [] }, node)
    }
  }

  #assignReduction(node: GraphNode): void {
    const [x] = node.inputs
    if (x === undefined || !isFloat(x.dtype)) return
    const index = this.#groupOf.get(x)
    const group = index === undefined ? null : this.#groups[index]
    if (this.#fuse && group?.kind === 'loop' && this.#takesReduction(group, node, x)) {
      group.reductions.push(node)
      this.#groupOf.set(node, index ?? -1)
    } else this.#begin({ kind: 'loop', shape: x.shape, dtype: x.dtype, nodes: [], reductions: [node] }, node)
  }

  #takesReduction(group: LoopGroup, node: GraphNode, x: GraphNode): boolean {
    const [other] = group.reductions
    if (!sameShape(group.shape, x.shape) || !group.nodes.includes(x) || group.nodes.length >= largest) return false
    return other === undefined || sameShape(reductionAttrs(other).axes, reductionAttrs(node).axes)
  }

  #assignElement(node: GraphNode): void {
    const { shape, dtype } = node
    const latest = Math.max(-1, ...this.#leavesOf(node).map((leaf) => this.#indexOf(leaf)))
    // the group that computes the last of its operands, or the last loop over that shape, such as that of another moment
    for (const index of this.#fuse ? [latest, this.#loops.get(spaceOf(node)) ?? -1] : []) {
      const group = this.#groups[index] ?? null
      if (index < latest || group === null || !this.#takes(group, index, node)) continue
      group.nodes.push(node)
      this.#groupOf.set(node, index)
      return
    }
    if (!isFloat(dtype)) return
    this.#loops.set(spaceOf(node), this.#groups.length)
    this.#begin({ kind: 'loop', shape, dtype, nodes: [node], reductions: [] }, node)
  }

  /** True when a group's loop can compute the node as well, all that it needs from elsewhere being there before. */
  #takes(group: Group, index: number, node: GraphNode): group is LoopGroup | MatmulGroup {
    if (group.kind === 'eager' || group.dtype !== node.dtype || !sameShape(group.shape, node.shape)) return false
    if (group.nodes.length >= largest) return false
    if (group.kind === 'matmul' && (group.form.kernel === 'dot' || !isLight(node))) return false
    const inside = (leaf: GraphNode): boolean =>
      group.nodes.includes(leaf) || (group.kind === 'matmul' && group.matmul === leaf)
    return this.#leavesOf(node).every((leaf) => {
      if (inside(leaf)) return true
      if (this.#indexOf(leaf) >= index) return false // a reduction's result, or a view of what the loop writes
      return group.kind === 'loop' || this.#isEven(leaf, group.shape)
    })
  }

  /** A product's loops read other operands side by side, or one number for all lanes. */
  #isEven(leaf: GraphNode, shape: Shape): boolean {
    const strides = broadcastStrides(this.#places.of(leaf).layout, shape)
    const lane = strides[laneAxis(shape)] ?? 0
    return (lane === 0 || lane === 1) && strides.every((stride) => stride >= 0)
  }

  /** Moves what only one later loop uses into that loop, from the end, so that it need not be stored. */
  #sink(): void {
    const users = this.#findUsers()
    for (const [index, group] of [...this.#groups.entries()].toReversed()) {
      if (group?.kind !== 'loop') continue
      for (const node of group.nodes.toReversed()) {
        const [target, ...others] = users.get(node) ?? []
        if (target === undefined || target === index || others.length > 0 || this.#required.has(node)) continue
        const later = this.#groups[target]
        if (later === undefined || later === null || !this.#takes(later, target, node)) continue
        group.nodes = group.nodes.filter((member) => member !== node)
        later.nodes.push(node)
        this.#groupOf.set(node, target)
        for (const leaf of this.#leavesOf(node)) this.#countUsers(leaf, users)
      }
      if (group.nodes.length === 0 && group.reductions.length === 0) this.#groups[index] = null
    }
    const order = new Map(this.#graph.nodes.map((node, i) => [node, i]))
    for (const group of this.#groups) {
      if (group !== null && group.kind !== 'eager') {
        group.nodes.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
      }
    }
  }

  /** The groups whose loops read each node. */
  #findUsers(): Map<GraphNode, Set<number>> {
    for (const group of this.#groups) {
      for (const member of group === null ? [] : membersOf(group)) {
        for (const leaf of this.#leavesOf(member)) {
          const known = this.#readers.get(leaf)
          if (known === undefined) this.#readers.set(leaf, [member])
          else known.push(member)
        }
      }
    }
    const users = new Map<GraphNode, Set<number>>()
    for (const node of this.#readers.keys()) this.#countUsers(node, users)
    return users
  }

  #countUsers(node: GraphNode, users: Map<GraphNode, Set<number>>): void {
    users.set(node, new Set((this.#readers.get(node) ?? []).map((reader) => this.#groupOf.get(reader) ?? -1)))
  }

  #findStored(groups: readonly Group[]): Set<GraphNode> {
    const stored = new Set(this.#required)
    for (const group of groups) {
      const own = new Set(group.kind === 'eager' ? [] : group.nodes)
      if (group.kind === 'matmul') own.add(group.matmul)
      if (group.kind === 'loop') for (const node of group.reductions) stored.add(node)
      for (const member of membersOf(group)) {
        for (const leaf of this.#leavesOf(member)) if (!own.has(leaf)) stored.add(this.#baseOf(leaf))
      }
      if (group.kind === 'eager') stored.add(group.node)
    }
    return stored
  }
}

/** What a group reads: the bases of what its members need from outside. */
function readsOf(group: Group, places: Places, types: LoopTypes): Map<GraphNode, GraphNode[]> {
  const own = new Set(membersOf(group))
  const reads = new Map<GraphNode, GraphNode[]>()
  const visited = new Set<GraphNode>()
  const visit = (node: GraphNode): void => {
    for (const input of node.inputs) {
      const immediate = uniformValue(input) !== null && group.kind !== 'eager' && !isMatmul(node.op)
      if (immediate || own.has(input) || visited.has(input)) continue
      visited.add(input)
      if (group.kind !== 'eager' && isInlined(input, types)) visit(input)
      else {
        const { base } = places.of(input)
        reads.set(base, [...(reads.get(base) ?? []), input])
      }
    }
  }
  for (const member of own) visit(member)
  return reads
}

/** The nodes that a group computes. */
export function membersOf(group: Group): readonly GraphNode[] {
  if (group.kind === 'eager') return [group.node]
  return group.kind === 'loop' ? [...group.nodes, ...group.reductions] : [group.matmul, ...group.nodes]
}

function spaceOf({ shape, dtype }: GraphNode): string {
  return `${dtype} ${shape}`
}

/** A reduction's attributes. */
export function reductionAttrs(node: GraphNode): ReductionAttrs {
  return node.attrs as ReductionAttrs // those of a ReductionOp
}

/** The strides of a reduction's result along the axes of its operand; 0 along those that are reduced. */
export function keptStrides(node: GraphNode, places: Places): number[] {
  const [x] = node.inputs
  const { axes, keepDims } = reductionAttrs(node)
  const { strides } = places.of(node).layout
  let next = 0
  return (x?.shape ?? []).map((_, axis) => {
    if (axes.includes(axis)) {
      if (keepDims) next++
      return 0
    }
    return strides[next++] ?? 0
  })
}
