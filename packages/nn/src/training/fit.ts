import { checkOptions, DomainError, random, type Tensor, tensor } from '@adjoint/tensor'
import { TrainingContext } from '../context.ts'
import type { Optimizer } from '../optimizers/optimizer.ts'
import { batches, type Data, sampleCount } from './batches.ts'
import { breather, listenForInterrupt } from './interrupt.ts'
import { firstNonFinite, NonFiniteError } from './non-finite.ts'
import { type Progress, type ProgressStream, progressOn } from './progress.ts'
import { stepOf } from './step.ts'

/**
 * A scalar loss of a model on a batch. While training it gets a context, which layers such as dropout and batchNorm need as
 * the second argument of their `forward`; on validation data it gets none.
 */
export type LossFunction<M> = (model: M, x: Tensor, y: Tensor, context?: TrainingContext) => Tensor

/** One epoch, as the history keeps it. */
export interface EpochRecord {
  /** counted from 1 */
  readonly epoch: number
  /** the mean over the samples of the loss, each batch's taken before its update */
  readonly loss: number
  /** the loss on the validation data after the epoch; only where validation data was given */
  readonly validationLoss?: number
}

/** What a callback sees after each epoch. */
export interface EpochReport<M> extends EpochRecord {
  readonly epochs: number
  /** the model after the epoch */
  readonly model: M
}

/** How to train. */
export interface FitOptions<M> {
  readonly loss: LossFunction<M>
  readonly optimizer: Optimizer
  /** how many times to go through the data */
  readonly epochs: number
  /** samples in a step; all of them by default */
  readonly batchSize?: number
  /** false to take the samples in their own order; true by default. One batch of all is never shuffled */
  readonly shuffle?: boolean
  /** seeds the shuffling and dropout; 0 by default */
  readonly seed?: number
  /** data to measure the loss on after each epoch, without learning from it */
  readonly validation?: Data
  /** called after each epoch; return 'stop' to end the training */
  // biome-ignore lint/suspicious/noConfusingVoidType: a callback that returns nothing is the usual one
  readonly onEpoch?: (report: EpochReport<M>) => 'stop' | undefined | void
  /** false to show nothing; a function adds words to the line, and is called only when one is drawn */
  readonly progress?: boolean | ((report: EpochReport<M>) => string)
  /** ends the training after the step that is running */
  readonly signal?: AbortSignal
  /** false to run the steps op by op; true by default: the loss, its gradient and the update are compiled into one program */
  readonly compile?: boolean
  /** how many threads share a compiled step; 1 by default. See compile */
  readonly threads?: number
}

/** What was learnt. */
export interface FitResult<M> {
  readonly model: M
  readonly history: readonly EpochRecord[]
  /** why the training ended */
  readonly stopped: 'finished' | 'callback' | 'interrupted'
  /** why the steps ran op by op, such as a loss that reads numbers; null when they were compiled */
  readonly notCompiled: string | null
}

const known: readonly string[] = [
  'loss',
  'optimizer',
  'epochs',
  'batchSize',
  'shuffle',
  'seed',
  'validation',
  'onEpoch',
  'progress',
  'signal',
  'compile',
  'threads',
]

/**
 * Trains a model. The steps are compiled, unless the loss cannot be: then they run op by op, and the result says why. Ctrl-C
 * (or `signal`) ends it after the step that is running, and what was learnt is returned.
 *
 * @param model any tree of tensors; it is not changed
 * @param data samples as rows
 * @returns the trained model, the loss of each epoch, and why the steps were not compiled if they were not
 * @throws NonFiniteError when a loss is NaN or infinite; it names the node that made it and holds the model before it
 * @throws DomainError for an option that is unknown or out of range; ShapeError where x and y differ in rows
 * @example
 * const loss = (m: typeof model, x: Tensor, y: Tensor) => bce(m.forward(x), y)
 * const { model: trained, history } = await fit(model, { x, y }, { loss, optimizer: sgd({ lr: 0.1 }), epochs: 200, batchSize: 32 })
 */
export async function fit<M>(model: M, data: Data, options: FitOptions<M>): Promise<FitResult<M>> {
  checkFit(data, options)
  const interrupt = listenForInterrupt()
  const progress = options.progress === false ? null : startProgress()
  try {
    return await train(model, data, options, progress, () => interrupt.requested || options.signal?.aborted === true)
  } finally {
    interrupt.release()
    progress?.close()
  }
}

