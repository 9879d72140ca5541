import type { ExplainedGraph, Explanation, GraphEdge, GraphNode } from '@adjoint/autograd'
import { type Layout, layered, type Rectangle } from './layered.ts'
import { checkOptions } from './options.ts'
import { figure, type Key, legend, round, textElement } from './svg.ts'
import { columns, oneLine } from './text.ts'

export interface TapeSvgOptions {
  readonly title?: string
  /** Pixels, at least 160; 1200 when left out. A wider drawing is made smaller. */
  readonly width?: number
}

// From small to large adjoints; on each, the text has a contrast of at least 5 to 1.
const LIGHT = ['#fdf6ec', '#fde8cd', '#fcd5a4', '#fbbf77', '#f7a54c', '#f08a2a']
const DARK = ['#1f1a14', '#36281a', '#50391c', '#6b4a1b', '#7f5413', '#8a5a0e']

const fills = (inks: readonly string[]): string => inks.map((ink, i) => `.adjoint .size${i}{fill:${ink}}\n`).join('')

const STYLE = {
  light: `${fills(LIGHT)}.adjoint .node{stroke:#8c959f}
.adjoint .none{fill:#f6f8fa}
.adjoint .layer{fill:none;stroke:#afb8c1;stroke-dasharray:4 3}
.adjoint .flow{fill:none;stroke:#6e7781}
.adjoint .head{fill:#6e7781}
.adjoint .name,.adjoint .detail{fill:#24292f}
.adjoint .shape,.adjoint .scope{paint-order:stroke;stroke:#fff;stroke-width:4px}
.adjoint .scope{fill:#1f2328;font-weight:600;font-size:11px}
.adjoint .shape{font-size:10.5px}
.adjoint .detail{font-size:11px}
`,
  dark: `${fills(DARK)}.adjoint .node{stroke:#6e7681}
.adjoint .none{fill:#161b22}
.adjoint .layer{stroke:#484f58}
.adjoint .flow{stroke:#8b949e}
.adjoint .head{fill:#8b949e}
.adjoint .name,.adjoint .detail{fill:#f0f6fc}
.adjoint .shape,.adjoint .scope{stroke:#0d1117}
.adjoint .scope{fill:#f0f6fc}
`,
}

const margin = 16
const line = 16

/**
 * Draws a computation as an SVG document, for a light or a dark page: from top to bottom each value as a box, each use as an
 * arrow with the shape of what flows, each layer as a frame. The boxes are the darker, the larger their adjoint is, on a
 * logarithmic scale: the way back can be followed by its colour.
 *
 * @param explanation what `explain` of @adjoint/autograd gives
 * @throws TypeError for what is no explanation, or an unknown option
 * @example tapeSvg(explain((x: Tensor) => x.square().sum(), tensor([1, 2])), { title: 'A sum of squares' }) // '<svg ...'
 */
export function tapeSvg(explanation: Explanation, options: TapeSvgOptions = {}): string {
  checkOptions('tapeSvg', options, { title: 'string', width: { least: 160 } })
  if (typeof Object(explanation).graph !== 'function') {
    throw new TypeError('tapeSvg: this is no explanation; give what explain(f, ...) of @adjoint/autograd gives.')
  }
  const { title, width = 1200 } = options
  const graph = explanation.graph()
  const scale = scaleOf(graph)
  const labels = new Map(graph.nodes.map((node) => [node.id, labelOf(node, explanation)]))
  const placed = layered(
    graph.nodes.map(({ id, group }) => {
      const texts = labels.get(id) ?? []
      return { id, group, width: Math.max(56, ...texts.map(widthOf)) + 20, height: texts.length * line + 10 }
    }),
    graph.edges.map(({ from, to, signature }) => ({ from, to, labelWidth: widthOf(signature), labelHeight: 14 })),
  )
  const key = legend(keysOf(scale), margin, width - margin, title ? 52 : 24)
  const top = (title ? 48 : 20) + key.height
  const factor = Math.min(1, (width - 2 * margin) / placed.width)
  const left = (width - placed.width * factor) / 2
  return figure({
    title: title ?? 'Tape',
    description: describe(graph, scale),
    width,
    height: Math.ceil(top + placed.height * factor + margin),
    style: STYLE,
    body: [
      ...(title ? [textElement(margin, 26, title, width - 2 * margin, ' class="title"')] : []),
      ...key.body,
      `<g transform="translate(${round(left)},${round(top)}) scale(${Math.round(factor * 1e4) / 1e4})">`,
      ...[...placed.groups].map(([, place]) => frame(place)),
      ...graph.edges.flatMap((_, i) => arrow(placed, i)),
      ...graph.nodes.flatMap((node) => box(node, labels.get(node.id) ?? [], placed, scale)),
      ...graph.edges.flatMap((edge, i) => shapeText(placed, i, edge)),
      ...[...placed.groups].map(([group, place]) => frameText(group, place)),
      '</g>',
    ],
  })
}

const widthOf = (text: string): number => columns(text) * 6.6

