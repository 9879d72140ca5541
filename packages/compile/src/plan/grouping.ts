import type { FloatDType, Shape } from '@adjoint/tensor'
import type { GraphNode } from '../graph.ts'
import type { LoopTypes } from './kinds.ts'
import type { MatmulForm } from './matmul-form.ts'
import type { Places } from './places.ts'

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
  readonly nodes: GraphNode[]
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

/** The nodes that a group computes. */
export function membersOf(group: Group): readonly GraphNode[] {
  if (group.kind === 'eager') return [group.node]
  return group.kind === 'loop' ? [...group.nodes, ...group.reductions] : [group.matmul, ...group.nodes]
}

/** The part of the batch that a group computes from; null for what is no part. An eager op runs where the arguments are. */
export function partOf(group: Group | undefined): number | null {
  return group === undefined || group.kind === 'eager' ? null : (membersOf(group)[0]?.part ?? null)
}

/** The nodes that a group computes and stores. */
export function storedBy(group: Group, { stored }: Grouping): GraphNode[] {
  return membersOf(group).filter((node) => stored.has(node))
}

/** The nodes that a group reads from storage. */
export function readBy(group: Group, { reads }: Grouping): GraphNode[] {
  return [...(reads.get(group)?.values() ?? [])].flat()
}

/** The nodes in whose storage a group reads. */
export function basesReadBy(group: Group, { reads }: Grouping): GraphNode[] {
  return [...(reads.get(group)?.keys() ?? [])]
}
