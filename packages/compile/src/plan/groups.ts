import { isFloat, type Shape, sameShape } from '@adjoint/tensor'
import { broadcastStrides, sizeOf } from '@adjoint/tensor/backend'
import type { Graph, GraphNode } from '../graph.ts'
import { uniformValue } from '../passes/constants.ts'
import { type Group, type Grouping, type LoopGroup, type MatmulGroup, membersOf, partOf } from './grouping.ts'
import { isInlined, isLight, isMatmul, LoopTypes } from './kinds.ts'
import { laneAxis } from './layout.ts'
import { isFloatMatmul, matmulForm } from './matmul-form.ts'
import { Places } from './places.ts'
import { isLoopReduction, reductionAttrs } from './reductions.ts'

/** More than that in one loop would cost the engine much time, and spill. */
const largest = 100

/**
 * Fusion: decides which nodes are computed together.
 *
 * @param options.fuse false to compute each node by itself, for tests
 */
export function groupsOf(graph: Graph, { fuse = true }: { readonly fuse?: boolean } = {}): Grouping {
  return new Grouper(graph, fuse).run()
}

type Kind = 'source' | 'view' | 'truth' | 'element' | 'reduction' | 'matmul' | 'eager'

class Grouper {
  readonly #graph: Graph
  readonly #fuse: boolean
  readonly #places = new Places()
  readonly #types = new LoopTypes()
  readonly #kinds = new Map<GraphNode, Kind>()
  readonly #groups: Group[] = []
  /** the last loop over each shape */
  readonly #loops = new Map<string, number>()
  /** the group that computes a node */
  readonly #groupOf = new Map<GraphNode, number>()
  /** what a node's loop reads: its inputs, through the truths among them, which are computed where they are used */
  readonly #leaves = new Map<GraphNode, readonly GraphNode[]>()
  /** nodes that must have storage, whoever else uses them */
  readonly #required = new Set<GraphNode>()

  constructor(graph: Graph, fuse: boolean) {
    this.#graph = graph
    this.#fuse = fuse
  }