/** What stands in a box: its name, without the layer in whose frame it is; its adjoint, or how large that is. */
function labelOf(node: GraphNode, explanation: Explanation): string[] {
  const prefixes = node.group === null ? [] : [`${node.group}/`, `${node.group}.`]
  const prefix = prefixes.find((start) => node.name.startsWith(start)) ?? ''
  const name = oneLine(`${node.symbol} ${node.name.slice(prefix.length)}`)
  const output = explanation.outputs.some((index) => node.id === `n${index}`) ? [node.signature] : []
  if (node.adjoint === null) return [name, ...output]
  const adjoint = node.id.startsWith('n') ? explanation.nodes[Number(node.id.slice(1))]?.adjoint : undefined
  const size = adjoint?.size === 1 ? short(adjoint.item()) : `rms ${short(node.adjoint)}`
  return [name, ...output, `adjoint ${size}`]
}

/** The sizes of adjoints, in steps of equal factors. */
interface Scale {
  readonly least: number
  readonly most: number
  readonly step: (size: number) => number
}

function scaleOf({ nodes }: ExplainedGraph): Scale | null {
  const sizes = nodes.flatMap(({ adjoint }) =>
    adjoint !== null && adjoint > 0 && Number.isFinite(adjoint) ? [adjoint] : [],
  )
  if (sizes.length === 0) return null
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)]
  const range = Math.log(most) - Math.log(least) // their quotient may overflow
  const last = LIGHT.length - 1
  const step = (size: number): number => {
    if (size <= least) return 0 // NaN is not: it is to be seen
    if (!(size < most)) return last
    return Math.min(last, Math.floor(((Math.log(size) - Math.log(least)) / range) * LIGHT.length))
  }
  return { least, most, step }
}

/** One key for each colour: from which size on it is used. */
function keysOf(scale: Scale | null): Key[] {
  if (scale === null) return []
  const { least, most } = scale
  const count = most === least ? 1 : LIGHT.length
  return Array.from({ length: count }, (_, i) => {
    const part = i / LIGHT.length
    const from = Math.exp(Math.log(least) * (1 - part) + Math.log(most) * part)
    const level = count === 1 ? scale.step(from) : i
    return {
      shape: (x, y) =>
        `<rect class="node size${level}" x="${round(x)}" y="${round(y - 6)}" width="16" height="12" rx="2"/>`,
      text: i === 0 ? `adjoint (root mean square) from ${short(from)}` : short(from),
    }
  })
}

function frame({ x, y, width, height }: Rectangle): string {
  return `<rect class="layer" x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}" rx="8"/>`
}

/** The name of a layer, on the upper edge of its frame. */
function frameText(group: string, { x, y, width, height }: Rectangle): string {
  return textElement(x - width / 2 + 10, y - height / 2 + 4, group, width - 20, ' class="scope"')
}

function box({ id, adjoint }: GraphNode, texts: readonly string[], { boxes }: Layout, scale: Scale | null): string[] {
  const place = boxes.get(id)
  if (place === undefined) return []
  const { x, y, width, height } = place
  const level = adjoint === null || scale === null ? 'none' : `size${scale.step(adjoint)}`
  const top = y - height / 2
  return [
    `<rect class="node ${level}" x="${round(x - width / 2)}" y="${round(top)}" width="${round(width)}" height="${round(height)}" rx="4"/>`,
    ...texts.map((text, i) =>
      textElement(x, top + 17 + i * line, text, width, ` text-anchor="middle" class="${i === 0 ? 'name' : 'detail'}"`),
    ),
  ]
}

function arrow({ lines }: Layout, index: number): string[] {
  const points = lines[index]?.points ?? []
  const [end, before] = [points.at(-1), points.at(-2)]
  if (end === undefined || before === undefined) return []
  const path = points.map(({ x, y }) => `${round(x)},${round(y)}`).join('L')
  const angle = Math.atan2(end.y - before.y, end.x - before.x)
  const corner = (turn: number): string =>
    `${round(end.x - 8 * Math.cos(angle + turn))},${round(end.y - 8 * Math.sin(angle + turn))}`
  return [
    `<path class="flow" d="M${path}"/>`,
    `<path class="head" d="M${round(end.x)},${round(end.y)}L${corner(0.4)}L${corner(-0.4)}Z"/>`,
  ]
}

function shapeText({ lines }: Layout, index: number, { signature }: GraphEdge): string[] {
  const label = lines[index]?.label
  return label === undefined
    ? []
    : [textElement(label.x, label.y + 4, signature, Number.POSITIVE_INFINITY, ' text-anchor="middle" class="shape"')]
}

function describe({ nodes, edges, groups }: ExplainedGraph, scale: Scale | null): string {
  const layers = groups.length === 0 ? '' : ` in the layers ${groups.join(', ')}`
  const sizes = scale === null ? '' : ` The adjoints are between ${short(scale.least)} and ${short(scale.most)}.`
  return oneLine(`${nodes.length} values and ${edges.length} uses of them${layers}.${sizes}`)
}

/** Three digits; small numbers by their power of ten. */
const short = (value: number): string =>
  Math.abs(value) < 1e-3 && value !== 0 ? value.toExponential(2) : String(Number(value.toPrecision(3)))
