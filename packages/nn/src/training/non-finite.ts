import { leavesOf, mapTensors, Node, Tape } from '@adjoint/autograd'
import { DomainError, type Tensor } from '@adjoint/tensor'
import type { LossFunction } from './options.ts'

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
 * Of all steps but the last one, the loss of the next tells that they broke the model.
 *
 * @param before the model before that step
 * @throws NonFiniteError when a tensor that was finite is no longer
 */
export function checkLastStep<M>(model: M, before: M, losses: readonly number[]): void {
  const old = leavesOf(before)
  const broken = leavesOf(model).find(
    ({ tensor }, i) => !finite(tensor) && old[i] !== undefined && finite(old[i].tensor),
  )
  if (broken === undefined) return
  throw new NonFiniteError(
    `fit: the last step made ${broken.path} hold ${kindOf(broken.tensor)}, though its loss was finite. ` +
      'A smaller learning rate or clipNorm often helps. The model before it is in error.model.',
    before,
    losses,
  )
}

/**
 * Where a non-finite value first appears when a loss is computed: an input that already holds one, or the first op that
 * makes one of finite operands.
 */
export function firstNonFinite<M>(loss: LossFunction<M>, model: M, x: Tensor, y: Tensor): string {
  const tape = new Tape()
  const named = mapTensors({ model, x, y }, (leaf, path) => tape.input(leaf, path))
  loss(named.model, named.x, named.y)
  tape.close()
  const culprit = tape.nodes.find((node) => !finite(node))
  if (culprit === undefined) return 'no node of the loss is non-finite when it is computed again'
  const what = kindOf(culprit)
  if (culprit.op === null) return `the input ${culprit.describe()} holds ${what}`
  const operands = culprit.inputs.map((x) => (x instanceof Node ? `${x.describe()} in ${range(x)}` : range(x)))
  return `${culprit.describe()} is the first node to hold ${what}; it was made of ${operands.join(' and ')}`
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
