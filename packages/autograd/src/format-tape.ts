import { signature, type Tensor } from '@adjoint/tensor'
import type { Node } from './recording.ts'
import type { Tape } from './tape.ts'

/** A longer cell, such as the operands of a stack, makes its own line longer, and no other one. */
const widest = 80

/**
 * A tape as text, a line a node, in columns: `%03 fc1/relu  f32[900,25]  relu %02   adjoint f32[900,25]  |.| = 0.0123`.
 * Of an adjoint the norm is shown, or the number where it is only one.
 */
export function formatTape(tape: Tape, adjoints: readonly (Tensor | null)[]): string {
  const rows = tape.nodes.map((node) => [
    label(tape, node.index),
    node.name,
    signature(node),
    formula(tape, node),
    adjointText(adjoints[node.index] ?? null),
  ])
  const widths = [0, 1, 2, 3, 4].map((column) =>
    rows.reduce((most, row) => Math.max(most, Math.min(widest, row[column]?.length ?? 0)), 0),
  )
  const line = (row: readonly string[]): string => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')
  return rows.map((row) => line(row).trimEnd()).join('\n')
}

function label(tape: Tape, index: number): string {
  return `%${String(index).padStart(Math.max(2, String(tape.nodes.length - 1).length), '0')}`
}

function formula(tape: Tape, { op, inputs, attrs }: Node): string {
  if (op === null) return 'input'
  const operands = inputs.map((x) => {
    if (tape.has(x)) return label(tape, x.index)
    return x.size === 1 && x.tracedBy === null ? String(Number(x.item().toPrecision(6))) : signature(x)
  })
  return [op.name, ...operands, ...attributes(attrs)].join(' ')
}

/** What can be said of attributes in a few words: `axes=[0] keepDims=true`; what is false is left out. */
export function attributes(attrs: unknown): string[] {
  if (typeof attrs !== 'object' || attrs === null) return []
  return Object.entries(attrs).flatMap(([key, value]: [string, unknown]) => {
    if (value === true || typeof value === 'number' || typeof value === 'string') return [`${key}=${value}`]
    const short = Array.isArray(value) && value.length <= 4 && value.every((one) => typeof one === 'number')
    return short ? [`${key}=[${value.join(', ')}]`] : []
  })
}

function adjointText(adjoint: Tensor | null): string {
  if (adjoint === null) return ''
  const wide = adjoint.astype('float64')
  const [what, value] = adjoint.size === 1 ? ['', wide.item()] : ['|.| ', Math.sqrt(wide.square().sum().item())]
  return `adjoint ${signature(adjoint)}  ${what}= ${Number(value.toPrecision(3))}`
}
