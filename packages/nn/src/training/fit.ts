import { DomainError, random, Tensor, tensor } from '@adjoint/tensor'
import { TrainingContext } from '../context.ts'
import { inWords, unfit } from '../given.ts'
import { batches, type Data, sampleCount } from './batches.ts'
import { checkpointOf, keep, type Run, resumed, type Setup } from './checkpoint.ts'
import { watchAfter } from './early-stopping.ts'
import { breather, listenForInterrupt } from './interrupt.ts'
import { checkLastStep, firstNonFinite, nonFiniteLoss } from './non-finite.ts'
import {
  checkFit,
  type EpochRecord,
  type EpochReport,
  type FitOptions,
  type FitResult,
  type LossFunction,
} from './options.ts'
import { type Progress, startProgress } from './progress.ts'
import { checkTargets, stepOf } from './step.ts'

/**
 * Trains a model. The steps are compiled, unless the loss cannot be: then they run op by op, and the result says why. Ctrl-C
 * (or `signal`) ends it after the step that is running, and what was learnt is returned.
 *
 * With `checkpoint`, all that decides how the training goes on is written to a file, now and then, at the end and on Ctrl-C;
 * with `resume` it goes on from there, to the same bits.
 *
 * @param model any tree of tensors; it is not changed
 * @param data samples as rows; trees of tensors where the loss takes trees
 * @returns the trained model, the loss of each epoch, and why the steps were not compiled if they were not
 * @throws NonFiniteError when a loss is NaN or infinite; it names the node that made it and holds the model before it. So it
 *   is when the last step of an epoch makes a number of the model NaN or infinite, which no loss tells
 * @throws DomainError for an option that is unknown or out of range, or a checkpoint of another run; ShapeError where
 *   tensors differ in rows
 * @example
 * const loss = (m: typeof model, x: Tensor, y: Tensor) => bce(m.forward(x), y)
 * const { model: trained, history } = await fit(model, { x, y }, { loss, optimizer: sgd({ lr: 0.1 }), epochs: 200, batchSize: 32 })
 * @example
 * const loss = (m: typeof model, x: Tensor, y: Tensor) => bce(m.forward(x), y)
 * const { stopped } = await fit(model, { x, y }, {
 *   loss,
 *   optimizer: adam({ lr: 0.01 }),
 *   epochs: 100,
 *   metrics: { accuracy: (m, x, y) => accuracy(m.forward(x), y) },
 *   earlyStopping: { patience: 5, monitor: 'accuracy', mode: 'max' },
 * })
 */
