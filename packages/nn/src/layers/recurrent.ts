import {
  DomainError,
  type FloatDType,
  type Generator,
  type Shape,
  ShapeError,
  scope,
  split,
  stack,
  type Tensor,
  zeros,
} from '@adjoint/tensor'
import { checkDrawing, checkTensor, inWords } from '../given.ts'
import { type Dense, dense } from './dense.ts'
import { checkLayer } from './sizes.ts'

/** How a recurrent cell is made. */
export interface CellOptions {
  /** 'float32' by default */
  readonly dtype?: FloatDType
}

/** A cell: from an input and what it remembers to what it remembers next, of which the first tensor is its output. */
export interface Cell {
  /** what it remembers before the first input: zeros, for a batch */
  start(lead: Shape): readonly Tensor[]
  step(x: Tensor, memory: readonly Tensor[]): readonly Tensor[]
}

/** No last output yet, for a batch. */
function startOf({ inputDim, weight }: Dense, lead: Shape): Tensor {
  if (!Array.isArray(lead)) {
    throw new ShapeError(`start: the batch is ${inWords(lead)}; give its axes in a list, such as [32].`)
  }
  return zeros([...lead, inputDim], { dtype: weight.dtype })
}

/** @throws ShapeError where an input has more or fewer numbers than the cell takes; DomainError for no tensors */
function checkStep(
  { kind, input: { inputDim }, hidden }: GRUCell | LSTMCell,
  x: Tensor,
  memory: readonly Tensor[],
  ...names: readonly string[]
): void {
  checkTensor(kind, 'x', x)
  if (!Array.isArray(memory))
    throw new DomainError(`${kind}: the memory is ${inWords(memory)}; give what start or the last step gave, a list.`)
  for (const [i, name] of names.entries()) checkTensor(kind, name, memory[i])
  if (x.shape.at(-1) === inputDim) return
  throw new ShapeError(`${kind}(${inputDim}, ${hidden.inputDim}) takes [..., ${inputDim}], but gets ${x.describe()}.`)
}

/** A gated recurrent unit, as gruCell() makes it. */
export class GRUCell implements Cell {
  readonly kind = 'gruCell'
  /** from the input to reset, update and candidate */
  readonly input: Dense
  /** from the last output to the same */
  readonly hidden: Dense

  constructor(input: Dense, hidden: Dense) {
    this.input = input
    this.hidden = hidden
  }

  start(lead: Shape): readonly [Tensor] {
    return [startOf(this.hidden, lead)]
  }

  /**
   * @param x shape [..., in]
   * @param memory the last output, [..., hidden]
   */
  step(x: Tensor, memory: readonly [Tensor]): readonly [Tensor] {
    checkStep(this, x, memory, 'the last output')
    const [h] = memory
    const [xr = x, xz = x, xn = x] = split(this.input.forward(x), 3, { axis: -1 })
    const [hr = h, hz = h, hn = h] = split(this.hidden.forward(h), 3, { axis: -1 })
    const reset = xr.add(hr).sigmoid()
    const update = xz.add(hz).sigmoid()
    const candidate = xn.add(reset.mul(hn)).tanh()
    return [candidate.add(update.mul(h.sub(candidate)))]
  }
}

/**
 * A gated recurrent unit.
 *
 *   r = σ(x Wᵣ + h Uᵣ)      z = σ(x W_z + h U_z)      n = tanh(x Wₙ + r (h Uₙ))      h' = (1 - z) n + z h
 *
 * with a bias in each product.
 *
 * @param inputDim how many numbers an input has
 * @param hiddenDim how many it remembers
 * @throws DomainError when a size is no positive integer
 * @example recurrent(gruCell(3, 8, random(0))).forward(ones([4, 10, 3])).shape // [4, 10, 8]
 * @see Cho et al. (2014), Learning phrase representations using RNN encoder-decoder
 */
export function gruCell(inputDim: number, hiddenDim: number, rng: Generator, options: CellOptions = {}): GRUCell {
  checkLayer('gruCell', [inputDim, hiddenDim], options, ['dtype'])
  checkDrawing('gruCell', rng)
  return new GRUCell(dense(inputDim, 3 * hiddenDim, rng, options), dense(hiddenDim, 3 * hiddenDim, rng, options))
}

/** A long short-term memory, as lstmCell() makes it. */
export class LSTMCell implements Cell {
  readonly kind = 'lstmCell'
  /** from the input to the gates: input, forget, candidate, output */
  readonly input: Dense
  /** from the last output to the same */
  readonly hidden: Dense

