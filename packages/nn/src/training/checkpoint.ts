import { FormatError } from '@adjoint/data'
import { checkOptions, DomainError } from '@adjoint/tensor'
import { checkCount, unfit } from '../given.ts'
import type { OptimizerState } from '../optimizers/optimizer.ts'
import { contentOf, filled, formatValue, save, valueAt } from '../save.ts'
import { type EarlyStopping, type Watch, watchAfter } from './early-stopping.ts'
import { readFile, writeFile } from './files.ts'
import type { EpochRecord } from './options.ts'

/** Where and when to keep what is needed to go on. */
export interface CheckpointOptions {
  /**
   * the path of a file, which is always a whole one: the next replaces it at once; or, where there are no files, as in a page, a
   * function that takes the bytes
   */
  readonly to: string | ((bytes: Uint8Array) => void | Promise<void>)
  /** after how many epochs; 1 by default. One is also made at the end, and when the training is interrupted; none where
   * no step was made */
  readonly every?: number
}

/** @throws DomainError for an option that is unknown or out of range */
export function checkCheckpoint(options: CheckpointOptions): void {
  checkOptions('fit: checkpoint', options, ['to', 'every'])
  const { to, every = 1 } = options
  checkCount('fit', 'checkpoint.every', every)
  if (typeof to === 'function' || (typeof to === 'string' && to !== '')) return
  throw unfit('fit', 'checkpoint.to', to, 'the path of a file, or a function that takes the bytes')
}

/** What the steps of a run depend on besides its data, as numbers. */
export interface Setup {
  readonly samples: number
  readonly batchSize: number
  readonly shuffle: boolean
  readonly seed: number
}

/** How far a run has come. */
interface Position {
  /** the epochs that are complete */
  readonly history: readonly EpochRecord[]
  /** steps of the epoch that is not */
  readonly steps: number
  /** samples in those, and the sum of their losses */
  readonly seen: number
  readonly total: number
  /** the generator's state when that epoch began; null where nothing is shuffled */
  readonly order: readonly number[] | null
  readonly watch: Watch
}

/** All that decides how a run goes on. */
export interface Run<M> extends Position {
  readonly model: M
  readonly state: OptimizerState
  /** the model of the best epoch; null where it is not asked for */
  readonly best: M | null
}

/** A run as the bytes of a safetensors file. */
export function checkpointOf<M>({ model, state, best, ...position }: Run<M>, setup: Setup): Uint8Array {
  return save({ model, state, best, run: textOf({ position, setup }) })
}

/**
 * The run that a checkpoint holds. The best epoch is looked for anew where no model of it was kept, or where it is another
 * one by what is monitored now.
 *
 * @param fresh the run as it began: of the same form
 * @throws DomainError where the checkpoint does not fit; FormatError where it is none
 */
export async function resumed<M>(
  from: string | Uint8Array,
  fresh: Run<M>,
  setup: Setup,
  earlyStopping: EarlyStopping | undefined,
): Promise<Run<M>> {
  const owner = 'fit: resume'
  const content = contentOf(owner, typeof from === 'string' ? await readFile(owner, from) : from)
  const { model, state } = fresh
  const kept = valueAt(content, 'best') === null ? null : model
  const { run, best, ...trees } = filled(owner, 'run', { model, state, best: kept, run: '' }, content)
  const { position, setup: before } = parsed(run)
  for (const [name, now] of Object.entries(setup)) {
    const then = before[name as keyof Setup] // its keys are those of a Setup
    if (then === now) continue
    throw new DomainError(
      `fit: resume: the run was made with ${name} ${then}, not ${now}. Give the same, or begin a new run with its model.`,
    )
  }
  if (earlyStopping === undefined) return { ...trees, ...position, best: null }
  const watch = position.history.reduce((so, record) => watchAfter(so, record, earlyStopping), fresh.watch)
  const same = watch.best === position.watch.best
  if (fresh.best === null) return { ...trees, ...position, best: null, watch: same ? position.watch : fresh.watch }
  if (best === null || !same) return { ...trees, ...position, best: trees.model, watch: fresh.watch }
  return { ...trees, ...position, best }
}

/**
 * Writes a checkpoint where it shall go.
 *
 * @param probe true to find out only whether it could be written, where that can be known
 */
export async function keep(bytes: Uint8Array, to: CheckpointOptions['to'], probe = false): Promise<void> {
  if (typeof to === 'string') await writeFile('fit: checkpoint', to, bytes, probe)
  else if (!probe) await to(bytes)
}

/** What stands in a checkpoint beside its trees. */
interface Noted {
  readonly position: Position
  readonly setup: Setup
}

// JSON, with NaN, Infinity and -0 as text: there is no other text among the values.

function textOf(value: Noted): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== 'number') return part
    const text = formatValue(part)
    return text === JSON.stringify(part) ? part : text
  })
}

function isPosition({ history, steps, seen, total, order, watch }: Position): boolean {
  const lists = Array.isArray(history) && (order === null || Array.isArray(order))
  const numbers = [steps, seen, total, watch.waited, watch.best ?? 0]
  return lists && watch.best !== undefined && numbers.every((value) => typeof value === 'number')
}

/** @throws FormatError where it is no such text */
function parsed(text: string): Noted {
  try {
    const value: Noted = JSON.parse(text, (_key, part: unknown) => (typeof part === 'string' ? Number(part) : part))
    if (isPosition(value.position) && typeof value.setup === 'object') return value
  } catch {
    // as below
  }
  throw new FormatError('fit: resume', null, 'the position cannot be read; the file is damaged.')
}
