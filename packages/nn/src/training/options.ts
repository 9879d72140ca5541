import { checkOptions, DomainError, Tensor } from '@adjoint/tensor'
import { checkSeed } from '@adjoint/tensor/backend'
import type { TrainingContext } from '../context.ts'
import { checkCount, checkFlag, checkLimit, unfit } from '../given.ts'
import type { Optimizer } from '../optimizers/optimizer.ts'
import { type Data, sampleCount } from './batches.ts'
import { type CheckpointOptions, checkCheckpoint } from './checkpoint.ts'
import { checkEarlyStopping, type EarlyStopping } from './early-stopping.ts'

/**
 * A scalar loss of a model on a batch. While training it gets a context, which layers such as dropout and batchNorm need as
 * the second argument of their `forward`; on validation data it gets none.
 */
export type LossFunction<M, X = Tensor, Y = Tensor> = (model: M, x: X, y: Y, context?: TrainingContext) => Tensor

/** A number that tells how good a model is on some data, such as its accuracy. It runs op by op, so it may read numbers. */
export type Metric<M, X = Tensor, Y = Tensor> = (model: M, x: X, y: Y) => number | Tensor

/** One epoch, as the history keeps it. */
export interface EpochRecord {
  /** counted from 1 */
  readonly epoch: number
  /** the mean over the samples of the loss, each batch's taken before its update */
  readonly loss: number
  /** the loss on the validation data after the epoch; only where validation data was given */
  readonly validationLoss?: number
  /** the metrics after the epoch, on the validation data, or where there is none on the training data; only where some were given */
  readonly metrics?: Readonly<Record<string, number>>
}

/** What a callback sees after each epoch. */
export interface EpochReport<M> extends EpochRecord {
  readonly epochs: number
  /** the model after the epoch */
  readonly model: M
}

// biome-ignore lint/suspicious/noConfusingVoidType: a callback that returns nothing is the usual one
type Wish = 'stop' | undefined | void

/** How to train. */
export interface FitOptions<M, X = Tensor, Y = Tensor> {
  readonly loss: LossFunction<M, X, Y>
  readonly optimizer: Optimizer
  /** how many times to go through the data; of a run that is resumed, those that were done count too */
  readonly epochs: number
  /** samples in a step; all of them by default */
  readonly batchSize?: number
  /** false to take the samples in their own order; true by default. One batch of all is never shuffled */
  readonly shuffle?: boolean
  /** seeds the shuffling and dropout; 0 by default */
  readonly seed?: number
  /** the largest norm of a gradient: longer ones are scaled down, as clipByNorm does */
  readonly clipNorm?: number
  /** data to measure the loss and the metrics on after each epoch, without learning from it */
  readonly validation?: NoInfer<Data<X, Y>>
  /** what to measure after each epoch, by name, on the validation data, or where there is none on the training data */
  readonly metrics?: Readonly<Record<string, Metric<M, X, Y>>>
  /** ends the training when it no longer gets better */
  readonly earlyStopping?: EarlyStopping
  /** keeps all that is needed to go on later */
  readonly checkpoint?: CheckpointOptions
  /**
   * goes on with a run from a checkpoint, its path or its bytes, to the same bits as if it had not been interrupted;
   * epochs, metrics and earlyStopping may be others than before
   */
  readonly resume?: string | Uint8Array
  /** called after each epoch, and waited for; return 'stop' to end the training */
  readonly onEpoch?: (report: EpochReport<M>) => Wish | Promise<Wish>
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
  /** after the last step; with earlyStopping's restoreBest, that of the best epoch, if there is one */
  readonly model: M
  readonly history: readonly EpochRecord[]
  /** why the training ended; 'patience' when it no longer got better */
  readonly stopped: 'finished' | 'callback' | 'interrupted' | 'patience'
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
  'clipNorm',
  'validation',
  'metrics',
  'earlyStopping',
  'checkpoint',
  'resume',
  'onEpoch',
  'progress',
  'signal',
  'compile',
  'threads',
]

/** @throws DomainError for an option that is unknown or out of range; ShapeError where tensors differ in rows */
export function checkFit<M, X, Y>(data: Data<X, Y>, options: FitOptions<M, X, Y>): void {
  if (data instanceof Tensor) throw new DomainError('fit: the data is one tensor; write fit(model, { x, y }, options).')
  checkOptions('fit', options, known)
  checkFunctions(options)
  const n = sampleCount('fit', data)
  if (options.validation !== undefined) sampleCount('fit: validation', options.validation)
  const { epochs, batchSize = n, checkpoint, clipNorm = 1, metrics = {}, seed = 0, threads = 1 } = options
  for (const [name, count] of Object.entries({ epochs, batchSize, threads })) checkCount('fit', name, count)
  checkFlag('fit', 'shuffle', options.shuffle)
  checkFlag('fit', 'compile', options.compile)
  if (typeof options.progress !== 'function') checkFlag('fit', 'progress', options.progress)
  if (checkpoint !== undefined) checkCheckpoint(checkpoint)
  checkLimit('fit', 'clipNorm', clipNorm)
  checkSeed('fit', seed)
  for (const name of ['loss', 'validationLoss']) {
    if (Object.hasOwn(metrics, name)) throw new DomainError(`fit: a metric is called ${name}; give it another name.`)
  }
  if (options.earlyStopping !== undefined) {
    checkEarlyStopping(options.earlyStopping, options.validation !== undefined, Object.keys(metrics))
  }
}

/** What fit calls, or asks, long after it has begun. */
function checkFunctions<M, X, Y>({ loss, optimizer, metrics = {}, onEpoch, signal }: FitOptions<M, X, Y>): void {
  if (typeof loss !== 'function') {
    const module = typeof Object(loss).forward === 'function'
    const body = module ? 'theLoss.forward(m.forward(x), y)' : 'mse(m.forward(x), y)'
    throw unfit('fit', 'loss', loss, `a function, such as (m, x, y) => ${body}`)
  }
  if (typeof Object(optimizer).init !== 'function' || typeof Object(optimizer).update !== 'function')
    throw unfit('fit', 'optimizer', optimizer, 'one that was made, such as sgd({ lr: 0.1 })')
  if (typeof metrics !== 'object' || metrics === null || Array.isArray(metrics))
    throw unfit('fit', 'metrics', metrics, 'functions by their names, { accuracy: ... }, say')
  for (const [name, metric] of Object.entries(metrics)) {
    if (typeof metric === 'function') continue
    throw unfit('fit', `the metric ${name}`, metric, 'a function (m, x, y) => ... of a number')
  }
  if (onEpoch !== undefined && typeof onEpoch !== 'function')
    throw unfit('fit', 'onEpoch', onEpoch, 'a function, which gets a report of each epoch')
  if (signal !== undefined && typeof Object(signal).aborted !== 'boolean')
    throw unfit('fit', 'signal', signal, 'the signal of an AbortController')
}