  constructor(input: Dense, hidden: Dense) {
    this.input = input
    this.hidden = hidden
  }

  start(lead: Shape): readonly [Tensor, Tensor] {
    return [startOf(this.hidden, lead), startOf(this.hidden, lead)]
  }

  /**
   * @param x shape [..., in]
   * @param memory the last output and the last cell, [..., hidden] each
   */
  step(x: Tensor, memory: readonly [Tensor, Tensor]): readonly [Tensor, Tensor] {
    checkStep(this, x, memory, 'the last output', 'the last cell')
    const [h, c] = memory
    const gates = this.input.forward(x).add(this.hidden.forward(h))
    const [i = x, f = x, g = x, o = x] = split(gates, 4, { axis: -1 })
    const cell = f.sigmoid().mul(c).add(i.sigmoid().mul(g.tanh()))
    return [o.sigmoid().mul(cell.tanh()), cell]
  }
}

/**
 * A long short-term memory cell.
 *
 *   i, f, o = σ(x W + h U)      g = tanh(x W + h U)      c' = f c + i g      h' = o tanh c'
 *
 * with weights and biases of its own for each gate.
 *
 * @param inputDim how many numbers an input has
 * @param hiddenDim how many it remembers
 * @throws DomainError when a size is no positive integer
 * @example recurrent(lstmCell(3, 8, random(0))).forward(ones([4, 10, 3])).shape // [4, 10, 8]
 * @see Hochreiter & Schmidhuber (1997), Long short-term memory; Gers et al. (2000) for the forget gate
 */
export function lstmCell(inputDim: number, hiddenDim: number, rng: Generator, options: CellOptions = {}): LSTMCell {
  checkLayer('lstmCell', [inputDim, hiddenDim], options, ['dtype'])
  checkDrawing('lstmCell', rng)
  return new LSTMCell(dense(inputDim, 4 * hiddenDim, rng, options), dense(hiddenDim, 4 * hiddenDim, rng, options))
}

/** A cell that runs over a sequence, as recurrent() makes it. */
export class Recurrent<C extends Cell = Cell> {
  readonly kind = 'recurrent'
  readonly cell: C

  constructor(cell: C) {
    if (typeof Object(cell).step !== 'function') {
      throw new DomainError(
        `recurrent: the cell is ${inWords(cell)}; give one that was made, such as lstmCell(3, 8, rng).`,
      )
    }
    this.cell = cell
  }

  /**
   * @param x shape [..., time, in]
   * @returns the outputs at all times, [..., time, hidden]
   * @throws ShapeError when x has fewer than two axes, or no time
   */
  forward(x: Tensor): Tensor {
    checkTensor('recurrent', 'x', x)
    const [time = 0] = x.shape.slice(-2)
    if (x.rank < 2 || time === 0) {
      throw new ShapeError(`recurrent: x is ${x.describe()}; give [..., time, features] with one time or more.`)
    }
    let memory = this.cell.start(x.shape.slice(0, -2))
    const outputs: Tensor[] = []
    for (const [t, input] of timesOf(x).entries()) {
      memory = scope(`t${t}`, () => this.cell.step(input, memory))
      outputs.push(...memory.slice(0, 1))
    }
    return stack(outputs, { axis: -2 })
  }
}

/** Into so many pieces a sequence is divided, each of them again. */
const pieces = 8

/**
 * The input at each time. It is a slice of a slice: on the way back, each slice becomes zeros of the size of what it is a part
 * of, and where that is the whole sequence, adding them up would take a time of its length squared.
 */
function timesOf(x: Tensor): Tensor[] {
  const [time = 0] = x.shape.slice(-2)
  if (time <= pieces) return Array.from({ length: time }, (_, t) => x.slice('...', t, ':'))
  const length = Math.ceil(time / pieces)
  const starts = Array.from({ length: Math.ceil(time / length) }, (_, piece) => piece * length)
  return starts.flatMap((start) => timesOf(x.slice('...', [start, start + length], ':')))
}

/**
 * Runs a cell over the times of a sequence, and gives its output at each.
 *
 *   mₜ = cell(xₜ, mₜ₋₁)      yₜ = the output in mₜ
 *
 * @throws DomainError when there is no cell
 * @example sequential(recurrent(lstmCell(3, 8, rng)), dense(8, 1, rng))
 */
export function recurrent<C extends Cell>(cell: C): Recurrent<C> {
  return new Recurrent(cell)
}
