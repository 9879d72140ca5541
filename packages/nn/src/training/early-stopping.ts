import { checkOptions, DomainError } from '@adjoint/tensor'
import { checkCount, checkFlag, checkNonNegative, unfit } from '../given.ts'
import type { EpochRecord } from './options.ts'

/** When training has gone on for long enough. */
export interface EarlyStopping {
  /** how many epochs in a row may be no better than the best one before; then the training ends */
  readonly patience: number
  /** by how much an epoch must be better to count; 0 by default */
  readonly minDelta?: number
  /** true for the model of the best epoch as the result, false for the last one; true by default */
  readonly restoreBest?: boolean
  /** what to go by: 'loss', 'validationLoss' or the name of a metric; the validation loss by default, the loss where there is none */
  readonly monitor?: string
  /** whether less is better or more; 'min' by default, and to be said for a metric */
  readonly mode?: 'min' | 'max'
}

/** The best epoch so far. */
export interface Watch {
  /** what is monitored, in that epoch; null before there is one */
  readonly best: number | null
  /** epochs since then */
  readonly waited: number
}

/** @throws DomainError for an option that is unknown or out of range, or a monitor that is not measured */
export function checkEarlyStopping(options: EarlyStopping, validated: boolean, metrics: readonly string[]): void {
  checkOptions('fit: earlyStopping', options, ['patience', 'minDelta', 'restoreBest', 'monitor', 'mode'])
  const { patience, minDelta = 0, restoreBest, monitor, mode } = options
  checkCount('fit', 'earlyStopping.patience', patience)
  checkNonNegative('fit', 'earlyStopping.minDelta', minDelta)
  checkFlag('fit', 'earlyStopping.restoreBest', restoreBest)
  if (mode !== undefined && mode !== 'min' && mode !== 'max')
    throw unfit('fit', 'earlyStopping.mode', mode, "'min' or 'max'")
  if (monitor === undefined) return
  const measured = ['loss', ...(validated ? ['validationLoss'] : []), ...metrics]
  if (!measured.includes(monitor)) {
    throw new DomainError(
      `fit: earlyStopping.monitor is ${JSON.stringify(monitor)}, but what is measured is ${measured.join(', ')}.`,
    )
  }
  if (metrics.includes(monitor) && mode === undefined) {
    throw new DomainError(`fit: say whether more of ${monitor} is better: earlyStopping.mode 'max', or 'min'.`)
  }
}

/** What there is after one more epoch. An epoch whose number is NaN is no better than any. */
export function watchAfter(watch: Watch, record: EpochRecord, { minDelta = 0, ...options }: EarlyStopping): Watch {
  const value = monitored(record, options.monitor)
  const sign = options.mode === 'max' ? -1 : 1
  const better = watch.best === null ? !Number.isNaN(value) : sign * (watch.best - value) > minDelta
  return better ? { best: value, waited: 0 } : { ...watch, waited: watch.waited + 1 }
}

function monitored({ loss, validationLoss, metrics }: EpochRecord, monitor: string | undefined): number {
  if (monitor === undefined) return validationLoss ?? loss
  const value = { loss, validationLoss, ...metrics }[monitor]
  return value ?? Number.NaN // measured now, as checkEarlyStopping has seen, but perhaps not before a checkpoint
}
