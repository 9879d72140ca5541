import { leavesOf, mapLeaves, record, type Tape } from '@adjoint/autograd'
import { DomainError, type DType, DTypeError, type Shape, ShapeError, Tensor, zeros } from '@adjoint/tensor'
import { inWords } from './given.ts'

interface Forward {
  forward(x: Tensor): Tensor
}

/**
 * A table of a model's parts: for each its output's shape, when an input shape is given, and its number of parameters.
 * Parts are named by their path, as parameters and tape nodes are. A layer that does nothing at inference, such as dropout,
 * has no output of its own. Running statistics count as parameters, since a model is made and saved with them.
 *
 * @param model any tree of tensors with a `forward`
 * @param inputShape the shape of one batch; the model is recorded on it, without computing anything
 * @returns lines of text
 * @throws ShapeError when the input shape is none, or does not fit the model; DomainError when the model has no `forward`
 * @example console.log(summary(model, [900, 2]))
 */
export function summary(model: Forward, inputShape?: Shape): string {
  if (typeof Object(model).forward !== 'function') {
    throw new DomainError(`summary: the model is ${inWords(model)}, which has no forward(x); give a layer, or a model.`)
  }
  if (inputShape !== undefined) checkShape(inputShape)
  const outputs = inputShape === undefined ? new Map<string, string>() : outputShapes(model, inputShape)
  const layers = inputShape === undefined ? [] : layersOf(model)
  const parameters = leavesOf(model).map(({ path, tensor }) => ({ part: partOf(path), size: tensor.size }))
  const parts = [...new Set([...outputs.keys(), ...layers, ...parameters.map(({ part }) => part)])].sort(byNumber)
  const counts = new Map<string, number>()
  for (const { part, size } of parameters) counts.set(part, (counts.get(part) ?? 0) + size)
  const rows = parts.map((part) => {
    const count = counts.get(part) ?? 0
    return [part, kindAt(model, part), outputs.get(part) ?? '', count.toLocaleString('en')]
  })
  const total = parameters.reduce((sum, { size }) => sum + size, 0)
  return aligned([['part', 'kind', 'output', 'parameters'], ...rows, ['total', '', '', total.toLocaleString('en')]])
}

function checkShape(shape: unknown): void {
  const isList = Array.isArray(shape)
  if (isList && shape.every((size) => Number.isInteger(size) && size >= 0)) return
  const given = isList ? `[${shape.join(', ')}], not all integers of 0 or more` : inWords(shape)
  throw new ShapeError(`summary: the input shape is ${given}; give a list, such as [100, 2].`)
}

/** The shape that each part gives: that of the last node recorded under its scope. Scopes within a part do not count. */
function outputShapes(model: Forward, shape: Shape): Map<string, string> {
  const tape = recorded(model, shape)
  const shapes = new Map<string, string>()
  for (const node of tape.nodes) {
    const scopes = node.name.split('/').slice(0, -1)
    for (let depth = 1; depth <= scopes.length; depth++) {
      const part = scopes.slice(0, depth).join('.')
      if (partAt(model, part) !== undefined) shapes.set(part, `[${node.shape.join(', ')}]`)
    }
  }
  return shapes
}

/** The model on an input of its parameters' dtype, or of integers where it takes no other, as an embedding does. */
function recorded(model: Forward, shape: Shape): Tape {
  const of = (dtype: DType): Tape => record((x: Tensor) => model.forward(x), zeros(shape, { dtype }))
  try {
    return of(leavesOf(model)[0]?.tensor.dtype ?? 'float32')
  } catch (error) {
    if (!(error instanceof DTypeError)) throw error
    return of('int32')
  }
}

/** All parts that have a kind. */
function layersOf(model: Forward): string[] {
  const parts: string[] = []
  mapLeaves(model, (leaf, path) => {
    if (path.endsWith('.kind')) parts.push(partOf(path))
    return leaf
  })
  return parts
}

/** `layers.0` of `layers.0.weight`. */
function partOf(path: string): string {
  return path.split('.').slice(0, -1).join('.') || path
}

function partAt(model: object, part: string): unknown {
  return part
    .split('.')
    .reduce<unknown>(
      (at, key) => (at instanceof Map ? at.get(key) : (Object(at) as Record<string, unknown>)[key]),
      model,
    )
}

function kindAt(model: object, part: string): string {
  const found = partAt(model, part)
  if (found instanceof Tensor) return 'tensor'
  const { kind } = Object(found) as { kind?: unknown }
  return typeof kind === 'string' ? kind : (Object(found).constructor?.name ?? '')
}

function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}

/** Columns, the last one to the right, a rule under the head and above the total. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = [0, 1, 2, 3].map((column) =>
    rows.reduce((widest, row) => Math.max(widest, row[column]?.length ?? 0), 0),
  )
  const lines = rows.map((row) =>
    row.map((cell, i) => (i === 3 ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0))).join('  '),
  )
  const rule = widths.map((width) => '─'.repeat(width)).join('  ')
  return [lines[0], rule, ...lines.slice(1, -1), rule, lines.at(-1)].join('\n')
}
