// Both computations of one network, quantity by quantity: what the article's formulas give, what the tape holds, and one
// element of each with its numbers in the formula. The texts are made from this and compute nothing themselves.
import { mapTensors, type Node, Tape } from '@adjoint/autograd'
import { bce } from '@adjoint/nn'
import { backward, cost, forward, type Matrix, transpose } from '@adjoint/nn/by-hand'
import type { Tensor } from '@adjoint/tensor'
import type { ArticleLayer } from '../article/architecture.ts'
import { byHandParameters, columns } from '../article/gradients.ts'
import { type Bounds, boundsOf } from './bounds.ts'
import { elementOf, type Path, pathThrough } from './elements.ts'
import type { Expression } from './expression.ts'
import { at, column, elements, scaled } from './matrix.ts'
import type { Task } from './network.ts'

/** What the article has a letter for. `dAPrev` of a layer is the dA of the layer before it, and `dYHat` that of the last one. */
export type Kind = 'X' | 'Y' | 'W' | 'b' | 'Z' | 'A' | 'J' | 'dYHat' | 'dZ' | 'dW' | 'db' | 'dAPrev'

/** A quantity on both sides. Matrices are in the article's orientation, a sample in each column, but for `raw`. */
export interface Quantity {
  readonly kind: Kind
  /** from 1; 0 where it belongs to no layer */
  readonly layer: number
  readonly byHand: Matrix
  /** the tape's node of the same quantity, and whether it is its value or its adjoint */
  readonly node: NodeOnTape
  readonly part: 'value' | 'adjoint'
  /** the numbers as they are on the tape: a sample in each row, a vector in one row */
  readonly raw: Matrix
  /** what the tape's numbers are to be multiplied by: m, where the article puts off the 1/m of the mean */
  readonly factor: number
  /** `raw`, transposed and times `factor` */
  readonly tape: Matrix
  /** the largest |byHand - tape| */
  readonly difference: number
  /** what rounding may make of it at most, for the worst element */
  readonly bound: number
  /** is each element within its own bound? */
  readonly agrees: boolean
  /** one element, written out; null for what is given */
  readonly element: Element | null
}

interface NodeOnTape extends Pick<Node, 'index' | 'name' | 'shape'> {
  /** `%07`, as the printed tape has it */
  readonly label: string
}

export interface Element {
  /** from 0, in the article's orientation */
  readonly row: number
  readonly column: number
  readonly expression: Expression
  /** its value by hand */
  readonly value: number
}

export interface Comparison {
  readonly task: Task
  readonly samples: number
  /** which sample and which unit of each layer the elements follow */
  readonly path: Path
  readonly given: readonly Quantity[]
  /** Z and A of each layer, then J */
  readonly forward: readonly Quantity[]
  /** dYHat, then dZ, dW, db and dAPrev of each layer, from the last to the first */
  readonly backward: readonly Quantity[]
  /** the node that takes the mean: the one that it is taken of, and what each element of that gets from it */
  readonly mean: { readonly name: string; readonly operand: string; readonly term: number }
  /** the tape, a line a node */
  readonly tape: string
}

/** Runs both, on the same numbers. */
export function compare(task: Task): Comparison {
  const { architecture, model, x, y } = task
  const parameters = byHandParameters(model)
  const [X, Y] = [columns(x), columns(y)]
  const samples = x.shape[0] ?? 0
  const { cache } = forward(X, parameters, architecture)
  const YHat = cache.at(-1)?.A ?? []
  const gradients = backward(YHat, Y, cache, parameters, architecture)
  const bounds = boundsOf({ architecture, parameters, Y, cache, gradients })
  const path = pathThrough(X, cache)
  const run = { X, Y, parameters, cache, gradients, architecture, cost: cost(YHat, Y) }
  const recording = record(task)

  const quantity = (kind: Kind, layer: number, byHand: Matrix, bound: Matrix | null): Quantity => {
    const { node, part } = placeOf(kind, layer, recording, architecture)
    const held = part === 'value' ? node.value : recording.adjoints[node.index]
    if (held == null) throw new Error(`the tape holds no ${part} of ${node.name}`)
    const raw = rowsOf(held)
    const factor = isPutOff(kind) ? samples : 1
    const tape = scaled(transpose(raw), factor)
    const element = elementOf(kind, layer, path, run)
    return { kind, layer, byHand, node: onTape(node), part, raw, factor, tape, ...judged(byHand, tape, bound), element }
  }
  const each = <T>(make: (layer: number) => readonly T[]): T[] => architecture.flatMap((_, i) => make(i + 1))
  return {
    task,
    samples,
    path,
    given: [
      quantity('X', 0, X, null),
      quantity('Y', 0, Y, null),
      ...each((l) => {
        const { W, b } = parameters[l - 1] ?? { W: [], b: [] }
        return [quantity('W', l, W, null), quantity('b', l, column(b), null)]
      }),
    ],
    forward: [
      ...each((l) => {
        const [{ Z, A }, bound] = [cache[l - 1] ?? { Z: [], A: [] }, boundOf(bounds, l)]
        return [quantity('Z', l, Z, bound.Z), quantity('A', l, A, bound.A)]
      }),
      quantity('J', 0, [[run.cost]], [[bounds.cost]]),
    ],
    backward: [
      quantity('dYHat', architecture.length, gradients.dYHat, bounds.dYHat),
      ...architecture.flatMap((_, i) => {
        const l = architecture.length - i
        const of = gradients.layers[l - 1]
        if (of === undefined) throw new Error(`layer ${l} has no gradients`)
        const bound = boundOf(bounds, l)
        return [
          quantity('dZ', l, of.dZ, bound.dZ),
          quantity('dW', l, of.dW, bound.dW),
          quantity('db', l, column(of.db), column(bound.db)),
          quantity('dAPrev', l, of.dAPrev, bound.dAPrev),
        ]
      }),
    ],
    mean: meanOf(recording),
    tape: recording.tape.toString(recording.adjoints),
  }
}