  run(): Grouping {
    for (const node of this.#graph.nodes) this.#kinds.set(node, this.#findKind(node))
    this.#findRequired()
    for (const node of this.#graph.nodes) this.#assign(node)
    if (this.#fuse) this.#sink()
    const groups = this.#groups.filter((group) => membersOf(group).length > 0)
    const [places, types] = [this.#places, this.#types]
    const reads = new Map(groups.map((group) => [group, readsOf(group, places, types)]))
    return { groups, places, types, stored: this.#findStored(reads), reads }
  }

  #findKind(node: GraphNode): Kind {
    if (node.op === null) return 'source'
    if (this.#places.isView(node)) return 'view'
    if (this.#types.of(node) !== null) return node.dtype === 'bool' ? 'truth' : 'element'
    if (isLoopReduction(node, this.#places)) return 'reduction'
    return isFloatMatmul(node) && node.inputs.every((x) => sizeOf(x.shape) > 0) && sizeOf(node.shape) > 0
      ? 'matmul'
      : 'eager'
  }

  #kindOf(node: GraphNode): Kind {
    return this.#kinds.get(node) ?? 'source'
  }

  #baseOf(node: GraphNode): GraphNode {
    return this.#places.of(node).base
  }

  #findRequired(): void {
    const need = (node: GraphNode): unknown => this.#required.add(this.#baseOf(node))
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
    if (kind === 'eager' || (kind === 'truth' && this.#required.has(node))) this.#begin({ kind: 'eager', node }, node)
    else if (kind === 'matmul') this.#beginMatmul(node)
    else if (kind === 'reduction') this.#assignReduction(node)
    else if (kind === 'element') this.#assignElement(node)
  }

  #findLeaves(node: GraphNode): readonly GraphNode[] {
    const leaves = node.inputs.flatMap((input) => {
      if (uniformValue(input) !== null) return []
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
    const { shape, dtype } = node
    const form = matmulForm(node, this.#places)
    if (form === null || !isFloat(dtype)) this.#begin({ kind: 'eager', node }, node)
    else this.#begin({ kind: 'matmul', shape, dtype, matmul: node, form, nodes: [] }, node)
  }

  #assignReduction(node: GraphNode): void {
    const [x] = node.inputs
    if (x === undefined || !isFloat(x.dtype)) return
    const index = this.#groupOf.get(x) ?? -1
    const group = this.#groups[index]
    if (this.#fuse && group?.kind === 'loop' && this.#takesReduction(group, node, x)) {
      group.reductions.push(node)
      this.#groupOf.set(node, index)
    } else this.#begin({ kind: 'loop', shape: x.shape, dtype: x.dtype, nodes: [], reductions: [node] }, node)
  }

  #takesReduction(group: LoopGroup, node: GraphNode, x: GraphNode): boolean {
    const [other] = group.reductions
    if (!sameShape(group.shape, x.shape) || !group.nodes.includes(x) || group.nodes.length >= largest) return false
    return other === undefined || sameShape(reductionAttrs(other).axes, reductionAttrs(node).axes)
  }

  #assignElement(node: GraphNode): void {
    const { shape, dtype } = node
    const latest = this.#leavesOf(node).reduce((last, leaf) => Math.max(last, this.#indexOf(leaf)), -1)
    // the group that computes the last of its operands, or the last loop over that shape, such as that of another moment
    for (const index of this.#fuse ? [latest, this.#loops.get(spaceOf(node)) ?? -1] : []) {
      const group = this.#groups[index]
      if (index < latest || group === undefined || !this.#takes(group, index, node)) continue
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
    if (group.nodes.length >= largest || partOf(group) !== node.part) return false
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
    const readers = this.#findReaders()
    for (const [index, group] of [...this.#groups.entries()].toReversed()) {
      if (group.kind !== 'loop') continue
      for (const node of group.nodes.toReversed()) {
        const users = new Set(readers.get(node)?.map((reader) => this.#groupOf.get(reader)))
        const [target = index] = users
        const later = this.#groups[target]
        if (target === index || users.size > 1 || this.#required.has(node)) continue
        if (later === undefined || !this.#takes(later, target, node)) continue
        group.nodes = group.nodes.filter((member) => member !== node)
        later.nodes.push(node)
        this.#groupOf.set(node, target)
      }
    }
    const order = new Map(this.#graph.nodes.map((node, i) => [node, i]))
    for (const group of this.#groups) {
      if (group.kind !== 'eager') group.nodes.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
    }
  }

  /** The nodes whose loops read each node. */
  #findReaders(): Map<GraphNode, GraphNode[]> {
    const readers = new Map<GraphNode, GraphNode[]>()
    for (const member of this.#groups.flatMap(membersOf)) {
      for (const leaf of this.#leavesOf(member)) {
        const known = readers.get(leaf)
        if (known === undefined) readers.set(leaf, [member])
        else known.push(member)
      }
    }
    return readers
  }

  /** What has storage: what must have it, what a group reads, and all results of reductions and of eager ops. */
  #findStored(reads: Grouping['reads']): Set<GraphNode> {
    const stored = new Set(this.#required)
    for (const [group, bases] of reads) {
      if (group.kind === 'eager') stored.add(group.node)
      if (group.kind === 'loop') for (const node of group.reductions) stored.add(node)
      for (const base of bases.keys()) stored.add(base)
    }
    return stored
  }
}

/** What a group reads: the bases of what its members need from outside. */
function readsOf(group: Group, places: Places, types: LoopTypes): Map<GraphNode, GraphNode[]> {
  const members = membersOf(group)
  const met = new Set(members)
  const reads = new Map<GraphNode, GraphNode[]>()
  const visit = (node: GraphNode): void => {
    for (const input of node.inputs) {
      const immediate = uniformValue(input) !== null && group.kind !== 'eager' && !isMatmul(node.op)
      if (immediate || met.has(input)) continue
      met.add(input)
      if (group.kind !== 'eager' && isInlined(input, types)) visit(input)
      else {
        const { base } = places.of(input)
        const known = reads.get(base)
        if (known === undefined) reads.set(base, [input])
        else known.push(input)
      }
    }
  }
  for (const member of members) visit(member)
  return reads
}

function spaceOf({ shape, dtype, part }: GraphNode): string {
  return `${dtype} ${shape} ${part}`
}
