import { leavesOf, record, valueAndGrad } from '@adjoint/autograd'
import { compile } from '@adjoint/compile'
import { DomainError, isFloat, Tensor, TraceError } from '@adjoint/tensor'
import { type Statistics, TrainingContext, withStatistics } from '../context.ts'
import { inWords } from '../given.ts'
import { clipByNorm } from '../optimizers/clip.ts'
import type { Optimizer, OptimizerState } from '../optimizers/optimizer.ts'
import type { FitOptions, LossFunction } from './options.ts'

/** What a step of training gives: the loss before the update, and what comes after it. */
type Update<M> = readonly [loss: Tensor, model: M, state: OptimizerState]

/** One step of training; the key, int32[2], decides what dropout draws. */
type Step<M, X, Y> = (model: M, state: OptimizerState, x: X, y: Y, key: Tensor) => Update<M>

/** A step, compiled where that can be. */
export interface CompiledStep<M, X, Y> {
  readonly run: Step<M, X, Y>
  /** the loss alone */
  readonly measure: LossFunction<M, X, Y>
  /** why it runs op by op; null when it does not */
  reason(): string | null
}

/**
 * A step that is compiled at its first call. Where the loss or the optimizer cannot be recorded, because it reads numbers or
 * does something else each time, it runs op by op from then on.
 *
 * @param how the options of fit
 */
export function stepOf<M, X, Y>(
  loss: LossFunction<M, X, Y>,
  optimizer: Optimizer,
  how: Pick<FitOptions<M>, 'clipNorm' | 'compile' | 'threads'>,
): CompiledStep<M, X, Y> {
  const { clipNorm, threads = 1 } = how
  const trained = valueAndGrad(
    (model: M, x: X, y: Y, key: Tensor): [Tensor, Statistics] => {
      const context = new TrainingContext(key)
      const value = loss(model, x, y, context)
      checkLoss(value, model)
      return [value, context.statisticsOf(model)]
    },
    { hasAux: true },
  )
  const eager: Step<M, X, Y> = (model, state, x, y, key) => {
    const [[value, statistics], gradient] = trained(model, x, y, key)
    const clipped = clipNorm === undefined ? gradient : clipByNorm(gradient, clipNorm)[0]
    const [next, nextState] = optimizer.update(model, clipped, state)
    return [value, withStatistics(next, statistics), nextState]
  }
  const measured: LossFunction<M, X, Y> = (model, x, y) => {
    const value = loss(model, x, y)
    checkLoss(value, null) // it need not depend on the model, of which nothing is learnt here
    return value
  }
  if (how.compile === false) return { run: eager, measure: measured, reason: () => 'compile is false' }

  // the state is nobody else's, so it may stay in the program's memory; the model is read after each step, below
  const step = orEager(compile(eager, { donate: [0, 1], threads }), eager)
  let begun = false
  return {
    run: (model, state, x, y, key) => {
      if (!begun) checkTargets(loss, model, x, y, key)
      begun = true
      const result = step.run(model, state, x, y, key)
      for (const { tensor } of leavesOf(result[1])) tensor.read() // whoever keeps this model can read it later, too
      return result
    },
    measure: orEager(compile(measured), measured).run,
    reason: step.reason,
  }
}

/**
 * Lets a loss see the numbers of the first targets, so that it can refuse them: in a compiled step they have none. The rest
 * is recorded only, so that nothing is computed. What the loss gives is looked at, too.
 *
 * @param key as a step of training gets it; none for data of which nothing is learnt
 */
export function checkTargets<M, X, Y>(loss: LossFunction<M, X, Y>, model: M, x: X, y: Y, key?: Tensor): void {
  try {
    record((m: M, inputs: X) => checkLoss(loss(m, inputs, y, key && new TrainingContext(key)), key && m), model, x)
  } catch (error) {
    if (!(error instanceof TraceError)) throw error // then the step runs op by op, and sees them all
  }
}

/** A function that is compiled until that turns out to be impossible, and why it is. */
function orEager<A extends readonly unknown[], Y>(
  compiled: (...args: A) => Y,
  eager: (...args: A) => Y,
): { readonly run: (...args: A) => Y; readonly reason: () => string | null } {
  let reason: string | null = null
  const run = (...args: A): Y => {
    if (reason !== null) return eager(...args)
    try {
      return compiled(...args)
    } catch (error) {
      if (!(error instanceof TraceError)) throw error
      reason = error.message
      return eager(...args)
    }
  }
  return { run, reason: () => reason }
}

/**
 * @param model what the loss must depend on; null where it need not
 * @throws DomainError when a loss gave no tensor, but a number, a promise, or nothing; or one that the model has no part in
 */
function checkLoss(value: unknown, model: unknown): asserts value is Tensor {
  if (value instanceof Tensor) {
    const learnt = leavesOf(model).find(({ tensor }) => isFloat(tensor.dtype))
    if (learnt === undefined || value.tracedBy === learnt.tensor.tracedBy) return
    throw new DomainError(
      'fit: the loss does not depend on the model, so nothing would be learnt. Use the model that it is ' +
        'given: (m, x, y) => mse(m.forward(x), y).',
    )
  }
  let advice = 'Return a scalar tensor.'
  if (value === undefined) advice = 'Return the loss.'
  else if (value instanceof Promise) {
    value.catch(() => {}) // nobody waits for it, and it may fail, for a recorded value has no numbers
    advice = 'It must not be async: await what it needs before fit.'
  } else if (typeof value === 'number') advice = 'Leave out item(): only a tensor has derivatives.'
  throw new DomainError(`fit: the loss function gave ${inWords(value)}, not a tensor. ${advice}`)
}