/** The article leaves 1/m out of these, and puts it in with dW and db. */
function isPutOff(kind: Kind): boolean {
  return kind === 'dYHat' || kind === 'dZ' || kind === 'dAPrev'
}

interface Recording {
  readonly tape: Tape
  readonly adjoints: readonly (Tensor | null)[]
}

/** The whole network on one tape. The points are inputs of it too, so that they have an adjoint. */
function record({ model, x, y }: Task): Recording {
  const tape = new Tape()
  const on = mapTensors({ model, x, y }, (leaf, path) => tape.input(leaf, path.replace('model.', '')))
  const adjoints = tape.backward(bce(on.model.forward(on.x), on.y))
  tape.close()
  return { tape, adjoints }
}

/** Where a quantity stands on the tape. */
function placeOf(
  kind: Kind,
  layer: number,
  { tape }: Recording,
  architecture: readonly ArticleLayer[],
): { readonly node: Node; readonly part: Quantity['part'] } {
  const dense = `layers.${2 * layer - 2}`
  const activated = (l: number): string => `layers.${2 * l - 1}/${architecture[l - 1]?.activation}`
  const names: Readonly<Record<Exclude<Kind, 'J'>, string>> = {
    X: 'x',
    Y: 'y',
    W: `${dense}.weight`,
    b: `${dense}.bias`,
    Z: `${dense}/add`,
    A: activated(layer),
    dYHat: activated(layer),
    dZ: `${dense}/add`,
    dW: `${dense}.weight`,
    db: `${dense}.bias`,
    dAPrev: layer === 1 ? 'x' : activated(layer - 1),
  }
  const node = kind === 'J' ? last(tape.nodes) : named(tape, names[kind])
  return { node, part: kind.startsWith('d') ? 'adjoint' : 'value' }
}

function onTape({ index, name, shape, tape }: Node): NodeOnTape {
  const digits = Math.max(2, String(tape.nodes.length - 1).length)
  return { index, name, shape, label: `%${String(index).padStart(digits, '0')}` }
}

function meanOf({ tape, adjoints }: Recording): Comparison['mean'] {
  const mean = last(tape.nodes)
  const operand = tape.nodes.find((node) => node === mean.inputs[0])
  if (operand === undefined) throw new Error(`${mean.name} has no operand on the tape`)
  const [term = Number.NaN] = adjoints[operand.index]?.toTypedArray() ?? []
  return { name: mean.name, operand: onTape(operand).label, term }
}

function named(tape: Tape, name: string): Node {
  const node = tape.nodes.find((one) => one.name === name)
  if (node === undefined) throw new Error(`the tape has no node ${name}`)
  return node
}

function last<T>(items: readonly T[]): T {
  const item = items.at(-1)
  if (item === undefined) throw new Error('there is nothing')
  return item
}

/** How far the two are apart; with no bound, nothing may be. */
export function judged(
  byHand: Matrix,
  tape: Matrix,
  bound: Matrix | null,
): Pick<Quantity, 'difference' | 'bound' | 'agrees'> {
  const differences = elements(byHand, (value, i, j) => Math.abs(value - at(tape, i, j)))
  const agrees = differences.every((row, i) => row.every((d, j) => d <= (bound === null ? 0 : (bound[i]?.[j] ?? 0))))
  return { difference: largest(differences), bound: bound === null ? 0 : largest(bound), agrees }
}

function largest(a: Matrix): number {
  return a.reduce((most, row) => Math.max(most, ...row), 0)
}

function boundOf({ layers }: Bounds, l: number): Bounds['layers'][number] {
  const bound = layers[l - 1]
  if (bound === undefined) throw new Error(`layer ${l} has no bounds`)
  return bound
}

function rowsOf(x: Tensor): Matrix {
  const [rows, length] = x.rank === 2 ? [x.shape[0] ?? 0, x.shape[1] ?? 0] : [1, x.size]
  return x.reshape([rows, length]).as([rows, length]).toArray()
}
