import { broadcastStrides } from '@adjoint/tensor/backend'
import type { Graph, GraphNode } from '../graph.ts'
import { basesReadBy, type Grouping, membersOf, partOf, readBy, storedBy } from './grouping.ts'
import { bytesOf, laneAxis, stepBytes, storedLayout, vectorBytes, vectorsInReduction } from './layout.ts'
import { panelBytes } from './matmul-form.ts'

/**
 * Bytes between what different threads write: a core fetches ahead, and takes from another one what that is about to write.
 * Measured on a step of the article's network with two threads: 357 us where their values alternate, 335 where each thread's
 * lie together, 300 with this distance.
 */
const threadsApart = 2 ** 18

/** Which output takes the place of which argument, by the numbers of their leaves. */
export interface DonatedPair {
  readonly input: number
  readonly output: number
}

/** An output that takes the place of an argument, so that a state stays in the arena from one call to the next. */
interface Donation extends DonatedPair {
  /** true when it is computed right there; false when it must be copied there after the run */
  readonly inPlace: boolean
}

/** Where in the arena each stored value lies. */
export interface ArenaPlan {
  /** bytes from the arena's beginning, by the nodes that have storage */
  readonly offsets: ReadonlyMap<GraphNode, number>
  readonly bytes: number
  /** where the panels of products lie, one for each thread, and the bytes from one to the next; see panelBytes */
  readonly panel: number
  readonly panelStride: number
  readonly donations: readonly Donation[]
}

/** Free bytes at both ends: the last step of a loop may read, and not use, what lies beside a value. */
function slackOf(grouping: Grouping): number {
  const { groups, places } = grouping
  const longest = vectorsInReduction * vectorBytes
  let slack = longest
  for (const group of groups) {
    if (group.kind !== 'loop') continue
    for (const node of readBy(group, grouping)) {
      const stride = broadcastStrides(places.of(node).layout, group.shape)[laneAxis(group.shape)] ?? 0
      slack = Math.max(slack, longest * Math.abs(stride))
    }
  }
  return Math.ceil(slack / stepBytes) * stepBytes
}

/** From when to when a value must stay: the numbers of the groups that write and last read it. */
interface Lifetime {
  readonly from: number
  readonly to: number
}

/**
 * The static memory plan: values that are never needed at the same time share their place.
 *
 * @param donated pairs of an argument's leaf and the output that takes its place
 * @param threads how many threads have a panel
 */
export function planArena(graph: Graph, grouping: Grouping, donated: readonly DonatedPair[], threads = 1): ArenaPlan {
  const usage = usageOf(grouping)
  const given = new Set(graph.outputs.map((output) => grouping.places.of(output).base))
  const lifetimes = lifetimesOf(grouping, usage, given)
  // An output may take the place of an argument that nothing reads, and which would have none.
  for (const { input } of donated) {
    const node = graph.inputs[input]
    if (node !== undefined) lifetimes.set(node, { from: -1, to: grouping.groups.length })
  }
  const shared = new Map<GraphNode, GraphNode>()
  const donations = donated.map(({ input, output }): Donation => {
    const [from, to] = [graph.inputs[input], graph.outputs[output]]
    const inPlace = from !== undefined && to !== undefined && !given.has(from) && !shared.has(to)
    if (!inPlace || !canReplace(from, to, grouping, usage)) return { input, output, inPlace: false }
    shared.set(to, from)
    return { input, output, inPlace: true }
  })
  const slack = slackOf(grouping)
  const offsets = new Map<GraphNode, number>()
  const own = [...lifetimes].filter(([node]) => !shared.has(node))
  const ofPart = (part: number | null) => own.filter(([node]) => node.part === part)
  const apart = threads > 1 ? threadsApart : 0
  let top = allocate(ofPart(null), slack, offsets)
  for (let thread = 0; thread < threads; thread++) {
    const values = ofPart(thread)
    if (values.length > 0) top = allocate(values, top + apart, offsets)
  }
  for (const [output, input] of shared) offsets.set(output, offsets.get(input) ?? 0)
  const largest = grouping.groups.reduce(
    (most, group) => (group.kind === 'matmul' ? Math.max(most, panelBytes(group.matmul, group.form)) : most),
    0,
  )
  const panel = top + slack + (largest > 0 ? apart : 0)
  const panelStride = largest > 0 ? largest + apart : 0
  return { offsets, bytes: panel + threads * panelStride, panel, panelStride, donations }
}

