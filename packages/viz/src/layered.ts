import { Graph, layout } from '@dagrejs/dagre'

/** A box to be placed; with a group, inside the box of that group. */
export interface Box {
  readonly id: string
  readonly width: number
  readonly height: number
  readonly group: string | null
}

/** A line from one box to another, with room for a label. */
export interface Line {
  readonly from: string
  readonly to: string
  readonly labelWidth: number
  readonly labelHeight: number
}

interface Place {
  readonly x: number
  readonly y: number
}

/** A rectangle, by its middle and its size. */
export interface Rectangle extends Place {
  readonly width: number
  readonly height: number
}

export interface Layout {
  readonly boxes: ReadonlyMap<string, Rectangle>
  readonly groups: ReadonlyMap<string, Rectangle>
  /** in the order of the lines: their corners, from end to end, and the middle of their label */
  readonly lines: readonly { readonly points: readonly Place[]; readonly label: Place }[]
  readonly width: number
  readonly height: number
}

// What of the library is used here, with its types: its own cannot be read by Node.js's rules of resolution.
interface Layers {
  setGraph(label: object): void
  graph(): { readonly width?: number; readonly height?: number }
  setDefaultEdgeLabel(make: () => object): void
  setNode(id: string, label: object): void
  setParent(id: string, parent: string): void
  node(id: string): Rectangle
  setEdge(from: string, to: string, label: object, name: string): void
  edge(edge: { readonly v: string; readonly w: string; readonly name: string }): {
    readonly points: readonly Place[]
    readonly x?: number
    readonly y?: number
  }
}
interface Library {
  readonly Graph: new (options: { readonly compound: boolean; readonly multigraph: boolean }) => Layers
  readonly layout: (graph: Layers) => void
}
const library: Library = { Graph, layout }

/** A layered drawing from top to bottom, after Sugiyama, Tagawa and Toda (1981): every line goes down. */
export function layered(boxes: readonly Box[], lines: readonly Line[]): Layout {
  const graph = new library.Graph({ compound: true, multigraph: true })
  graph.setGraph({ rankdir: 'TB', nodesep: 24, edgesep: 12, ranksep: 22, marginx: 4, marginy: 4 })
  const groups = [...new Set(boxes.flatMap(({ group }) => (group === null ? [] : [group])))]
  const inGroup = (group: string): string => `group ${groups.indexOf(group)}`
  for (const group of groups) graph.setNode(inGroup(group), {})
  for (const { id, width, height, group } of boxes) {
    graph.setNode(id, { width, height })
    if (group !== null) graph.setParent(id, inGroup(group))
  }
  for (const [i, { from, to, labelWidth, labelHeight }] of lines.entries()) {
    graph.setEdge(from, to, { width: labelWidth, height: labelHeight, labelpos: 'c' }, `line ${i}`)
  }
  // Of weight 0, the library would divide by that of all lines into a box, and lose places. A power of 2 adds up exactly.
  const weight = 2 ** -7
  for (const [i, { from, to }] of orders(boxes, lines).entries()) graph.setEdge(from, to, { weight }, `order ${i}`)
  library.layout(graph)
  const { width = 0, height = 0 } = graph.graph()
  return {
    boxes: new Map(boxes.map(({ id }) => [id, graph.node(id)])),
    groups: new Map(groups.map((group) => [group, graph.node(inGroup(group))])),
    lines: lines.map(({ from, to }, i) => {
      const { points, x = 0, y = 0 } = graph.edge({ v: from, w: to, name: `line ${i}` })
      return { points, label: { x, y } }
    }),
    width,
    height,
  }
}

/**
 * What comes into a group from outside stands above all of it. Otherwise a group's own first boxes would stand beside the group
 * before, and a chain of groups would run across the page and not down.
 */
function orders(boxes: readonly Box[], lines: readonly Line[]): { readonly from: string; readonly to: string }[] {
  const groupOf = new Map(boxes.map(({ id, group }) => [id, group]))
  const reached = new Set(lines.map(({ to }) => to))
  const first = boxes.filter(({ id, group }) => group !== null && !reached.has(id))
  return first.flatMap(({ id, group }) => {
    const entries = lines.filter(
      ({ from, to }) => groupOf.get(to) === group && groupOf.get(from) !== group && reached.has(from),
    )
    return [...new Set(entries.map(({ from }) => from))].map((from) => ({ from, to: id }))
  })
}
