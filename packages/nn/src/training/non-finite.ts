import { leavesOf, mapTensors, Node, Tape } from '@adjoint/autograd'
import { DomainError, type Tensor } from '@adjoint/tensor'
import type { EpochRecord, LossFunction } from './options.ts'

/** A loss that is NaN or infinite has stopped the training. Nothing that was learnt before is lost: it is here. */
export class NonFiniteError<M = unknown> extends DomainError {
  /** the last model whose loss was finite */
  readonly model: M
  /** the losses of the epochs that were completed */
  readonly losses: readonly number[]

  constructor(message: string, model: M, losses: readonly number[]) {
    super(message)
    this.model = model
    this.losses = losses
  }
}

/**
 * The error for a loss that is NaN or infinite.
 *
 * @param origin what firstNonFinite says of it
 * @param model the last one whose loss was finite
 * @param history the epochs before
 */
export function nonFiniteLoss<M>(loss: number, origin: Origin, model: M, history: readonly EpochRecord[]): Error {
  return new NonFiniteError(
    `fit: the loss is ${loss} in epoch ${history.length + 1}: ${origin.where}. ${origin.advice} ` +
      'The last model with a finite loss is in error.model.',
    model,
    lossesOf(history),
  )
}

/**
 * Of the steps of an epoch but the last one, the loss of the next tells that they broke the model.
 *
 * @param before the model before that step
 * @throws NonFiniteError when a tensor that was finite is no longer
 */
export function checkLastStep<M>(model: M, before: M, history: readonly EpochRecord[]): void {
  const old = leavesOf(before)
  const broken = leavesOf(model).find(
    ({ tensor }, i) => !finite(tensor) && old[i] !== undefined && finite(old[i].tensor),
  )
  if (broken === undefined) return
  throw new NonFiniteError(
    `fit: the last step made ${broken.path} hold ${kindOf(broken.tensor)}, though its loss was finite. ` +
      'A smaller learning rate or clipNorm often helps. The last model with a finite loss is in error.model.',
    before,
    lossesOf(history),
  )
}

function lossesOf(history: readonly EpochRecord[]): number[] {
  return history.map(({ loss }) => loss)
}

/** Where a non-finite value comes from, and what to do. */
interface Origin {
  readonly where: string
  readonly advice: string
}

/**
 * Where a non-finite value first appears on the way to a loss: an input that already holds one, or the first op that makes
 * one of finite operands. What is finite again later, as a mask of -Infinity is after softmax, is not on that way.
 */
export function firstNonFinite<M, X, Y>(loss: LossFunction<M, X, Y>, model: M, x: X, y: Y): Origin {
  const tape = new Tape()
  const named = mapTensors({ model, x, y }, (leaf, path) => tape.input(leaf, path))
  const way = new Set<Tensor>([loss(named.model, named.x, named.y)])
  tape.close()
  for (const node of tape.nodes.toReversed()) {
    if (way.has(node)) for (const x of node.inputs) if (!finite(x)) way.add(x)
  }
  const culprit = tape.nodes.find((node) => way.has(node) && !finite(node))
  const advice = 'A smaller learning rate or a loss that takes logits often helps.'
  if (culprit === undefined) return { where: 'no node of the loss is non-finite when it is computed again', advice }
  const what = kindOf(culprit)
  if (culprit.op === null) {
    const given = leavesOf([named.x, named.y]).some(({ tensor }) => tensor === culprit)
    return {
      where: `the input ${culprit.describe()} holds ${what}`,
      advice: given ? 'Take such samples out of the data.' : advice,
    }
  }
  const operands = culprit.inputs.map((x) => (x instanceof Node ? `${x.describe()} in ${range(x)}` : range(x)))
  const where = `${culprit.describe()} is the first node to hold ${what}; it was made of ${operands.join(' and ')}`
  return { where, advice }
}

function finite(x: Tensor): boolean {
  return x.toTypedArray().every((value: number) => Number.isFinite(value))
}

function kindOf(x: Tensor): string {
  return x.toTypedArray().some((value: number) => Number.isNaN(value)) ? 'NaN' : 'Infinity'
}

function range(x: Tensor): string {
  if (x.size === 1) return String(Number(x.item().toPrecision(6)))
  const numbers = Array.from(x.toTypedArray())
  const bounds = [Math.min, Math.max].map((pick) => numbers.reduce((a, b) => pick(a, b)))
  return `[${bounds.map((bound) => Number(bound.toPrecision(6))).join(', ')}]`
}