/** Which group writes each node, and which groups read each base, in order. */
interface Usage {
  readonly writers: ReadonlyMap<GraphNode, number>
  readonly readers: ReadonlyMap<GraphNode, readonly number[]>
}

function usageOf(grouping: Grouping): Usage {
  const writers = new Map<GraphNode, number>()
  const readers = new Map<GraphNode, number[]>()
  for (const [index, group] of grouping.groups.entries()) {
    for (const member of membersOf(group)) writers.set(member, index)
    for (const base of basesReadBy(group, grouping)) {
      const known = readers.get(base)
      if (known === undefined) readers.set(base, [index])
      else known.push(index)
    }
  }
  return { writers, readers }
}

/** Arguments keep their place from call to call, so that one which has not changed is not copied again; constants do too. */
function lifetimesOf(
  grouping: Grouping,
  { writers, readers }: Usage,
  given: ReadonlySet<GraphNode>,
): Map<GraphNode, Lifetime> {
  const { groups, stored } = grouping
  const end = groups.length
  const sources = [...stored].filter(({ op }) => op === null)
  const written = groups.flatMap((group) => storedBy(group, grouping))
  return new Map(
    [...sources, ...written].map((node) => {
      const from = writers.get(node) ?? -1
      const read = readers.get(node) ?? []
      // what is read when threads have met must not make them meet sooner
      const meets = node.part !== null && read.some((index) => partOf(groups[index]) !== node.part)
      return [node, { from, to: node.op === null || given.has(node) || meets ? end : (read.at(-1) ?? from) }]
    }),
  )
}

/**
 * An output may be written over an argument where each element of that is read just before, and never afterwards. Within a group
 * what is read once stays in a variable; so the output, which is stored at once, or a node before it must read it.
 */
function canReplace(input: GraphNode, output: GraphNode, grouping: Grouping, { writers, readers }: Usage): boolean {
  const { groups, stored, places, reads } = grouping
  const writer = writers.get(output) ?? -1
  const group = groups[writer]
  if (!stored.has(output) || !stored.has(input) || group === undefined || group.kind === 'eager') return false
  if (!group.nodes.includes(output)) return false
  return (readers.get(input) ?? []).every((reader) => {
    if (reader !== writer) return reader < writer
    const isOperand = group.kind === 'matmul' && group.matmul.inputs.some((x) => places.of(x).base === input)
    if (isOperand || !(reads.get(group)?.get(input) ?? []).every((node) => node === input)) return false
    return group.nodes.slice(0, group.nodes.indexOf(output) + 1).some(({ inputs }) => inputs.includes(input))
  })
}

/** Where a value lies, and from when to when. */
interface Placed extends Lifetime {
  readonly begin: number
  readonly end: number
}

/**
 * Greedy by size: the largest first, each at the lowest place that nothing takes while it is needed.
 *
 * @param bottom where they may begin
 * @returns where the last of them ends
 */
function allocate(
  values: readonly (readonly [GraphNode, Lifetime])[],
  bottom: number,
  offsets: Map<GraphNode, number>,
): number {
  const placed: Placed[] = [] // from the lowest on
  let top = bottom
  const sized = values.map(([node, lifetime]) => ({ node, ...lifetime, bytes: storageBytes(node) }))
  for (const { node, from, to, bytes } of sized.sort((a, b) => b.bytes - a.bytes)) {
    let begin = bottom
    for (const other of placed) {
      if (other.begin >= begin + bytes) break
      if (other.from <= to && from <= other.to) begin = Math.max(begin, other.end)
    }
    const end = begin + bytes
    offsets.set(node, begin)
    const below = placed.findLastIndex((other) => other.begin <= begin)
    placed.splice(below + 1, 0, { begin, end, from, to })
    top = Math.max(top, end)
  }
  return top
}

/** The bytes that a stored value takes in the arena. */
export function storageBytes({ shape, dtype }: GraphNode): number {
  const bytes = storedLayout(shape, dtype).length * bytesOf(dtype)
  return Math.ceil(bytes / (2 * stepBytes)) * 2 * stepBytes
}