async function train<M>(
  start: M,
  data: Data,
  options: FitOptions<M>,
  progress: Progress | null,
  interrupted: () => boolean,
): Promise<FitResult<M>> {
  const { loss, optimizer, epochs, batchSize = sampleCount('fit', data), validation } = options
  const step = stepOf(loss, optimizer, { compile: options.compile ?? true, threads: options.threads ?? 1 })
  const rng = options.shuffle === false ? null : random(options.seed ?? 0)
  const breathe = breather()
  const history: EpochRecord[] = []
  let model = start
  let lastFinite = start
  let state = optimizer.init(start)
  let last: EpochReport<M> | null = null
  let stopped: FitResult<M>['stopped'] = interrupted() ? 'interrupted' : 'finished'

  /** One update, the one of that number in all; gives the loss before it. */
  const update = ({ x, y }: Data, epoch: number, number: number): number => {
    const key = tensor([options.seed ?? 0, number], { dtype: 'int32' })
    const [value, next, nextState] = step.run(model, state, x, y, key)
    const before = value.item()
    if (!Number.isFinite(before)) {
      const again: LossFunction<M> = (m, a, b) => loss(m, a, b, new TrainingContext(key))
      throw nonFinite(before, epoch, firstNonFinite(again, model, x, y), lastFinite, history)
    }
    lastFinite = model
    model = next
    state = nextState
    return before
  }

  /** One pass through the data; gives the mean of the losses over the samples. */
  const pass = async (epoch: number): Promise<number> => {
    let total = 0
    let seen = 0
    let number = (epoch - 1) * Math.ceil(sampleCount('fit', data) / batchSize)
    for (const batch of batches(data, batchSize, rng)) {
      const samples = sampleCount('fit', batch)
      total += update(batch, epoch, number++) * samples
      seen += samples
      await breathe()
      if (interrupted()) break
    }
    return total / seen
  }

  for (let epoch = 1; epoch <= epochs && stopped === 'finished'; epoch++) {
    const mean = await pass(epoch)
    const record = {
      epoch,
      loss: mean,
      ...(validation && { validationLoss: step.measure(model, validation.x, validation.y).item() }),
    }
    history.push(record)
    last = { ...record, epochs, model }
    const wish = options.onEpoch?.(last)
    if (interrupted()) stopped = 'interrupted'
    else if (wish === 'stop') stopped = 'callback'
    if (progress?.due) progress.draw(epoch, epochs, describe(last, options))
  }
  if (last !== null) progress?.finish(last.epoch, epochs, describe(last, options))
  return { model, history, stopped, notCompiled: step.reason() }
}

function checkFit<M>(data: Data, options: FitOptions<M>): void {
  checkOptions('fit', options, known)
  const n = sampleCount('fit', data)
  if (options.validation !== undefined) sampleCount('fit: validation', options.validation)
  const { epochs, batchSize = n } = options
  for (const [name, value] of Object.entries({ epochs, batchSize })) {
    if (Number.isInteger(value) && value >= 1) continue
    throw new DomainError(`fit: ${name} is ${value}; give an integer of 1 or more.`)
  }
}

function nonFinite<M>(loss: number, epoch: number, where: string, model: M, history: readonly EpochRecord[]): Error {
  return new NonFiniteError(
    `fit: the loss is ${loss} in epoch ${epoch}: ${where}. ` +
      'A smaller learning rate or a loss that takes logits often helps. The last model with a finite loss is in error.model.',
    model,
    history.map((record) => record.loss),
  )
}

/** A progress line on standard error, so that a program's own output stays clean; none in a browser. */
function startProgress(): Progress | null {
  const { process } = globalThis as { process?: { stderr?: ProgressStream } }
  return process?.stderr === undefined ? null : progressOn(process.stderr)
}

function describe<M>(report: EpochReport<M>, { progress }: FitOptions<M>): string {
  const validation = report.validationLoss === undefined ? '' : `  validation ${report.validationLoss.toPrecision(4)}`
  const words = typeof progress === 'function' ? `  ${progress(report)}` : ''
  return `loss ${report.loss.toPrecision(4)}${validation}${words}`
}
