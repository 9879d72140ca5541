import { isFloat, type Op, ops } from '@adjoint/tensor'
import type { Tape } from '../tape.ts'
import type { ExplainedNode, Finding, LayerReport } from './explanation.ts'
import { rootMeanSquare, short } from './numbers.ts'

/** Adjoints that shrink or grow by more than this, from the last layer to another one, are pointed out. */
const steep = 1000
/** A sigmoid within this of 0 or 1 passes on less than a hundredth of the adjoint. */
const near = 0.01

/** How large the adjoint of each layer's output is; a layer is a scope. */
export function layersOf(nodes: readonly ExplainedNode[]): LayerReport[] {
  const last = new Map<string, Omit<LayerReport, 'ratio'>>()
  for (const { index, scope, op, adjoint } of nodes) {
    if (scope !== '' && op !== null && adjoint !== null) {
      last.set(scope, { scope, node: index, adjoint: rootMeanSquare(adjoint) })
    }
  }
  const measured = [...last.values()].sort((a, b) => a.node - b.node)
  const end = measured.at(-1)?.adjoint ?? 0
  return measured.map((layer) => Object.freeze({ ...layer, ratio: layer.adjoint / end }))
}

/** What hinders learning, with the numbers that show it. */
export function findingsOf(tape: Tape, nodes: readonly ExplainedNode[], layers: readonly LayerReport[]): Finding[] {
  return [...slopes(layers), ...tape.nodes.flatMap(({ op, index }) => unitsOf(op, nodes[index]))].map((finding) =>
    Object.freeze(finding),
  )
}

function slopes(layers: readonly LayerReport[]): Finding[] {
  const end = layers.at(-1)
  if (end === undefined) return []
  const report = (kind: 'vanishing' | 'exploding', layer: LayerReport): Finding => ({
    kind,
    node: layer.node,
    measure: layer.ratio,
    units: [],
    message:
      `The adjoints ${kind === 'vanishing' ? 'vanish' : 'explode'}: their root mean square is ${short(layer.adjoint)} at ` +
      `${layer.scope}, and ${short(end.adjoint)} at ${end.scope}; the ratio is ${short(layer.ratio)}.`,
  })
  const least = layers.reduce((a, b) => (b.ratio < a.ratio ? b : a))
  const most = layers.reduce((a, b) => (b.ratio > a.ratio ? b : a))
  return [
    ...(least.ratio < 1 / steep ? [report('vanishing', least)] : []),
    ...(most.ratio > steep ? [report('exploding', most)] : []),
  ]
}

function unitsOf(op: Op | null, node: ExplainedNode | undefined): Finding[] {
  if (node === undefined || !isFloat(node.dtype) || node.value.size === 0) return []
  if (op === ops.relu.op) return dead(node)
  if (op === ops.sigmoid.op) return saturated(node, (y) => Math.min(y, 1 - y), 'within 0.01 of 0 or 1')
  if (op === ops.tanh.op) return saturated(node, (y) => 1 - Math.abs(y), 'within 0.01 of -1 or 1')
  return []
}

/**
 * Units of a relu that are positive for no sample: nothing flows back through them. The last axis is the units; of images,
 * [sample, channel, row, column], the channels are.
 */
function dead({ index, name, value }: ExplainedNode): Finding[] {
  const [images = 1, channels = 1, height = 1, breadth = 1] = value.shape
  const isImages = value.rank === 4
  const width = isImages ? channels : (value.shape.at(-1) ?? 1)
  const samples = isImages ? images : value.size / width
  const inner = isImages ? height * breadth : 1 // so many numbers of a unit stand in a row
  if (value.rank < 2 || samples < 2) return [] // of one sample, a unit that is off is none that is dead
  const values = value.toTypedArray()
  const alive = new Array<boolean>(width).fill(false)
  for (let i = 0; i < values.length; i++) if ((values[i] ?? 0) > 0) alive[Math.floor(i / inner) % width] = true
  const units = alive.flatMap((ever, unit) => (ever ? [] : [unit]))
  if (units.length === 0) return []
  const shown = units.slice(0, 10).join(', ') + (units.length > 10 ? ` and ${units.length - 10} more` : '')
  const message = `${units.length} of ${width} units of ${name} are positive for none of ${samples} samples, and get no gradient: ${shown}.`
  return [{ kind: 'dead', node: index, measure: units.length / width, units, message }]
}

function saturated({ index, name, value }: ExplainedNode, distance: (y: number) => number, where: string): Finding[] {
  const values = Array.from(value.toTypedArray())
  const count = values.filter((y) => distance(y) < near).length
  if (count * 2 <= values.length) return []
  const message = `${count} of ${values.length} values of ${name} are ${where}, where it is flat and passes little back.`
  return [{ kind: 'saturated', node: index, measure: count / values.length, units: [], message }]
}