export async function fit<M, X = Tensor, Y = Tensor>(
  model: M,
  data: NoInfer<Data<X, Y>>,
  options: FitOptions<M, X, Y>,
): Promise<FitResult<M>> {
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

async function train<M, X, Y>(
  start: M,
  data: Data<X, Y>,
  options: FitOptions<M, X, Y>,
  progress: Progress | null,
  interrupted: () => boolean,
): Promise<FitResult<M>> {
  const { loss, optimizer, epochs, validation, earlyStopping, checkpoint } = options
  const samples = sampleCount('fit', data)
  const { batchSize = samples, shuffle = true, seed = 0 } = options
  const setup: Setup = { samples, batchSize, shuffle, seed }
  const stepsPerEpoch = Math.ceil(samples / batchSize)
  const step = stepOf(loss, optimizer, options)
  const rng = shuffle ? random(seed) : null
  const breathe = breather()

  const firstBest = earlyStopping !== undefined && earlyStopping.restoreBest !== false ? start : null
  const watch = { best: null, waited: 0 }
  const begun = { steps: 0, seen: 0, total: 0, order: rng?.state ?? null, watch }
  let run: Run<M> = { model: start, state: optimizer.init(start), best: firstBest, history: [], ...begun }
  if (options.resume !== undefined) run = await resumed(options.resume, run, setup, earlyStopping)
  if (checkpoint !== undefined) await keep(checkpointOf(run, setup), checkpoint.to, true) // what fails shall fail now
  if (rng !== null && run.order !== null) rng.state = run.order
  const history = [...run.history] // that of the run, which grows: a copy for each epoch would take a time of their square
  const before = history.length
  const partial: EpochRecord[] = [] // the epoch that was interrupted
  run = { ...run, history }
  let lastFinite = run.model
  let last: EpochReport<M> | null = null
  let stopped: FitResult<M>['stopped'] = interrupted() ? 'interrupted' : 'finished'
  if (validation !== undefined && stopped === 'finished') checkTargets(loss, run.model, validation.x, validation.y)

  /** One update, the one of that number in all. */
  const update = ({ x, y }: Data<X, Y>, number: number): void => {
    const { model, steps, seen, total } = run
    const key = tensor([seed, number], { dtype: 'int32' })
    const [value, next, state] = step.run(model, run.state, x, y, key)
    const found = value.item()
    if (!Number.isFinite(found)) {
      const again: LossFunction<M, X, Y> = (m, a, b) => loss(m, a, b, new TrainingContext(key))
      throw nonFiniteLoss(found, firstNonFinite(again, model, x, y), lastFinite, history)
    }
    lastFinite = model
    const count = sampleCount('fit', { x, y })
    run = { ...run, model: next, state, steps: steps + 1, seen: seen + count, total: total + found * count }
  }

  /** What is left of one pass through the data. */
  const pass = async (): Promise<void> => {
    const first = history.length * stepsPerEpoch
    const done = run.steps
    let index = 0
    for (const batch of batches(data, batchSize, rng)) {
      if (index++ < done) continue // before the checkpoint
      update(batch, first + run.steps)
      await breathe()
      if (interrupted()) break
    }
  }

  const measure = (epoch: number): EpochRecord => {
    const { x, y } = validation ?? data
    const measured = Object.entries(options.metrics ?? {}).map(([name, metric]): [string, number] => {
      return [name, numberOf(name, metric(run.model, x, y))]
    })
    return {
      epoch,
      loss: run.total / run.seen,
      ...(validation && { validationLoss: step.measure(run.model, x, y).item() }),
      ...(options.metrics && { metrics: Object.fromEntries(measured) }),
    }
  }

  /** Closes an epoch of which no step is left. */
  const complete = (record: EpochRecord): void => {
    const watched = earlyStopping === undefined ? watch : watchAfter(run.watch, record, earlyStopping)
    history.push(record)
    run = {
      ...run,
      ...begun,
      order: rng?.state ?? null,
      watch: watched,
      best: run.best !== null && watched.waited === 0 ? run.model : run.best,
    }
  }

  const outOfPatience = (): boolean => earlyStopping !== undefined && run.watch.waited >= earlyStopping.patience

  for (let epoch = before + 1; epoch <= epochs && stopped === 'finished'; epoch++) {
    if (outOfPatience()) break
    await pass()
    checkLastStep(run.model, lastFinite, history)
    const record = measure(epoch)
    if (run.steps === stepsPerEpoch) complete(record)
    else partial.push(record)
    last = { ...record, epochs, model: run.model }
    const wish = await options.onEpoch?.(last)
    if (interrupted()) stopped = 'interrupted'
    else if (wish === 'stop') stopped = 'callback'
    else if (typeof wish === 'string') throw unfit('fit', 'what onEpoch gave', wish, "'stop', or nothing")
    if (checkpoint !== undefined) {
      const ends = stopped !== 'finished' || outOfPatience() || epoch === epochs
      if (ends || epoch % (checkpoint.every ?? 1) === 0) await keep(checkpointOf(run, setup), checkpoint.to)
    }
    if (progress?.due) progress.draw(epoch, epochs, describe(last, options), epoch - before)
  }
  if (stopped === 'finished' && outOfPatience()) stopped = 'patience'
  if (last !== null) progress?.finish(last.epoch, epochs, describe(last, options))
  const best = run.watch.best === null ? null : run.best // no epoch has been the best one yet
  return { model: best ?? run.model, history: history.concat(partial), stopped, notCompiled: step.reason() }
}

/** @throws DomainError where a metric gave no number, as an async function does */
function numberOf(name: string, value: number | Tensor): number {
  if (value instanceof Tensor) return value.item()
  if (typeof value === 'number') return value
  throw new DomainError(`fit: the metric ${name} gave ${inWords(value)}; return a number, or a scalar tensor.`)
}

function describe<M>(report: EpochReport<M>, { progress }: Pick<FitOptions<M>, 'progress'>): string {
  const { loss, validationLoss, metrics = {} } = report
  const numbers = { loss, ...(validationLoss !== undefined && { validation: validationLoss }), ...metrics }
  const measured = Object.entries(numbers).map(([name, value]) => `${name} ${value.toPrecision(4)}`)
  const words = typeof progress === 'function' ? [progress(report)] : []
  return [...measured, ...words].join('  ')
}
